"""Small files, small functions, and no way around the renderer or the forms' protection."""

from __future__ import annotations

import ast
import re

from tests.architecture.house import FLOORS, ROOT, modules, tree

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_TEMPLATE = 120

# Each use of an unescaped string or an unprotected form stands here with its reason.
ALLOWED = {
    "consultation/templatetags/shell.py": {"SafeString": "rendered templates; the renderer's output"},
    "contributions/snippets.py": {"SafeString": "pieces of templates, every value escaped"},
    "contributions/composing/preview.py": {"SafeString": "the renderer's output, not yet stored"},
    "contributions/display.py": {"SafeString": "the renderer's output, sanitised when it was stored"},
    "moderation/passage_rows.py": {"SafeString": "pieces of templates, every value escaped"},
    "moderation/fillings.py": {"SafeString": "the renderer's output with marks between its text nodes"},
    "synthesis/public/lighting.py": {"SafeString": "the renderer's output with marks between its text nodes"},
    "consultation/people/views/notices.py": {
        "csrf_exempt": "one-click unsubscribe, RFC 8058, by signed token"
    },
    "consultation/views/errors.py": {"SafeString": "see the module"},
    "consultation/widgets.py": {"SafeString": "fields of forms, each value escaped"},
    "contributions/searching/forms.py": {"SafeString": "options escaped before one is marked as chosen"},
}
DANGEROUS = {"mark_safe", "SafeString", "csrf_exempt", "raw", "extra", "RawSQL"}


def length(function: ast.FunctionDef) -> int:
    return function.end_lineno - function.lineno


def test_no_module_and_no_function_grows_beyond_what_one_reads_at_once():
    long = []
    for app in FLOORS:
        for path in modules(app):
            lines = path.read_text().count("\n")
            if lines > MOST_LINES:
                long.append(f"{path.relative_to(ROOT)}: {lines} lines")
            for node in ast.walk(tree(path)):
                if (
                    isinstance(node, ast.FunctionDef)
                    and node.end_lineno - node.lineno > MOST_LINES_OF_A_FUNCTION
                ):
                    long.append(f"{path.relative_to(ROOT)}: {node.name}")

    assert long == []


def test_no_template_grows_beyond_what_one_reads_at_once():
    templates = (ROOT / "templates").rglob("*.html")

    assert [p.name for p in templates if p.read_text().count("\n") > MOST_LINES_OF_A_TEMPLATE] == []


def test_unescaped_strings_and_unprotected_forms_are_only_where_they_are_allowed():
    found = {}
    for app in FLOORS:
        for path in modules(app):
            called = {
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Call)
            }
            decorators = {
                getattr(decorator, "id", "")
                for node in ast.walk(tree(path))
                if isinstance(node, ast.FunctionDef)
                for decorator in node.decorator_list
            }
            if used := (called | decorators) & DANGEROUS:
                found[str(path.relative_to(ROOT))] = used

    not_allowed = {path: used - set(ALLOWED.get(path, {})) for path, used in found.items()}
    assert {path: used for path, used in not_allowed.items() if used} == {}


def test_no_template_turns_escaping_off_or_holds_inline_style_or_script():
    forbidden = re.compile(
        r"\|\s*safe\b|autoescape off|\sstyle=\"|\son[a-z]+=\"|<style|<script(?![^>]*src=)|hx-on|hx-vals=.js:"
    )
    exempt = {"export.html"}  # the downloaded single file carries its own style

    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if path.name not in exempt and "mail" not in path.parts and forbidden.search(path.read_text())
    ]

    assert found == []
