"""Consultations of two sizes with a coded room each, and one theme with fifty hits in the room of 10,000."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched
from random import Random

from django.db import transaction
from django.utils import timezone

from consultation.models import Consultation, Membership, Role
from contributions.importing import scale
from contributions.models import Contribution
from moderation.anchors import CONTEXT
from moderation.models import Passage, Tagging, Theme
from rooms.models import Room

SIZES = (2_000, 20_000)  # contributions
PASSAGES_EACH = 2.5
PARTS, THEMES = 5, 5  # themes in each part
LONGEST = 240  # characters of a passage
AT_ONCE = 1_000  # contributions
ROOM = "coded"
RARE, HITS = "Found fifty times", 50


def coded(contributions: int) -> Consultation:
    """A consultation of that many contributions, with two and a half passages each and a codebook of 30."""
    consultation = scale.benchmark(timezone.now(), f"coded-{contributions}")
    room = scale.room_for(consultation, ROOM)
    if not room.last_number:
        scale.fill(room, contributions)
        highlight(room, round(contributions * PASSAGES_EACH))
    return consultation


def highlight(room: Room, passages: int) -> None:
    """Make a codebook and that many passages with a theme each, spread over the room."""
    rng = Random(room.slug)  # noqa: S311  the same passages each time, no secrets
    themes = _codebook(room.consultation)
    team = list(room.consultation.memberships.filter(role=Role.MODERATOR))
    said = Contribution.objects.filter(room=room).order_by("number")
    rows = said.values_list("pk", "revision", "revision__plain").iterator(AT_ONCE)
    left = _Left(passages, said.count())
    for some in batched(rows, AT_ONCE, strict=False):
        with transaction.atomic():
            made = list(_passages(some, left, team, rng))
            Passage.objects.bulk_create(passage for _pk, passage in made)
            Tagging.objects.bulk_create(
                Tagging(theme=rng.choice(themes), contribution_id=pk, passage=one, by=one.created_by)
                for pk, one in made
            )


def rare_theme(room: Room) -> Theme:
    """A theme that stands on fifty contributions of the room, the first and the last among them."""
    theme, made = Theme.objects.get_or_create(
        consultation=room.consultation, name=RARE, defaults={"hue": "c", "position": 2}
    )
    if made:
        step = (room.last_number - 1) / (HITS - 1)
        numbers = [round(1 + place * step) for place in range(HITS)]
        hit = Contribution.objects.filter(room=room, number__in=numbers)
        moderator = room.consultation.memberships.filter(role=Role.MODERATOR).earliest("pk")
        Tagging.objects.bulk_create(Tagging(theme=theme, contribution=one, by=moderator) for one in hit)
    return theme


def _codebook(consultation: Consultation) -> list[Theme]:
    """The themes that passages are given, below their parts."""
    parts = [
        Theme(consultation=consultation, name=f"Part {place}", position=place)
        for place in range(1, PARTS + 1)
    ]
    Theme.objects.bulk_create(parts)
    return Theme.objects.bulk_create(
        Theme(consultation=consultation, parent=part, name=f"{part.name}, theme {place}", position=place)
        for part in parts
        for place in range(1, THEMES + 1)
    )


class _Left:
    """How many passages are still to be spread over how many contributions."""

    def __init__(self, passages: int, contributions: int) -> None:
        self.passages, self.contributions = passages, contributions

    def next(self, rng: Random) -> int:
        share = self.passages / max(self.contributions, 1)
        count = min(self.passages, int(share) + (rng.random() < share % 1))
        self.contributions -= 1
        if not self.contributions:
            count = self.passages
        self.passages -= count
        return count


def _passages(
    rows: Sequence[tuple[int, int, str]], left: _Left, team: Sequence[Membership], rng: Random
) -> Iterator[tuple[int, Passage]]:
    """Passages of each text that do not overlap, with the pk of their contribution."""
    for pk, revision, plain in rows:
        count = left.next(rng)
        width = len(plain) // max(count, 1)
        for place in range(count):
            start = place * width + rng.randrange(max(1, width // 3))
            end = min(start + rng.randint(min(20, width // 3), LONGEST), (place + 1) * width)
            yield (
                pk,
                Passage(
                    revision_id=revision,
                    start=start,
                    end=end,
                    quote=plain[start:end],
                    prefix=plain[max(0, start - CONTEXT) : start],
                    suffix=plain[end : end + CONTEXT],
                    created_by=rng.choice(team),
                ),
            )
