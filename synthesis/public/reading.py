"""A published report before one reader, today: without what was hidden since, with what is theirs marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import translation

from consultation.models import Consultation, Membership
from contributions.bylines import Byline, report_byline
from contributions.models import Contribution
from contributions.naming import shared_facts
from synthesis.models import Response
from synthesis.own_words import Names
from synthesis.public.parts import PublicReport, ShownInsight, ShownSection, Voice, WholeVoice
from synthesis.public.responses import ByInsight
from synthesis.wording.names import names_between

SHOWN_AT_ONCE = 4
FOLDED_FROM = 2  # fewer than these are not worth a fold
CONTRIBUTION = "contributions:contribution"


@dataclass(frozen=True)
class Live:
    """The contributions a report rests on that may still be read, how they are signed, and whose they are.

    They are signed in the report's first language, which `names` puts into that of the page.
    """

    bylines: Mapping[int, Byline]
    own: frozenset[int]
    names: Names

    def shows(self, contribution: int) -> bool:
        return contribution in self.bylines

    def signature(self, contribution: int, frozen: str, parts: tuple[str, str]) -> tuple[str, str]:
        """Name and place as they were frozen, unless the person signs otherwise by now."""
        now = self.bylines[contribution]
        if frozen.startswith(now.name):
            return parts
        return self.names.signature(now.name), ", ".join(map(self.names.named, now.place))

    def signed(self, whole: WholeVoice) -> WholeVoice:
        """The same for a contribution that is referred to as a whole."""
        now = self.bylines[whole.contribution]
        if whole.frozen.startswith(now.name):
            return whole
        return replace(whole, byline=self.names.signed(now.line))


def live(consultation: Consultation, report: PublicReport, viewer: Membership | None) -> Live:
    """Asked in two queries at most, each time the report is read."""
    quoted = Contribution.objects.visible().of(consultation).filter(pk__in=report.quoted)
    contributions = list(quoted.select_related("author__user"))
    shared = shared_facts(contributions)
    with translation.override(report.languages[0]):
        bylines = {one.pk: report_byline(one, shared) for one in contributions}
    own = frozenset(one.pk for one in contributions if one.is_by(viewer))
    return Live(bylines, own, Names(names_between(report.languages[0], report.words)))


@dataclass(frozen=True)
class ReadVoice:
    """A line of evidence for one reader: who says it, and where its words stand."""

    voice: Voice
    who: str
    place: str
    page: str
    context: str
    is_own: bool
    anchor: str = ""


@dataclass(frozen=True)
class ReadInsight:
    insight: ShownInsight
    first: list[ReadVoice]
    more: list[ReadVoice]
    count: int
    gone: int
    differs_is_gone: bool
    is_open: bool
    responses: list[Response]

    @property
    def is_own(self) -> bool:
        return any(one.is_own for one in (*self.first, *self.more))


@dataclass(frozen=True)
class ReadSection:
    section: ShownSection
    insights: list[ReadInsight]
    quotes: list[ReadVoice]
    tagged: list[WholeVoice]
    gone: int
    children: list[ReadSection]

    @property
    def own(self) -> int:
        """In how many of its points, those of its headings left out, a contribution of the reader is used."""
        return sum(one.is_own for one in self.insights) or int(any(quote.is_own for quote in self.quotes))

    @property
    def first_own(self) -> str:
        """The anchor of the first of them."""
        own = next((one.insight.anchor for one in self.insights if one.is_own), "")
        return own or self.section.anchor


@dataclass
class Reader:
    """Puts a report in front of somebody. `opened`: the number of the insight whose evidence is open.

    `responses` are what was done about insights, by their keys.
    """

    live: Live
    opened: str = ""
    responses: ByInsight = field(default_factory=dict)
    used: list[ReadSection] = field(default_factory=list)

    def sections(self, sections: Iterable[ShownSection]) -> list[ReadSection]:
        return [self.section(section) for section in sections]

    def section(self, section: ShownSection) -> ReadSection:
        quotes = self.voices(section.quotes)
        tagged = [self.live.signed(one) for one in section.tagged if self.live.shows(one.contribution)]
        made = ReadSection(
            section=section,
            insights=[self.insight(one) for one in section.insights],
            quotes=quotes,
            tagged=tagged,
            gone=_contributions(section.quotes) - _contributions(one.voice for one in quotes),
            children=[],
        )
        if made.own:
            self.used.append(made)
        made.children.extend(self.sections(section.children))
        return made

    def insight(self, insight: ShownInsight) -> ReadInsight:
        shown = self.voices(insight.evidence)
        count = _contributions(one.voice for one in shown)
        differs = next(
            (place for place, one in enumerate(shown) if one.voice.quote.stance == "differs"), None
        )
        if differs is not None:
            anchor = f"{insight.anchor.replace('i-', 'e-', 1)}-differs"
            shown[differs] = replace(shown[differs], anchor=anchor)
        first, more = folded(shown)
        return ReadInsight(
            insight=insight,
            first=first,
            more=more,
            count=count,
            gone=_contributions(insight.evidence) - count,
            differs_is_gone=differs is None and any(map(_differs, insight.evidence)),
            is_open=insight.number == self.opened,
            responses=self.responses.get(insight.key, []),
        )

    def voices(self, voices: Iterable[Voice]) -> list[ReadVoice]:
        return [self.voice(voice) for voice in voices if self.live.shows(voice.contribution)]

    def voice(self, voice: Voice) -> ReadVoice:
        quote = voice.quote
        who, place = self.live.signature(voice.contribution, voice.byline, (quote.who, quote.place))
        page = reverse(CONTRIBUTION, args=[voice.contribution])
        anchor = voice.anchor or f"c{quote.number}"
        return ReadVoice(
            voice=voice,
            who=who,
            place=place,
            page=page,
            context=f"{page}?passage={quote.key}#{anchor}",
            is_own=voice.contribution in self.live.own,
        )


def folded(voices: Sequence[ReadVoice]) -> tuple[list[ReadVoice], list[ReadVoice]]:
    """What is shown at once and what is folded away; who differs is never only in the fold."""
    first, more = list(voices[:SHOWN_AT_ONCE]), list(voices[SHOWN_AT_ONCE:])
    if len(more) < FOLDED_FROM:
        return [*first, *more], []
    if not any(_differs(one.voice) for one in first):
        differing = next((one for one in more if _differs(one.voice)), None)
        if differing is not None:
            more.remove(differing)
            more.insert(0, first.pop())
            first.append(differing)
    return first, more


def _differs(voice: Voice) -> bool:
    return voice.quote.stance == "differs"


def _contributions(voices: Iterable[Voice]) -> int:
    return len({voice.contribution for voice in voices})
