"""The last part of a consultation's address."""

from __future__ import annotations

from django.utils.text import slugify

from consultation.models import Consultation

LONGEST_SLUG = 60
LONGEST_ENDING = len("-9999")
RESERVED = frozenset({"new"})
"""Words that mean something else in /manage/."""


def slug_of(title: str, otherwise: str) -> str:
    """An address from a title, cut after a whole word; `otherwise` where no Latin letter is left."""
    slug = slugify(title) or otherwise
    if len(slug) > LONGEST_SLUG:
        head = slug[: LONGEST_SLUG + 1]
        slug = head.rpartition("-")[0] or head[:LONGEST_SLUG]
    return slug.strip("-_") or otherwise


def is_free(slug: str, *, besides: Consultation) -> bool:
    taken = Consultation.objects.filter(slug=slug).exclude(pk=besides.pk)
    return slug not in RESERVED and not taken.exists()


def free_slug(title: str) -> str:
    """The title's address, with a number behind it where others have it already."""
    stem = slug_of(title, "consultation")
    similar = Consultation.objects.filter(slug__startswith=stem[: LONGEST_SLUG - LONGEST_ENDING])
    return first_free(stem, set(similar.values_list("slug", flat=True)) | RESERVED)


def first_free(stem: str, taken: set[str] | frozenset[str]) -> str:
    """The stem, or the stem with the first number that nobody has."""
    slug, number = stem, 1
    while slug in taken:
        number += 1
        ending = f"-{number}"
        slug = stem[: LONGEST_SLUG - len(ending)].rstrip("-") + ending
    return slug
