"""Where a published report uses a contribution: read from the snapshot once in the life of a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from consultation.texts import shortened
from synthesis.models import Version
from synthesis.public.making import contribution_of, every_section
from synthesis.public.versions import insight_address, published_snapshot
from synthesis.snapshot_types import InsightData, PassageData, SectionData, Snapshot
from synthesis.trees import cleaned, plain

KEPT = 24
NAME = 80  # characters of an insight that has no lead-in


@dataclass(frozen=True)
class Use:
    """A place of the report: an insight, or a heading that prints the passage (`insight` is empty then).

    `key` names the passage and `insight` the insight as the snapshot does.
    """

    number: str
    name: str
    stance: str
    key: str
    quote: str
    insight: str = ""

    def address(self, slug: str) -> str:
        """Where it stands in the current version, in the reader's language."""
        if self.insight:
            return insight_address(slug, self.number)
        return f"{reverse('synthesis:report', args=[slug])}#s-{self.number.replace('.', '-')}"


type Uses = Mapping[int, list[Use]]


def uses_of(version: Version) -> Uses:
    """All uses by the contribution's pk, in the order of the report."""
    return _read(version.pk, version.checksum)


@lru_cache(maxsize=KEPT)
def _read(pk: int, _checksum: str) -> Uses:
    return index_of(published_snapshot(Version.objects.defer("snapshot").get(pk=pk)))


def index_of(snapshot: Snapshot) -> Uses:
    """The uses that a snapshot holds."""
    found: defaultdict[int, list[Use]] = defaultdict(list)
    for section in every_section(cleaned(snapshot)["sections"]):
        for contribution, use in _in_section(section):
            if contribution:
                found[contribution].append(use)
    return dict(found)


def _in_section(section: SectionData) -> Iterator[tuple[int, Use]]:
    for insight in section["insights"]:
        name = _name(insight)
        for passage in insight["evidence"]:
            yield _use(passage, insight["number"], name, insight["id"])
    for passage in section["passages"]:
        if not section["insights"] or passage.get("featured"):
            yield _use(passage, section["number"], section["title"])
    for tagged in () if section["insights"] else section["tagged"]:
        contribution, _anchor = contribution_of(tagged["url"])
        yield contribution, Use(section["number"], section["title"], "supports", f"c{contribution}", "")


def _use(passage: PassageData, number: str, name: str, insight: str = "") -> tuple[int, Use]:
    contribution, _anchor = contribution_of(passage["url"])
    return contribution, Use(number, name, passage["stance"], passage["id"], passage["quote"], insight)


def _name(insight: InsightData) -> str:
    """The lead-in without its full stop, or the first words where there is none."""
    name = plain(insight["lead_in"]).strip()
    if name:
        return name.removesuffix(".").removesuffix("。")
    words = plain(insight["paragraphs"][0]["content"]).strip() if insight["paragraphs"] else ""
    return shortened(words, NAME)


def places(uses: list[Use]) -> list[Use]:
    """Each place once, however many passages it takes from the contribution."""
    return list({(use.number, use.insight): use for use in reversed(uses)}.values())[::-1]
