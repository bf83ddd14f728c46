"""What the platform says of itself in a frozen snapshot - in signatures and charts - in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from synthesis.snapshot_types import FiguresData, NameData, PassageData, SectionData, Snapshot

COMMAS = re.compile(r"\s*[,،，]\s*")
LONGEST_NAME = 3  # parts between commas


def runs(parts: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Every run of neighbouring parts of a signature, the longest first, with its place.

    A country may be "Saint Helena, Ascension and Tristan da Cunha".
    """
    for length in range(min(len(parts), LONGEST_NAME), 0, -1):
        for start in range(len(parts) - length + 1):
            yield ", ".join(parts[start : start + length]), start, start + length


class Names:
    """What the platform says of itself in a snapshot, in another language."""

    def __init__(self, names: Iterable[NameData]) -> None:
        given = list(names)
        self.names = {one["of"]: one["name"] for one in given if not one.get("signs")}
        self.signatures = {one["of"]: one["name"] for one in given if one.get("signs")}

    def named(self, name: str) -> str:
        return self.names.get(name, name)

    def signature(self, name: str) -> str:
        """What stands where the name of a person stands otherwise."""
        return self.signatures.get(name, name)

    def signed(self, byline: str) -> str:
        """Name and place; what the platform says in them is said in this language."""
        name, *facts = COMMAS.split(byline)
        told = [self.signature(name), *self._facts(facts)]
        return byline if told == [name, *facts] else ", ".join(told)

    def _facts(self, facts: list[str]) -> list[str]:
        for name, start, end in runs(facts):
            if name in self.names:
                return [*self._facts(facts[:start]), self.names[name], *self._facts(facts[end:])]
        return facts

    def section(self, section: SectionData) -> SectionData:
        """The section with its signatures in this language, its texts as they are."""
        return {
            **section,
            "insights": [
                {**one, "evidence": [self.passage(passage) for passage in one["evidence"]]}
                for one in section["insights"]
            ],
            "passages": [self.passage(one) for one in section["passages"]],
            "tagged": [{**one, "byline": self.signed(one["byline"])} for one in section["tagged"]],
            "children": [self.section(one) for one in section["children"]],
        }

    def passage(self, passage: PassageData) -> PassageData:
        return {**passage, "byline": self.signed(passage["byline"])}

    def figures(self, figures: FiguresData) -> FiguresData:
        made: FiguresData = {**figures}
        if "by_question" in figures:
            made["by_question"] = [{**row} for row in figures["by_question"]]
        for key in ("by_country", "by_organisation_kind"):
            if key in figures:
                made[key] = [{**row, "label": self.named(row["label"])} for row in figures[key]]
        return made


def with_names(data: Snapshot, names: Iterable[NameData]) -> Snapshot:
    """The snapshot with these names in it, its texts and its language as they are."""
    given = Names(names)
    return {
        **data,
        "kind": given.named(data["kind"]),
        "version": {**data["version"], "label": given.named(data["version"]["label"])},
        "figures": given.figures(data["figures"]),
        "sections": [given.section(one) for one in data["sections"]],
    }
