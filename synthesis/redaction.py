"""Taking words and names out of a frozen snapshot, and out of any text. Touches no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from consultation.names import UNSPACED
from synthesis.checks.draft import every
from synthesis.checks.lexicon import bare
from synthesis.checks.quoted import spans
from synthesis.public.making import contribution_of
from synthesis.snapshot_types import InsightData, Node, PassageData, SectionData, Snapshot, SupportData
from synthesis.trees import note_marks, plain

LEFT_OUT = "[…]"
LETTER = rf"(?!{UNSPACED.pattern})\w"  # of a script that sets its words apart
ENDS = rf"(?:(?!{LETTER})|(?<={UNSPACED.pattern}))"
BEGINS = (
    rf"(?:(?<!{LETTER})|(?={UNSPACED.pattern})"
    "|(?<=(?<!\\w)[\u0641\u0648\u0628\u0644\u0643])|(?<=(?<!\\w)[\u0641\u0648][\u0628\u0644\u0643]))"
)  # after a prefix of Arabic: fa, wa, bi, li, ka


@dataclass(frozen=True)
class Voice:
    """What counts of a contribution that is still shown."""

    author: int
    country: str
    as_team: bool
    byline: str
    name: str
    plain: str = ""


@dataclass
class Tainted:
    """What a snapshot holds that it may not hold any more: contributions, passages by id, and bylines.

    `typed`: quotations in its own text, as bare letters, of what nobody can read any more.
    """

    gone: set[int] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)
    renamed: dict[int, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.gone or self.unsaid or self.renamed or self.typed)


def lines_in(snapshot: Snapshot) -> list[Any]:
    """Everything in a snapshot that names a contribution, word for word or as a whole."""
    found: list[Any] = []
    for section in every(snapshot["sections"]):
        found += [one for insight in section["insights"] for one in insight["evidence"]]
        found += [*section["passages"], *section["tagged"]]
    return found


def signs(byline: str, name: str) -> bool:
    """Whether a signature is that name or begins with it and goes on with facts: "Ann" is not "Ann Lee"."""
    return not name or f"{byline}, ".startswith(f"{name}, ")


def tainted_in(snapshot: Snapshot, voices: Mapping[int, Voice]) -> Tainted:
    """What has to go, `voices` being the contributions that are still shown."""
    found = Tainted()
    for line in lines_in(snapshot):
        pk = contribution_of(line["url"])[0]
        voice = voices.get(pk)
        if voice is None:
            found.gone.add(pk)
            continue
        quote = line.get("quote", "")
        if quote and " ".join(quote.split()) not in " ".join(voice.plain.split()):
            found.unsaid.add(line["id"])
        if not signs(line["byline"], voice.name):
            found.renamed[pk] = voice.byline
    return found


def redacted(snapshot: Snapshot, tainted: Tainted, voices: Mapping[int, Voice]) -> Snapshot:
    """The snapshot without it: lines of what is gone are left out, edited words and old names replaced.

    Counts of insights and sections are those of what is left. A quotation of it in running text becomes
    a sign that something was left out.
    """
    made = deepcopy(snapshot)
    quotes = [
        line["quote"]
        for line in lines_in(snapshot)
        if line.get("quote")
        and (contribution_of(line["url"])[0] in tainted.gone or line["id"] in tainted.unsaid)
    ]
    removed = [*map(bare, quotes), *tainted.typed]
    for section in made["sections"]:
        _section(section, tainted, voices, removed)
    for tree in (made["objective"], *(note["content"] for note in made["footnotes"])):
        _empty(tree, removed)
    _translations(snapshot, made, removed)
    made["contributions"] = [
        thread for thread in made["contributions"] if int(thread["id"].lstrip("c") or 0) not in tainted.gone
    ]
    return made


def _translations(old: Snapshot, made: Snapshot, removed: Sequence[str]) -> None:
    """A translation of words that were redacted goes; so does what is quoted in the others."""
    before, after = dict(_words(old)), dict(_words(made))
    changed = {key for key, words in before.items() if after.get(key) != words}
    for translation in made.get("translations", []):
        translation["texts"] = [one for one in translation["texts"] if one["of"] not in changed]
        for one in translation["texts"]:
            for nodes in one["content"]:
                _empty(nodes, removed)


def _words(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The texts in which something may be quoted, with their notes, by the keys of their translations."""
    notes = {note["id"]: plain(note["content"]) for note in snapshot["footnotes"]}

    def told(nodes: Sequence[Node]) -> str:
        return "\n".join([plain(nodes), *(notes.get(mark.get("ref", ""), "") for mark in note_marks(nodes))])

    yield "objective", told(snapshot["objective"])
    for section in every(snapshot["sections"]):
        yield f"{section['id']}.lead", told(section["lead"])
        yield from ((f"{one['id']}.caption", one["caption"]) for one in section["figures"])
        for insight in section["insights"]:
            yield f"{insight['id']}.lead_in", told(insight["lead_in"])
            yield f"{insight['id']}.text", "\n".join(told(one["content"]) for one in insight["paragraphs"])


