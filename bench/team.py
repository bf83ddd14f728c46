"""The team's pages of two coded consultations, one ten times the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse

from bench.coding import SIZES
from bench.loader import Answer, Client
from bench.sessions import signed_in
from consultation.models import Consultation, Role
from moderation.models import Theme

GROUPED = {"": "", " by country": "?by=country", " in one list": "?by=all", " words": "?by=words"}
PAGES = ("desk", "codebook", *(f"theme page{name}" for name in GROUPED))


def pages_of_the_team(port: int) -> dict[str, Callable[[], Callable[..., Answer]]]:
    """By name and size: what makes the asking for each page."""
    return {
        f"{name}, {size:,}": partial(_page, port, size, place)
        for size in SIZES
        for place, name in enumerate(PAGES)
    }


def _page(port: int, size: int, place: int) -> Callable[..., Answer]:
    consultation = Consultation.objects.get(slug=f"coded-{size}")
    _member, session = signed_in(Role.MODERATOR, consultation.slug)
    client, path = Client(port, session), _paths(consultation)[place]
    return lambda **headers: client.get(path, **headers)


def _paths(consultation: Consultation) -> list[str]:
    """In the order of PAGES; the theme is one of the parts, with all below it."""
    slug = consultation.slug
    part = Theme.objects.filter(consultation=consultation, parent=None).earliest("position")
    theme = reverse("moderation:theme", args=[slug, part.pk])
    desk, codebook = (reverse(f"moderation:{page}", args=[slug]) for page in ("queue", "codebook"))
    return [desk, codebook, *(f"{theme}{query}" for query in GROUPED.values())]
