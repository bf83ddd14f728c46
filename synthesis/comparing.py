"""Two frozen versions of a report beside each other: words, moves, evidence, counts. Touches no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from contributions.comparing import Part, compare
from synthesis.checks.draft import every, words_of
from synthesis.outside import outside_of, same_outside
from synthesis.snapshot_types import InsightData, PassageData, SectionData, Snapshot
from synthesis.trees import plain

COUNTED = ("people", "countries", "contributions", "passages", "differs", "team_contributions")
FIGURES = (
    "people",
    "contributions",
    "team_contributions",
    "countries",
    "organisations",
    "languages",
    "rooms",
)


class Fate(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Moved:
    """Where it stood and stands: titles of headings, the same where it moved within one."""

    before: str
    after: str


@dataclass(frozen=True)
class Count:
    """A count of `COUNTED` or `FIGURES` that differs."""

    key: str
    before: int
    after: int


@dataclass
class InsightChange:
    """What became of one insight. `parts` are its words, compared; evidence is told by its lines."""

    fate: Fate
    number: str
    heading: str
    parts: list[Part] = field(default_factory=list)
    moved: Moved | None = None
    gained: list[PassageData] = field(default_factory=list)
    lost: list[PassageData] = field(default_factory=list)
    restanced: list[tuple[PassageData, str]] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)

    @property
    def is_reworded(self) -> bool:
        return any(part.change != "same" for part in self.parts)


@dataclass(frozen=True)
class Comparison:
    """`headings`: (fate, title before, title after). `unchanged`: how many insights are the same."""

    insights: list[InsightChange]
    headings: list[tuple[Fate, str, str]]
    figures: list[Count]
    front: list[Part]
    unchanged: int


def compare_versions(old: Snapshot, new: Snapshot) -> Comparison:
    """What a reader of the older would find changed in the newer, in the order of the newer."""
    before, after = _placed(old), _placed(new)
    wandered = _wandered(before, after)
    changes = []
    for key, (insight, section) in after.items():
        if key not in before:
            changes.append(_alone(Fate.ADDED, insight, section))
            continue
        change = _change(before[key], (insight, section), wandered=key in wandered)
        if change is not None:
            changes.append(change)
    kept = len([key for key in after if key in before]) - sum(one.fate is Fate.CHANGED for one in changes)
    changes += [_alone(Fate.REMOVED, *before[key]) for key in before if key not in after]
    front = compare(plain(old["objective"]), plain(new["objective"]))
    return Comparison(
        changes,
        list(_headings(old, new)),
        _counts(dict(old["figures"]), dict(new["figures"]), FIGURES),
        front if any(part.change != "same" for part in front) else [],
        kept,
    )


type Placed = tuple[InsightData, SectionData]


def _placed(snapshot: Snapshot) -> dict[str, Placed]:
    return {
        insight["id"]: (insight, section)
        for section in every(snapshot["sections"])
        for insight in section["insights"]
    }


def _wandered(before: dict[str, Placed], after: dict[str, Placed]) -> set[str]:
    """Insights that stand in another order among those that their heading had before and has now."""
    orders: dict[str, tuple[list[str], list[str]]] = {}
    for place, placed, other in ((0, before, after), (1, after, before)):
        for key, (_insight, section) in placed.items():
            if key in other and other[key][1]["id"] == section["id"]:
                orders.setdefault(section["id"], ([], []))[place].append(key)
    found: set[str] = set()
    for was, now in orders.values():
        matcher = SequenceMatcher(a=was, b=now, autojunk=False)
        stayed = {
            key for block in matcher.get_matching_blocks() for key in was[block.a : block.a + block.size]
        }
        found |= set(was) - stayed
    return found


def _alone(fate: Fate, insight: InsightData, section: SectionData) -> InsightChange:
    words = words_of(insight).strip()
    parts = compare("", words) if fate is Fate.ADDED else compare(words, "")
    evidence = insight["evidence"]
    gained, lost = (evidence, []) if fate is Fate.ADDED else ([], evidence)
    return InsightChange(fate, insight["number"], section["title"], parts, gained=gained, lost=lost)


def _change(before: Placed, after: Placed, *, wandered: bool) -> InsightChange | None:
    (old, old_section), (new, section) = before, after
    change = InsightChange(Fate.CHANGED, new["number"], section["title"])
    if words_of(old) != words_of(new) or not same_outside(old, new):
        change.parts = compare(_all_words(old), _all_words(new))
    if wandered or old_section["id"] != section["id"]:
        change.moved = Moved(old_section["title"], section["title"])
    had, has = ({one["id"]: one for one in insight["evidence"]} for insight in (old, new))
    change.gained = [one for key, one in has.items() if key not in had]
    change.lost = [one for key, one in had.items() if key not in has]
    change.restanced = [
        (one, had[key]["stance"])
        for key, one in has.items()
        if key in had and had[key]["stance"] != one["stance"]
    ]
    change.counts = _counts(dict(old["support"]), dict(new["support"]), COUNTED)
    told = (change.parts, change.moved, change.gained, change.lost, change.restanced, change.counts)
    return change if any(told) else None


def _all_words(insight: InsightData) -> str:
    outside = (" ".join(filter(None, (one["source"], one["words"]))) for one in outside_of(insight))
    return "\n".join(filter(None, (words_of(insight).strip(), *outside)))


def _headings(old: Snapshot, new: Snapshot) -> Iterator[tuple[Fate, str, str]]:
    before, after = ({one["id"]: one["title"] for one in every(each["sections"])} for each in (old, new))
    for key, title in after.items():
        if key not in before:
            yield Fate.ADDED, "", title
        elif before[key] != title:
            yield Fate.CHANGED, before[key], title
    for key, title in before.items():
        if key not in after:
            yield Fate.REMOVED, title, ""


def _counts(old: dict[str, object], new: dict[str, object], keys: Sequence[str]) -> list[Count]:
    pairs = ((key, int(str(old.get(key, 0))), int(str(new.get(key, 0)))) for key in keys)
    return [Count(*pair) for pair in pairs if pair[1] != pair[2]]