def _section(
    section: SectionData, tainted: Tainted, voices: Mapping[int, Voice], removed: Sequence[str]
) -> set[str]:
    """Redact it and all below it; says the addresses that its themes gathered, for those above."""
    section["passages"] = _kept(section["passages"], tainted)
    section["tagged"] = _kept(section["tagged"], tainted)
    _empty(section["lead"], removed)
    for figure in section["figures"]:
        figure["caption"] = without(figure["caption"], removed)
    for insight in section["insights"]:
        _insight(insight, tainted, voices, removed)
    gathered = {line["url"] for line in (*section["passages"], *section["tagged"])}
    for child in section["children"]:
        gathered |= _section(child, tainted, voices, removed)
    section["support"] = _support(gathered, voices, differs=0)
    return gathered


def _insight(
    insight: InsightData, tainted: Tainted, voices: Mapping[int, Voice], removed: Sequence[str]
) -> None:
    insight["evidence"] = _kept(insight["evidence"], tainted)
    _empty(insight["lead_in"], removed)
    for paragraph in insight["paragraphs"]:
        _empty(paragraph["content"], removed)
    supports = {line["url"] for line in insight["evidence"] if line["stance"] == "supports"}
    differs = {
        voices[pk].author
        for line in insight["evidence"]
        if line["stance"] == "differs"
        and (pk := contribution_of(line["url"])[0]) in voices
        and not voices[pk].as_team
    }
    insight["support"] = _support(supports, voices, differs=len(differs))


def _kept[Line: Any](lines: Sequence[Line], tainted: Tainted) -> list[Line]:
    made: list[Line] = []
    for line in lines:
        pk = contribution_of(line["url"])[0]
        if pk in tainted.gone:
            continue
        if line.get("id") in tainted.unsaid:
            unsaid: PassageData = line
            unsaid["quote"], unsaid["url"] = "", line["url"].partition("#")[0]
            unsaid["id"] = f"c{pk}"
            unsaid.pop("translation", None)
            unsaid.pop("featured", None)
        if pk in tainted.renamed:
            line["byline"] = tainted.renamed[pk]
        made.append(line)
    return made


def _leaves(nodes: Sequence[Node]) -> Iterator[Node]:
    """The text of a tree in reading order."""
    for node in nodes:
        if node["t"] == "text":
            yield node
        yield from _leaves(node.get("c", []))
        for item in node.get("items", []):
            yield from _leaves(item)


def _empty(nodes: Sequence[Node], removed: Sequence[str]) -> None:
    """Empty every quotation of removed words in a tree, though a part of it be bold or a link."""
    leaves = list(_leaves(nodes))
    text = "".join(leaf.get("v", "") for leaf in leaves)
    for start, end in reversed(_cuts(text, removed)):
        at, sign = 0, LEFT_OUT
        for leaf in leaves:
            words = leaf.get("v", "")
            first, last = max(start - at, 0), min(end - at, len(words))
            if first < last:
                leaf["v"] = words[:first] + sign + words[last:]
                sign = ""
            at += len(words)


def without(text: str, removed: Sequence[str]) -> str:
    """The text with every quotation of removed words (bare letters) emptied, its marks left standing."""
    for start, end in reversed(_cuts(text, removed)):
        text = text[:start] + LEFT_OUT + text[end:]
    return text


def signed_anew(text: str, names: Mapping[str, str]) -> str:
    """The text with these names, wherever they stand as whole words, replaced by what stands for them now.

    Beside a letter of a script without spaces a name may begin and end anywhere; Arabic writes "and", "to"
    or "by" to the front of it. A single letter is nobody's name.
    """
    longest_first = sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
    if not longest_first:
        return text
    any_name = "|".join(map(re.escape, longest_first))
    return re.sub(f"{BEGINS}(?:{any_name}){ENDS}", lambda found: names[found[0]], text)


def _cuts(text: str, removed: Sequence[str]) -> list[tuple[int, int]]:
    return [
        (start, end) for start, end in spans(text) if any(bare(text[start:end]) in one for one in removed)
    ]


def _support(urls: set[str], voices: Mapping[int, Voice], *, differs: int) -> SupportData:
    """The counts over these lines, as `contributions.figures` defines them."""
    pks = {contribution_of(url)[0] for url in urls} & set(voices)
    people = [voices[pk] for pk in pks if not voices[pk].as_team]
    team = [voices[pk] for pk in pks if voices[pk].as_team]
    spoken = {url for url in urls if "#" in url}
    return {
        "people": len({one.author for one in people}),
        "countries": len({one.country for one in people if one.country}),
        "contributions": len(people),
        "passages": sum(
            not voices[pk].as_team for url in spoken if (pk := contribution_of(url)[0]) in voices
        ),
        "differs": differs,
        "team_contributions": len(team),
        "team_people": len({one.author for one in team}),
    }
