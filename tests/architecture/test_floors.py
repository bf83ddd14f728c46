"""Arrows point down: imports, reverse names of the ORM, and templates. Each rule is seen to fail."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.house import FLOORS, ROOT, floors_above, modules, tree

ORM_WORDS = re.compile(r"[a-z_]+(?:__[a-z_]+)*")


@pytest.fixture
def house_copy(tmp_path):
    """A copy of the product's packages that a test may spoil."""
    for app in FLOORS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_imports_keep_every_contract(house_copy):
    result = lint_imports(house_copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rooms/models.py", "from contributions.models import Contribution"),
        ("consultation/outbox.py", "import synthesis.models"),
        ("contributions/figures.py", "from contributions import views"),
        ("moderation/utils.py", "NOTHING = 0"),
    ],
)
def test_a_planted_breach_fails_the_contracts(house_copy, module, line):
    path = house_copy / module
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")

    assert lint_imports(house_copy).returncode != 0


def names_from_above(app: str) -> set[str]:
    """What models of this app are called back by from the floors above: accessors and query names."""
    names = set()
    for model in apps.get_app_config(app).get_models():
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete:
                continue
            if relation.related_model._meta.app_label in floors_above(app):
                names |= {relation.get_accessor_name(), relation.name}
    return {name for name in names if name and not name.endswith("+")}


def uses(source: ast.Module, names: set[str]) -> Iterator[str]:
    """Attributes, keyword arguments and look-up strings that speak one of these names."""
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"line {node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Call):
            words = [keyword.arg for keyword in node.keywords if keyword.arg]
            words += [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            for word in words:
                if ORM_WORDS.fullmatch(word) and "__" in word and set(word.split("__")) & names:
                    yield f"line {node.lineno}: {word}"


@pytest.mark.parametrize("app", FLOORS[:-1])
def test_no_floor_calls_a_model_by_a_name_from_above(app):
    names = names_from_above(app)

    found = [f"{path.name} {use}" for path in modules(app) for use in uses(tree(path), names)]

    assert names
    assert found == []


def test_a_planted_reverse_name_is_found():
    planted = ast.parse("def busiest(room): return room.contributions.count()")

    assert list(uses(planted, names_from_above("rooms"))) == ["line 1: .contributions"]


REFERENCE = re.compile(r'{%-?\s*(?:extends|include)\s+"([^"#]+)')


def template_breaches(templates: Path) -> list[str]:
    found = []
    for app in FLOORS:
        for path in sorted((templates / app).rglob("*.html")):
            for target in REFERENCE.findall(path.read_text()):
                if target.split("/")[0] in floors_above(app):
                    found.append(f"{path.relative_to(templates)} > {target}")
    return found


def test_templates_extend_and_include_only_downward():
    assert template_breaches(ROOT / "templates") == []


def test_a_planted_upward_include_is_found(tmp_path):
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "a.html").write_text('{% include "moderation/b.html" %}')

    assert template_breaches(tmp_path) == ["rooms/a.html > moderation/b.html"]
