"""Addresses of pages that are named many times on one page: looked up once for each language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language
from django_countries import countries

from contributions.snippets import NOTHING, around, joined, safe

_PK, _SECOND, _HANDLE = 0, 1, "handle"


@cache
def _around(name: str, value: str | int, _language: str | None) -> tuple[str, str]:
    before, _value, after = reverse(name, args=[value]).rpartition(f"/{value}/")
    return f"{before}/", f"/{after}"


def linker(name: str) -> Callable[[int], str]:
    """What gives the addresses with that name, in the language in force now, for a page with many of them.

    They are escaped.
    """
    before, after = (safe(part) for part in _around(name, _PK, get_language()))
    return lambda pk: around(before, pk, after)


@cache
def _around_two(name: str, _language: str | None) -> tuple[str, str, str]:
    before, _first, rest = reverse(name, args=[_PK, _SECOND]).partition(f"/{_PK}/")
    between, _second, after = rest.rpartition(f"/{_SECOND}/")
    return f"{before}/", f"/{between}/", f"/{after}"


def pair_linker(name: str) -> Callable[[int, int], str]:
    """The same for addresses of something that belongs to something else, both by their pks."""
    before, between, after = (safe(part) for part in _around_two(name, get_language()))
    return lambda pk, second: joined((around(before, pk, between), around(NOTHING, second, after)))


def link_to(name: str, pk: int) -> str:
    """The address with that name and one number in it."""
    before, after = _around(name, _PK, get_language())
    return f"{before}{pk}{after}"


def link_to_person(handle: str) -> str:
    before, after = _around("contributions:person", _HANDLE, get_language())
    return f"{before}{handle}{after}"


def country_name(code: str) -> str:
    """A country's name in the language in force; empty for none."""
    return _country_name(code, get_language()) if code else ""


@cache
def _country_name(code: str, _language: str | None) -> str:
    return str(countries.name(code))
