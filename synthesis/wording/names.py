"""Names that the platform itself gives in a frozen report, in the languages its interface does not speak.

In the others its own catalogue has them. The keys are the English words of the interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from django.utils.translation import gettext, override
from django_countries import countries

from synthesis.snapshot_types import NameData

LANGUAGES = ("es", "ru", "zh")
NAMES = {
    "Government or public body": (
        "Gobierno u organismo público",
        "Правительство или государственный орган",
        "政府或公共机构",
    ),
    "Court or justice institution": (
        "Tribunal o institución de justicia",
        "Суд или учреждение юстиции",
        "法院或司法机构",
    ),
    "Civil society": ("Sociedad civil", "Гражданское общество", "民间社会"),
    "Academia or research": ("Universidad o investigación", "Наука и образование", "学术或研究机构"),
    "International organisation": ("Organización internacional", "Международная организация", "国际组织"),
    "Private sector": ("Sector privado", "Частный сектор", "私营部门"),
    "Independent": ("Independiente", "Независимый участник", "独立人士"),
    "Other": ("Otro", "Другое", "其他"),
    "Not stated": ("No indicado", "Не указано", "未说明"),
    "Consultation summary": ("Resumen de la consulta", "Итоги консультации", "磋商总结"),
    "Name withheld": ("Nombre reservado", "Имя не указано", "姓名不公开"),
    "A participant": ("Una persona participante", "Участник", "一位参与者"),
    "A member of the team": ("Una persona del equipo", "Участник команды", "一位团队成员"),
    "Former participant": ("Participante anterior", "Бывший участник", "已离开的参与者"),
    "Draft %(number)s": ("Borrador %(number)s", "Черновик %(number)s", "草稿 %(number)s"),
}


def name_in(language: str, english: str, said: str) -> str:
    """The name in this language; as the interface has `said` it where it speaks the language."""
    base = language.partition("-")[0]
    return NAMES[english][LANGUAGES.index(base)] if base in LANGUAGES else said


DRAFT = "Draft %(number)s"
SIGNATURES = {"Name withheld", "A participant", "A member of the team", "Former participant"}
FRAMEWORKS = {"zh": "zh-hans"}
"""Codes under which the frameworks know a language of ours."""


def names_between(own: str, other: str, draft: int = 0) -> list[NameData]:
    """What the platform says of itself in a snapshot, from the language it is in into another.

    Countries, kinds of organisation, signatures without a name; those that are the same in both are left out.
    `draft` is the number of the draft.
    """
    return list(_between(own, other, draft)) if own != other else []


def signatures_in(language: str) -> set[str]:
    """What the interface, in this language, signs words with whose author is not named."""
    return {_fixed(language)[key] for key in SIGNATURES}


def _between(own: str, other: str, draft: int) -> Iterator[NameData]:
    before, after = _fixed(own), _fixed(FRAMEWORKS.get(other, other))
    for key, name in before.items():
        said = after[key] if key not in NAMES else name_in(other, key, after[key])
        if key == DRAFT:
            name, said = (one % {"number": draft} for one in (name, said))  # noqa: PLW2901
        if said != name:
            made: NameData = {"of": name, "name": said}
            if key in SIGNATURES:
                made["signs"] = True
            yield made


@lru_cache(maxsize=16)
def _fixed(language: str) -> Mapping[str, str]:
    """By its English words, or the code of a country; a few hundred short strings."""
    with override(language):
        return {code: str(countries.name(code)) for code in countries.countries} | {
            key: gettext(key) for key in NAMES
        }
