"""Reading cells: moments, languages, countries, what people agreed to. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils import translation
from django_countries import countries

from consultation.languages import OWN_NAMES
from consultation.names import fold

YEARS = range(1970, 2200)
SECONDS, MILLISECONDS = range(10**8, 10**10), range(10**11, 10**13)
NUMERIC = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{2}|\d{4})\.?(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
IN_WORDS = (
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%B %d %Y %H:%M",
    "%a %b %d %H:%M:%S %Y",
)
ZONE_NAME = re.compile(r"\s[A-Z]{2,5}(?=\s\d{4}$)")
CENTURY = 100
MONTHS = 12
NOON = 12


def moment_from(cell: str, *, day_first: bool = True, zone: tzinfo = UTC) -> datetime | None:
    """An instant as tables write it; without a zone of its own it is in `zone`. None if it cannot be read."""
    cell = " ".join(cell.split())
    found = _counted(cell) or _iso(cell) or _numeric(cell, day_first=day_first) or _in_words(cell)
    if found is None or found.year not in YEARS:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _counted(cell: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if not cell.isdecimal() or not cell.isascii():
        return None
    number = int(cell) if len(cell) < 15 else 0  # noqa: PLR2004  longer than any milliseconds
    if number in MILLISECONDS:
        return datetime.fromtimestamp(number / 1000, UTC)
    return datetime.fromtimestamp(number, UTC) if number in SECONDS and len(cell) > 8 else None  # noqa: PLR2004


def _iso(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell.removesuffix(" UTC"))
    except ValueError:
        return None


def _numeric(cell: str, *, day_first: bool) -> datetime | None:
    found = NUMERIC.fullmatch(cell)
    if found is None:
        return None
    first, second, third = (int(found[place]) for place in (1, 2, 3))
    if len(found[1]) > 2:  # noqa: PLR2004  a year of four digits comes first
        year, month, day = first, second, third
    else:
        day, month = (
            (first, second) if (day_first and second <= MONTHS) or first > MONTHS else (second, first)
        )
        year = third if third >= CENTURY else 2000 + third
    hour = int(found[4] or 0)
    if found[7]:
        hour = hour % NOON + (NOON if found[7].lower().startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0))  # noqa: DTZ001
    except ValueError:
        return None


def _in_words(cell: str) -> datetime | None:
    if not any(sign.isalpha() for sign in cell) or not any(sign.isdecimal() for sign in cell):
        return None
    bare = " ".join(ZONE_NAME.sub("", cell).replace(",", " ").split())
    for form in IN_WORDS:
        try:
            return datetime.strptime(bare, form)  # noqa: DTZ007  the zone is the caller's
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(cell)
    except (ValueError, TypeError, IndexError):
        return None


def day_first_in(cells: Iterable[str]) -> bool:
    """Whether 3/4/2026 is the third of April here: yes, unless a second number says that it is a day."""
    found = [match for cell in cells if (match := NUMERIC.fullmatch(" ".join(cell.split())))]
    return not any(int(match[2]) > MONTHS for match in found)


@cache
def _languages() -> dict[str, str]:
    """Names and codes, folded, of every language we know a name of."""
    known: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        for name in (info.get("name", ""), info.get("name_local", ""), code):
            known.setdefault(fold(str(name)), str(info.get("code", code)))
    known |= {fold(name): code for code, name in OWN_NAMES.items()} | {fold(code): code for code in OWN_NAMES}
    return known | {
        "chinese": "zh",
        "mandarin": "zh",
        "farsi": "fa",
        "castilian": "es",
        "norwegian": "no",
        "maltese": "mt",
        "brazilian portuguese": "pt-br",
        "kyrgyz": "ky",
        "gaelic": "ga",
    }


def language_from(cell: str) -> str:
    """The code of a language named by code or by name; empty where it is not known."""
    known = _languages()
    folded = fold(cell)
    return known.get(folded) or known.get(folded.partition(" ")[0] if len(folded) <= 10 else "", "")  # noqa: PLR2004


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in ("en", "fr", "es", "de"):
        with translation.override(language):
            for code, name in list(countries):
                known.setdefault(fold(str(name)), code)
    for code in list(known.values()):
        known.setdefault(code.lower(), code)
        known.setdefault(countries.alpha3(code).lower(), code)
    return known | {
        "united states": "US",
        "usa": "US",
        "us": "US",
        "united kingdom": "GB",
        "uk": "GB",
        "great britain": "GB",
        "england": "GB",
        "russia": "RU",
        "czech republic": "CZ",
        "south korea": "KR",
        "north korea": "KP",
        "vietnam": "VN",
        "viet nam": "VN",
        "syria": "SY",
        "iran": "IR",
        "laos": "LA",
        "turkey": "TR",
        "turkiye": "TR",
        "ivory coast": "CI",
        "cape verde": "CV",
        "swaziland": "SZ",
        "macedonia": "MK",
        "palestine": "PS",
        "the netherlands": "NL",
        "hong kong": "HK",
        "taiwan": "TW",
        "tanzania": "TZ",
        "bolivia": "BO",
        "venezuela": "VE",
        "moldova": "MD",
        "brunei": "BN",
        "burma": "MM",
    }


def country_from(cell: str) -> str:
    """A country's two letters, named in English, French, Spanish or German or by its code; else empty."""
    return _countries().get(fold(cell), "")


NO_NAME = {
    fold(word)
    for word in (
        "anonymous",
        "anon",
        "anonyme",
        "anónimo",
        "anonym",
        "n/a",
        "na",
        "none",
        "unknown",
        "withheld",
        "name withheld",
        "not given",
        "not provided",
        "no name",
        "مجهول",
        "аноним",
        "",
    )
}
NO = ("no", "non", "nein", "não", "нет", "لا", "false", "0", "none", "refused", "declined", "withdrawn")
REFUSED = {fold(word) for word in NO}
UNNAMED = re.compile(
    r"anonym|anónim|anonim|withh|without (?:my )?name|not .*name|مجهول|аноним", re.IGNORECASE
)


def is_no_name(cell: str) -> bool:
    return fold(cell) in NO_NAME


def is_refusal(cell: str) -> bool:
    """Whether this was written where somebody did not agree."""
    return fold(cell) in REFUSED and bool(cell.strip())


def asks_to_be_unnamed(cell: str) -> bool:
    return UNNAMED.search(cell) is not None


def is_rejected(cell: str) -> bool:
    """Whether those who moderated it elsewhere turned it down."""
    return cell.strip().lower() in {"-1", "rejected", "hidden", "spam", "deleted", "removed"}
