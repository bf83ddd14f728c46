"""What the documents say is so: variables, commands, links, words."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests import compose
from tests.architecture.house import FLOORS, ROOT, modules, tree

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READERS = {"env", "env_bool", "env_list", "env_number"}
OPERATIONS = ROOT / "docs" / "operations.md"
GLOSSARY = ROOT / "docs" / "glossary.md"


def variables_read() -> set[str]:
    """The names that the code asks the environment for."""
    return {
        node.args[0].value
        for path in modules("consultation")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def table_after(document: Path, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    below = document.read_text().partition(heading)[2]
    lines = re.findall(r"^\|(.+)\|$", below.partition("\n## ")[0], re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines[2:]]


def test_every_variable_is_explained_and_every_explained_one_is_read():
    rows = table_after(OPERATIONS, "## Variables")
    explained = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]

    assert sorted(explained) == sorted(variables_read())
    assert all(len(row) == 3 and all(row) for row in rows)


def test_every_value_an_operator_fills_in_is_explained():
    text = OPERATIONS.read_text()

    assert {name for name in compose.SIX if f"`{name}`" not in text} == set()
    assert set(compose.read()["x-app"]["environment"]) <= variables_read()


def test_a_service_of_the_compose_file_has_its_row():
    rows = table_after(OPERATIONS, "## The first start")

    assert sorted(row[0] for row in rows) == sorted(compose.read()["services"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_a_document_names_are_there(document):
    text = document.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    made = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    managed = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert made - targets == set()
    assert managed - set(get_commands()) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@cache
def words_of_the_code() -> set[str]:
    """Every identifier and word in the product's Python and templates."""
    paths = [path for app in FLOORS for path in modules(app)]
    paths += [*(ROOT / "templates").rglob("*.html"), ROOT / "Makefile"]
    return {word for path in paths for word in re.findall(r"\w+", path.read_text())}


def test_the_words_of_the_glossary_are_the_words_of_the_code():
    rows = table_after(GLOSSARY, "# Glossary")
    named = [(row[0], name) for row in rows for name in re.findall(r"`([^`]+)`", row[1])]

    known = words_of_the_code() | {"py"}
    missing = [
        (term, name)
        for term, name in named
        if not ("/" in name and (ROOT / name).exists()) and not set(re.findall(r"\w+", name)) <= known
    ]
    assert len(named) > 30
    assert missing == []
