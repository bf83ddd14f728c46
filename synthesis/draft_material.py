"""What a draft of one heading reads: passages under its themes, sentences of what is tagged as a whole.

Only the worker imports this: it loads the learning stack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from consultation.models import Consultation
from contributions.models import Contribution
from moderation.models import Passage, Tagging, TaggingQuerySet
from moderation.sentences import Sentence, split_sentences
from synthesis.drafting.saying import LONG, Saying, length_of
from synthesis.drafting.stance import cue_of
from synthesis.drafting.terms import Background
from synthesis.models import Evidence, ProposedPassage

SENTENCES = 30  # of a contribution that is tagged as a whole
HEARD = 4_000  # contributions that say how common a word is
ROWS = 1_000
CUE = 80  # characters
ORDER = ("contribution__room__position", "contribution__room", "contribution__number", "passage__start", "pk")


@dataclass(frozen=True)
class Candidate:
    """A passage, or a sentence that could become one: `text` is the slice of that revision."""

    key: str
    contribution: int
    revision: int
    start: int
    end: int
    passage: int | None
    text: str
    who: int
    is_team: bool
    language: str
    is_flagged: bool = False

    def saying(self, *, is_barred: bool, differs: bool) -> Saying:
        return Saying(self.text, self.who, self.is_team, self.is_flagged, differs, is_barred)

    def row(self, position: int, stance: str, cue: str, *, is_quote: bool) -> ProposedPassage:
        return ProposedPassage(
            key=self.key,
            passage_id=self.passage,
            contribution_id=self.contribution,
            revision_id=self.revision,
            start=self.start,
            end=self.end,
            stance=stance,
            cue=cue[:CUE],
            is_quote=is_quote,
            position=position,
        )


class Roots:
    """The first of the passages that each was carried over from: what a passage is, whatever its revision."""

    def __init__(self, consultation: Consultation) -> None:
        carried = Passage.objects.filter(origin__isnull=False)
        here = carried.filter(revision__contribution__room__consultation=consultation)
        self._origins = dict(here.values_list("pk", "origin"))

    def key(self, passage: int) -> str:
        while (origin := self._origins.get(passage)) is not None:
            passage = origin
        return f"p{passage}"


def key_of_sentence(contribution: int, text: str) -> str:
    """The same words of a contribution are the same sentence, wherever they stand in it."""
    return f"c{contribution}-{sha256(text.encode()).hexdigest()[:16]}"


def candidates_of(consultation: Consultation, themes: Sequence[int], roots: Roots) -> list[Candidate]:
    """Everything under these themes, each once, in reading order."""
    taggings = Tagging.objects.counted_in(consultation).filter(theme__in=themes)
    found = list(_passages(taggings.filter(passage__isnull=False), roots))
    marked = {one.contribution for one in found}
    return [*found, *_sentences(taggings.filter(passage__isnull=True), marked)]


def _passages(taggings: TaggingQuerySet, roots: Roots) -> Iterator[Candidate]:
    rows = taggings.order_by(*ORDER).values_list(
        "passage",
        "contribution",
        "passage__revision",
        "passage__start",
        "passage__end",
        "passage__quote",
        "contribution__author",
        "contribution__as_team",
        "contribution__language",
        "passage__useful_as_quote",
    )
    seen: set[int] = set()
    for passage, contribution, revision, start, end, quote, who, is_team, language, flagged in rows.iterator(
        ROWS
    ):
        if passage is not None and passage not in seen:
            seen.add(passage)
            yield Candidate(
                roots.key(passage),
                contribution,
                revision,
                start,
                end,
                passage,
                quote,
                who,
                is_team,
                language,
                flagged,
            )


def _sentences(taggings: TaggingQuerySet, marked: set[int]) -> Iterator[Candidate]:
    rows = taggings.filter(contribution__revision__isnull=False).order_by(*ORDER[:3], "pk")
    fields = rows.values_list(
        "contribution",
        "contribution__revision",
        "contribution__revision__plain",
        "contribution__author",
        "contribution__as_team",
        "contribution__language",
    )
    seen = set(marked)
    for contribution, revision, plain, who, is_team, language in fields.iterator(ROWS):
        if contribution in seen or not plain or revision is None:
            continue
        seen.add(contribution)
        for one in quotable(plain):
            key = key_of_sentence(contribution, one.text)
            yield Candidate(
                key, contribution, revision, one.start, one.end, None, one.text, who, is_team, language
            )


def quotable(plain: str) -> list[Sentence]:
    """A short text as it is; of a longer one the sentences that can be read by themselves, each once."""
    sentences = split_sentences(plain)
    if sentences and length_of(plain) <= LONG:
        start, end = sentences[0].start, sentences[-1].end
        return [Sentence(start, end, plain[start:end])]
    once = {one.text: one for one in reversed(sentences) if Saying(one.text, 0).is_handy}
    return sorted(once.values(), key=lambda one: one.start)[:SENTENCES]


def background_of(consultation: Consultation) -> Background:
    """How common words are in everything said; of many contributions an even share is read."""
    counted = Contribution.objects.counted().of(consultation).filter(revision__isnull=False)
    every = max(1, counted.count() // HEARD)
    background = Background()
    texts = counted.order_by("pk").values_list("revision__plain", flat=True)
    for place, plain in enumerate(texts.iterator(ROWS)):
        if place % every == 0 and plain:
            for sentence in split_sentences(plain):
                background.add(sentence.text)
    return background


def evidence_in(section: int, roots: Roots) -> dict[int, list[tuple[str, str]]]:
    """For each insight under a heading the keys and words of what it rests on."""
    rows = Evidence.objects.filter(insight__section=section).order_by("position", "pk")
    fields = ("insight", "passage", "passage__quote", "contribution", "revision__plain")
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for insight, passage, quote, contribution, plain in rows.values_list(*fields).iterator(ROWS):
        key = roots.key(passage) if passage is not None else f"c{contribution}"
        found[insight].append((key, quote or plain or ""))
    return dict(found)


def stance_of(candidate: Candidate, differing: Iterable[str]) -> tuple[str, str]:
    """What the passage may do for a point, and the words that say so: people said it differs, or it does."""
    if candidate.key in differing:
        return Evidence.Stance.DIFFERS, ""
    cue = cue_of(candidate.text)
    return (Evidence.Stance.DIFFERS if cue else Evidence.Stance.SUPPORTS), cue
