"""What the sources say to people, and what the catalogues in locale/ answer, read without GNU gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import GNUTranslations
from pathlib import Path

from django.utils.translation.template import templatize

from tests.architecture.house import FLOORS, ROOT, modules, tree

# What a call's first arguments are: c context, s message, p its plural.
CALLS = {
    name + lazy: shape
    for name, shape in {"gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}.items()
    for lazy in ("", "_lazy")
} | {"gettext_noop": "s"}
TRANSLATION = "django.utils.translation"

STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\((\s*{STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? (\".*\")$")


@dataclass(frozen=True)
class Message:
    """What is to be translated. `plural` is empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Entry:
    """One message of a .po file, and its translations by plural form (0 where there is no plural)."""

    message: Message
    forms: dict[int, str]
    is_fuzzy: bool = False


@dataclass
class Catalogue:
    """A .po file: its header as written, and its entries."""

    header: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def plural_forms(self) -> int:
        return int(re.search(r"nplurals=(\d)", self.header)[1])

    @property
    def messages(self) -> set[Message]:
        """What it answers. A message with a plural answers for itself alone too."""
        whole = {entry.message for entry in self.entries}
        return whole | {Message(message.text, context=message.context) for message in whole}

    def as_compiled(self) -> dict[object, str]:
        """As the standard library keeps the compiled file; its header lacks the day the words were taken."""
        kept: dict[object, str] = {"": re.sub(r"POT-Creation-Date: .*\n", "", self.header)}
        for entry in self.entries:
            message = entry.message
            key = f"{message.context}\x04{message.text}" if message.context else message.text
            for form, words in entry.forms.items():
                kept[(key, form) if message.plural else key] = words
        return kept


def path_of(language: str, suffix: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def compiled(language: str) -> dict[object, str]:
    with path_of(language, "mo").open("rb") as file:
        return GNUTranslations(file)._catalog


def catalogue(language: str) -> Catalogue:
    """The .po file of this language; empty when there is none."""
    path = path_of(language, "po")
    return parsed(path.read_text()) if path.exists() else Catalogue()


def parsed(text: str) -> Catalogue:
    found = Catalogue()
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        words: dict[tuple[str, int], str] = {}
        place = ("", 0)
        for line in lines:
            if keyword := KEYWORD.match(line):
                place = (keyword[1], int(keyword[2] or 0))
                words[place] = ast.literal_eval(keyword[3])
            elif line.startswith('"'):
                words[place] += ast.literal_eval(line)
        if ("msgid", 0) not in words:
            continue
        forms = {form: said for (word, form), said in words.items() if word == "msgstr"}
        message = Message(
            words["msgid", 0], words.get(("msgid_plural", 0), ""), words.get(("msgctxt", 0), "")
        )
        if message.text:
            fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
            found.entries.append(Entry(message, forms, fuzzy))
        else:
            found.header = forms[0]
    return found


def sources() -> Iterator[tuple[str, Message]]:
    """(file, message) for whatever the product says through gettext."""
    for app in FLOORS:
        for path in modules(app):
            yield from ((str(path.relative_to(ROOT)), message) for message in in_python(tree(path)))
    for folder in ("templates", *FLOORS):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".html", ".txt"}:
                found = in_template(path.read_text())
                yield from ((str(path.relative_to(ROOT)), message) for message in found)


def in_python(module: ast.Module) -> Iterator[Message]:
    """Calls under whatever name a module imports them; those of a variable have their words elsewhere."""
    names = {
        alias.asname or alias.name: CALLS[alias.name]
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            shape = names.get(called.id, "")
        elif isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "translation":
            shape = CALLS.get(called.attr, "")
        else:
            continue
        given = node.args[: len(shape)]
        if shape and all(isinstance(part, ast.Constant) for part in given):
            yield message_of(shape, [part.value for part in given])


def in_template(text: str) -> Iterator[Message]:
    """As Django hands a template to xgettext: each tag turned into a call."""
    for call in CALL_IN_TEMPLATE.finditer(templatize(text)):
        shape = CALLS["gettext" if call[1] == "_" else call[1]]
        yield message_of(shape, [ast.literal_eval(part) for part in re.findall(STRING, call[2], re.DOTALL)])


def message_of(shape: str, given: list[str]) -> Message:
    parts = dict(zip(shape, given, strict=False))
    return Message(parts["s"], parts.get("p", ""), parts.get("c", ""))
