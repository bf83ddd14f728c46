"""The account of an import: row by row what is made, stands already, or is refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

COUNTED = {
    "consultation": ngettext_lazy("%d consultation", "%d consultations"),
    "extension": ngettext_lazy("%d extension", "%d extensions"),
    "editor": ngettext_lazy("%d editor", "%d editors"),
    "room": ngettext_lazy("%d room", "%d rooms"),
    "question": ngettext_lazy("%d question", "%d questions"),
    "person": ngettext_lazy("%d person", "%d people"),
    "contribution": ngettext_lazy("%d contribution", "%d contributions"),
}


class Verdict(StrEnum):
    CREATE = "create"
    EXISTS = "exists"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One row: what it is, which one, what becomes of it, and a note or reason."""

    kind: str
    label: str
    verdict: Verdict
    note: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict:8} {self.kind} {self.label}"
        return f"{line}: {self.note}" if self.note else line


@dataclass
class Account:
    """All rows of one run. `written` says whether the database now holds what they speak of."""

    slug: str = ""
    lines: list[Line] = field(default_factory=list)
    written: bool = False

    def add(self, kind: str, label: str, verdict: Verdict, note: str = "") -> None:
        self.lines.append(Line(kind, label, verdict, note))

    def count(self, verdict: Verdict) -> dict[str, int]:
        """How many rows of each kind met this end."""
        return dict(Counter(line.kind for line in self.lines if line.verdict == verdict))

    def has(self, verdict: Verdict) -> bool:
        return any(line.verdict == verdict for line in self.lines)

    def totals(self) -> Iterator[str]:
        """A line for each end that rows met."""
        words = {
            Verdict.CREATE: _("Created") if self.written else _("To create"),
            Verdict.EXISTS: _("Left as it is"),
            Verdict.REFUSED: _("Refused"),
        }
        for verdict, word in words.items():
            counts = ", ".join(COUNTED[kind] % n for kind, n in self.count(verdict).items())
            yield f"{word}: " + (counts or _("nothing"))
