"""Names of languages: their own name first, then the name in the language of the document."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext, override


@dataclass(frozen=True)
class LanguageMark:
    """`own` as its speakers write it, `name` as the document's readers do (empty where it would repeat)."""

    code: str
    own: str
    name: str


def _info(code: str) -> dict[str, str] | None:
    for candidate in (code.lower(), {"zh": "zh-hans"}.get(code.lower(), ""), code.lower().partition("-")[0]):
        info = LANG_INFO.get(candidate, {})
        if info and "fallback" not in info:
            return {"own": str(info["name_local"]), "name": str(info["name"])}
    return None


def language_mark(code: str, document_language: str) -> LanguageMark:
    """An unknown code stands for itself."""
    info = _info(code)
    if info is None:
        return LanguageMark(code, code, "")
    if code.split("-", maxsplit=1)[0].lower() == "zh":
        info = {"own": "中文", "name": "Chinese"}
    own = info["own"][:1].upper() + info["own"][1:]
    if same_language(code, document_language):
        return LanguageMark(code, own, "")
    return LanguageMark(code, own, name_in(info["name"], document_language))


def name_in(english_name: str, document_language: str) -> str:
    names = CHINESE if english_name == "Chinese" else {}
    if document_language.split("-", maxsplit=1)[0] in names:
        return names[document_language.split("-", maxsplit=1)[0]]
    with override(document_language.lower()):
        name = gettext(english_name)
    return name[:1].upper() + name[1:]


CHINESE = {"en": "Chinese", "fr": "Chinois", "es": "Chino", "ar": "الصينية", "ru": "Китайский", "zh": "中文"}


def same_language(code: str, other: str) -> bool:
    return code.split("-", maxsplit=1)[0].lower() == other.split("-", maxsplit=1)[0].lower()
