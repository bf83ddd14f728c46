"""Evidence from outside the consultation, as a snapshot holds it and as every writer and page prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from synthesis.snapshot_types import InsightData, OutsideData, OutsideKind
from synthesis.trees import is_safe_address
from synthesis.wording.table import Wording

OTHER: OutsideKind = "other"


@dataclass(frozen=True)
class Outside:
    """A note as it is printed: `line` tells what it is and that nobody posted it here, then some words of it.

    `shown` is its address as people read it.
    """

    line: str
    words: str
    url: str
    shown: str
    lang: str = ""  # of `words` in another language than the document

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(filter(None, (self.line, self.words, self.shown)))


def outside_of(insight: InsightData) -> list[OutsideData]:
    """The notes of an insight; of an older snapshot, the one source that it states."""
    if "outside" in insight:
        return insight["outside"]
    stated = insight.get("source_note", "")
    return [{"kind": OTHER, "source": stated, "on": None, "link": "", "words": ""}] if stated else []


def outside_line(note: OutsideData, wording: Wording) -> Outside:
    """ "From outside the consultation: Panel on water (live webinar, 2 July 2020)." """
    kind = "" if note["kind"] == OTHER else wording.say(f"outside_{note['kind']}")
    day = wording.full_date(date.fromisoformat(note["on"])) if note["on"] else ""
    of = wording.comma.join(filter(None, (kind, day)))
    source = note["source"].strip().rstrip(".。")
    url = note["link"] if is_safe_address(note["link"]) else ""
    said = wording.say("outside_of" if of else "outside_plain", source=source, of=of)
    return Outside(
        line=said,
        words=note["words"],
        url=url,
        shown=url.removeprefix("https://").removeprefix("http://").removesuffix("/"),
        lang=note.get("lang", ""),
    )


def same_outside(old: InsightData, new: InsightData) -> bool:
    """Whether two versions of an insight say the same of what came from outside, whatever the ids."""
    said = [[{**one, "id": ""} for one in outside_of(insight)] for insight in (old, new)]
    return said[0] == said[1]
