"""The parts that a column can play, and a mapping of columns to parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

ANSWER = "answer:"
LONGEST_QUESTION_SHOWN = 60


class Part(TextChoices):
    """What a column holds. A column may also hold the answers to one question: `answer:3`."""

    LEAVE = "", _("Leave out")
    TEXT = "text", _("Text of the contribution")
    ID = "id", _("Number of the contribution")
    PARENT = "parent", _("Reply to (that number)")
    THREAD = "thread", _("Thread (numbers count within it)")
    AUTHOR = "author", _("Name of the person")
    PERSON = "person", _("Number of the person")
    ORGANISATION = "organisation", _("Organisation")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")
    DATE = "date", _("Date")
    QUESTION = "question", _("Guiding question answered")
    CONSENT = "consent", _("Consent")
    SOURCE = "source", _("Source (letter, meeting, survey …)")
    MODERATED = "moderated", _("Accepted or rejected there")
    THEMES = "themes", _("Themes (names or codes, “;” between them)")


MANY = frozenset({Part.LEAVE, Part.TEXT})


@dataclass(frozen=True)
class Asked:
    """A guiding question of the room that is written to."""

    pk: int
    number: int
    label: str = ""
    text: str = ""


@dataclass(frozen=True)
class Mapping:
    """A part for each column, in their order. `day_first` says how 3/4/2026 is read."""

    parts: tuple[str, ...]
    day_first: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: AnyMapping[str, Any]) -> Mapping:
        return cls(tuple(data["parts"]), bool(data["day_first"]))

    def place_of(self, part: str) -> int | None:
        return self.parts.index(part) if part in self.parts else None

    def has(self, part: str) -> bool:
        return part in self.parts

    @property
    def texts(self) -> list[tuple[int, int]]:
        """The columns whose cells become contributions, each with the number of its question or 0."""
        return [
            (place, int(part.removeprefix(ANSWER)) if part.startswith(ANSWER) else 0)
            for place, part in enumerate(self.parts)
            if part == Part.TEXT or part.startswith(ANSWER)
        ]

    def problems(self) -> Iterator[str]:
        """Sentences about what does not fit together; none when it can be used."""
        if not self.texts:
            yield _t("Choose the column that holds the text.")
        for part in Part:
            if part not in MANY and self.parts.count(part) > 1:
                yield _t("Only one column can be “%(part)s”.") % {"part": part.label}
        if self.has(Part.PARENT) and not self.has(Part.ID):
            yield _t("Replies need a column with the number of the contribution.")
        if self.has(Part.PARENT) and len(self.texts) > 1:
            yield _t("Replies need one column of text, not several.")


def part_choices(questions: Sequence[Asked]) -> list[tuple[str, Any]]:
    """The choices for one column; each question of the room is one."""
    answers = [
        (
            f"{ANSWER}{one.number}",
            _t("Answer to question %(number)s: %(text)s")
            % {"number": one.number, "text": (one.label or one.text)[:LONGEST_QUESTION_SHOWN]},
        )
        for one in questions
    ]
    return [*Part.choices, *answers]
