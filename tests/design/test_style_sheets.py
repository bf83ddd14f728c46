"""The bundles equal their sources, keep their budgets, and hold the rules of the house."""

from __future__ import annotations

import gzip
import re
import runpy
from pathlib import Path

import pytest

from tests.design.sources import ROOT, SOURCES, STATIC, TEMPLATES, without_comments

KILOBYTE = 1024
BUDGETS = {
    "css/site.css": 11 * KILOBYTE,
    "css/bench.css": 6 * KILOBYTE,
    "js/app.js": 5 * KILOBYTE,
    "img/icons.svg": 2 * KILOBYTE,
    "vendor/htmx-4.0.1.min.js": 14 * KILOBYTE,
}
LATER = {  # what comes with the first focus of a text box, or a selection, and not before
    "js/composer.js": 9 * KILOBYTE,
    "css/composer.css": 1 * KILOBYTE,
    "js/quote.js": 1 * KILOBYTE,
    "js/editor.js": 5 * KILOBYTE,
    "vendor/tiptap-3.34.0.min.js": 136 * KILOBYTE,
}
KEPT = ("mail", "export")  # letters and the one-file report carry their own style
PAGES = [path for path in TEMPLATES.rglob("*.html") if not any(word in str(path) for word in KEPT)]


@pytest.mark.parametrize("name", ["site.css", "bench.css", "composer.css"])
def test_a_bundle_equals_its_sources(name: str) -> None:
    build = runpy.run_path(str(STATIC / "build.py"))

    assert (STATIC / "css" / name).read_text(encoding="utf-8") == build["bundle"](name)


def test_the_composers_script_equals_its_sources() -> None:
    build = runpy.run_path(str(STATIC / "build.py"))

    assert (STATIC / "js" / "composer.js").read_text(encoding="utf-8") == build["composer"]()


@pytest.mark.parametrize("name", LATER)
def test_what_writing_loads_keeps_its_budget(name: str) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= LATER[name]


@pytest.mark.parametrize("name", BUDGETS)
def test_what_every_page_loads_keeps_its_budget(name: str) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= BUDGETS[name]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_style_sheet_knows_no_left_and_no_right(path: Path) -> None:
    css = without_comments(path.read_text(encoding="utf-8"))
    sides = r"left|right|(?:margin|padding|border)-(?:top|bottom)|(?:min-|max-)?(?:width|height)(?=:)"

    assert re.findall(rf"(?<![\w-])(?:{sides})", css) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_and_names_its_colours(path: Path) -> None:
    css = without_comments(path.read_text(encoding="utf-8"))

    assert re.findall(r"url\(|@import|@font-face|https?:", css) == []
    if path.name != "tokens.css":
        assert re.findall(r"#(?!0000\b)[0-9a-fA-F]{3,8}\b(?=[\s;,)])", css) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_type_has_two_weights_and_no_ornament(path: Path) -> None:
    css = without_comments(path.read_text(encoding="utf-8"))

    assert set(re.findall(r"font(?:-weight)?: (\d+)", css)) <= {"400", "600"}
    assert re.findall(r"italic|letter-spacing|text-transform", css) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_keeps_the_strict_policy(path: Path) -> None:
    html = path.read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|hx-on|javascript:|js:", html) == []
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", html) == []


def test_every_class_a_page_uses_is_styled_or_a_hook() -> None:
    hooks = {
        "badge--",
        "hue-",
        "icon--",
        "steps__item--",
        "thread__item--",
        "voices",
        "mention",
        "note--info",
    }
    css = "".join(
        (STATIC / "css" / name).read_text(encoding="utf-8")
        for name in ("site.css", "bench.css", "composer.css")
    )
    styled = set(re.findall(r"\.([a-z][a-z0-9_-]*)", css))
    used = {name for path in [*PAGES, ROOT / "docs/design.md"] for name in classes(path)}

    assert used - styled - hooks == set()


def classes(path: Path) -> set[str]:
    """The class names written out in a page; what a variable or a place adds is cut off there."""
    html = re.sub(r"\{%[^%]*%\}|\{\{[^}]*\}\}|\{[a-z]+\}", " ", path.read_text(encoding="utf-8"))
    return {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
