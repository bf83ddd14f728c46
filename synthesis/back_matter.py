"""The pages around the body: how to read, method, about this document, as labelled paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from synthesis.languages import language_mark
from synthesis.outline import Insight, Section
from synthesis.outside import outside_of
from synthesis.sentences import (
    contributions_counted,
    day_of,
    figures_sentence,
    moment_of,
    share_sentence,
    support_of,
)
from synthesis.snapshot_types import InsightData, Node, SectionData, Snapshot, SupportData
from synthesis.trees import link, strong, text_node
from synthesis.wording import wording_for
from synthesis.wording.table import Wording

SAMPLE_SUPPORT: SupportData = {
    "people": 4,
    "countries": 3,
    "contributions": 5,
    "passages": 6,
    "differs": 1,
    "team_contributions": 0,
    "team_people": 0,
}


@dataclass(frozen=True)
class Fact:
    """A labelled paragraph. `kind` asks for more: lead, support (with a sample), words, checksum."""

    label: str
    blocks: list[Node]
    kind: str = "text"
    pairs: list[tuple[str, str]] = field(default_factory=list)


def paragraph(*nodes: Node) -> Node:
    return {"t": "p", "c": list(nodes)}


def _said(wording: Wording, label: str, text: str, **values: object) -> Fact:
    return Fact(wording.say(label), [paragraph(text_node(wording.say(text, **values)))])


def _example(sections: Sequence[Section]) -> Insight | None:
    """The first insight whose number leads to its evidence."""
    for section in sections:
        found = next((one for one in section.insights if one.evidence), None) or _example(section.children)
        if found:
            return found
    return None


def _going_back(insight: Insight | None, wording: Wording) -> Fact:
    if insight is None:
        return _said(wording, "how_back", "how_back_passages")
    said = "how_back_web" if insight.url else "how_back_insights"
    before, _, after = wording.say(said, number="\0").partition("\0")
    number: Node = {"t": "number", "c": [text_node(insight.number)]}
    return Fact(wording.say("how_back"), [paragraph(text_node(before), number, text_node(after))])


def how_to_read(sections: Sequence[Section], wording: Wording, *, has_insights: bool) -> list[Fact]:
    """How numbers, names and languages are printed; the words for numbers bind only what editors wrote."""
    sample = support_of(SAMPLE_SUPPORT, wording)
    support = _said(wording, "how_support", "how_support_text")
    words = [
        (wording.say("words_one"), "1"),
        *(
            (wording.say(f"words_{key}"), wording.say(f"words_{key}_range"))
            for key in ("few", "several", "many")
        ),
    ]
    return [
        Fact("", [paragraph(text_node(wording.say("how_lead")))], kind="lead"),
        _said(wording, "how_not_a_vote", "how_not_a_vote_text"),
        Fact(support.label, support.blocks, kind="support", pairs=[(sample.line, sample.differs)]),
        *([Fact(wording.say("how_words"), [], kind="words", pairs=words)] if has_insights else []),
        _said(wording, "how_names", "how_names_text"),
        _said(wording, "how_languages", "how_languages_text"),
        _going_back(_example(sections), wording),
    ]


def method_paragraphs(data: Snapshot, wording: Wording) -> list[Fact]:
    """What the staff wrote first, then when, who and how it was counted."""
    written = data["method"]
    lead = [paragraph(text_node(wording.say("method_lead")))]
    own = [Fact("", [block]) for block in written]
    return [
        Fact("", lead, kind="lead"),
        *own,
        Fact(wording.say("method_asked"), [paragraph(text_node(_when(data, wording)))]),
        Fact(wording.say("method_who"), [paragraph(text_node(figures_sentence(data["figures"], wording)))]),
        _said(
            wording,
            "method_counting",
            "method_counting_text",
            moment=moment_of(data["figures"]["as_of"], data["period"], wording),
        ),
        *_accounts(data, wording),
        _said(wording, "method_words", "method_words_text"),
    ]


def _accounts(data: Snapshot, wording: Wording) -> Iterator[Fact]:
    """What became of all that people said, and that some of what is told was said elsewhere."""
    if shared := share_sentence(data, wording):
        said = f"{shared} {wording.say('share_text')}"
        yield Fact(wording.say("share_label"), [paragraph(text_node(said))])
    insights = (one for section in data["sections"] for one in _insights(section))
    if any(map(outside_of, insights)):
        yield _said(wording, "outside", "outside_text")


def _insights(section: SectionData) -> Iterator[InsightData]:
    yield from section["insights"]
    for child in section["children"]:
        yield from _insights(child)


def _when(data: Snapshot, wording: Wording) -> str:
    period = data["period"]
    opens, closes = date.fromisoformat(period["opens_on"]), date.fromisoformat(period["closes_on"])
    sentence = wording.say(
        "method_asked_text", first=wording.full_date(opens), last=wording.full_date(closes)
    )
    if not period["extended_from"]:
        return sentence
    moved = wording.say(
        "method_extended_because" if period["extension_reason"] else "method_extended_text",
        old=wording.date_without_year(date.fromisoformat(period["extended_from"])),
        new=wording.date_without_year(closes),
        reason=period["extension_reason"].rstrip("."),
    )
    return f"{sentence} {moved}"


def about_facts(data: Snapshot, checksum: str, wording: Wording, languages: Sequence[str] = ()) -> list[Fact]:
    """`languages`: those that the report is given in, this one among them."""
    organiser, figures = data["organiser"], data["figures"]
    snapshot = wording.say(
        "about_snapshot_text",
        moment=moment_of(figures["as_of"], data["period"], wording),
        contributions=contributions_counted(figures, wording),
        people=wording.count("people_figures", figures["people"]),
        countries=wording.count("countries_figures", figures["countries"]),
    )
    facts = [
        Fact(
            wording.say("about_title"),
            [paragraph(strong(data["title"]), text_node(f"{wording.comma}{data['kind']}"))],
        ),
        Fact(wording.say("about_version"), [paragraph(text_node(_version(data, wording)))]),
        Fact(wording.say("about_cite"), [paragraph(*_citation(data, wording))]),
        Fact(
            wording.say("about_address"),
            [paragraph(link(_shown(data["address"]), data["address"]))],
            kind="address",
        ),
        _said(wording, "about_formats", "about_formats_text"),
        *_languages(languages, wording),
        Fact(wording.say("about_snapshot"), [paragraph(text_node(snapshot))]),
        Fact(
            wording.say("about_checksum"),
            [paragraph(text_node(wording.say("about_checksum_text")))],
            kind="checksum",
            pairs=[("", line) for line in checksum_lines(checksum)],
        ),
        _said(wording, "about_accessibility", "about_accessibility_text"),
        *_optional_facts(data, wording),
    ]
    if organiser["licence"]:
        facts.append(_said(wording, "about_licence", "about_licence_text", licence=organiser["licence"]))
    return facts


def _languages(languages: Sequence[str], wording: Wording) -> Iterator[Fact]:
    """In which languages there is a file of its own, where there is more than one."""
    names: list[Node] = []
    for code in languages[: len(languages) if len(languages) > 1 else 0]:
        own: Node = {"t": "span", "lang": code, "dir": wording_for(code).direction}
        names += [text_node(" · ")] if names else []
        names.append({**own, "c": [text_node(language_mark(code, code).own)]})
    if names:
        yield Fact(wording.say("chart_languages"), [paragraph(*names)])


def _optional_facts(data: Snapshot, wording: Wording) -> Iterator[Fact]:
    contact = data["organiser"].get("contact", "")
    if contact:
        address = link(contact, f"mailto:{contact}")
        name = text_node(f"{data['organiser']['name']}{wording.comma}")
        yield Fact(wording.say("about_questions"), [paragraph(name, address)])
    cover = data.get("cover")
    if cover:
        words = " ".join(filter(None, (cover["caption"], cover["credit"])))
        yield Fact(wording.say("about_cover"), [paragraph(text_node(words))])


def _version(data: Snapshot, wording: Wording) -> str:
    version = data["version"]
    if not version["published_at"] or not version["number"]:
        day = day_of(version["frozen_at"], data["period"], wording)
        return wording.say("about_draft", label=version["label"], day=day)
    changes = version.get("changes") or wording.say("about_first")
    day = day_of(version["published_at"], data["period"], wording)
    return wording.say("about_published", number=version["number"], day=day, changes=changes)


def _citation(data: Snapshot, wording: Wording) -> list[Node]:
    version = data["version"]
    made = version["published_at"] or version["frozen_at"]
    organiser = f"{data['organiser']['name']} ({made[:4]}). "
    name = wording.say("version_in_foot", number=version["number"]) if version["number"] else version["label"]
    title: Node = {"t": "em", "c": [text_node(f"{data['title']}: {data['kind']}")]}
    return [text_node(organiser), title, text_node(f"{wording.comma}{name}.")]


def _shown(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removesuffix("/")


def checksum_lines(checksum: str) -> list[str]:
    """Groups of four on two lines, as it is read aloud."""
    groups = [checksum[start : start + 4] for start in range(0, len(checksum), 4)]
    half = len(groups) // 2
    return [" ".join(groups[:half]), " ".join(groups[half:])]
