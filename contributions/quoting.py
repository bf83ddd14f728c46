"""Quotations as they are shown: the words of others, looked up now, or a sentence where they are gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import QueryDict
from django.utils.translation import gettext as _

from consultation import texts
from consultation.models import Membership
from contributions import referring
from contributions.addresses import contribution_url, reply_url
from contributions.bylines import byline
from contributions.models import Contribution, Quotation, Revision
from contributions.naming import shared_facts

PART = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
SENTENCE_END = re.compile(r"(?:[.!?…؟۔।]+[\"'”’»)\]]*\s+|[。！？]+[”’」』）]*)")
MOST_PARTS = 80  # to tick; a longer text is offered by paragraphs
ASKED = re.compile(r"([0-9]{1,15}):([0-9]{1,9})-([0-9]{1,9})")

type Expand = Callable[[int, str], str]


def quotations_shown(contributions: Sequence[Contribution], viewer: Membership | None) -> Expand:
    """For a revision's pk and its HTML, the HTML with its quotations and cards; one query each if any."""
    quoting = [
        one.revision_id for one in contributions if one.revision and texts.QUOTE_MARK in one.revision.html
    ]
    quoted, named = quotations_of(quoting, viewer), referring.named_in_all(contributions)
    if not named:
        return quoted
    cards = referring.cards_of(named, viewer, contributions[0])
    return lambda revision, html: referring.with_cards(quoted(revision, html), cards)


def quotations_of(revisions: Collection[int | None], viewer: Membership | None) -> Expand:
    """The same for revisions by their pks, whichever contributions they belong to."""
    if not revisions:
        return _as_it_is
    rows = Quotation.objects.filter(revision__in=revisions)
    found = {
        (row.revision_id, place_of(row)): row.quoted for row in rows.select_related(*_related("quoted__"))
    }
    shown = _shown(found.values(), viewer)

    def expand(revision: int, html: str) -> str:
        def lookup(place: texts.QuotePlace) -> texts.ShownQuote | None:
            quoted = found.get((revision, place))
            return shown(quoted, place) if quoted is not None else None

        return texts.expand_quotes(html, lookup)

    return expand


def _as_it_is(_revision: int, html: str) -> str:
    return html


def preview_quotations(html: str, viewer: Membership | None, near: Contribution) -> str:
    """HTML of `with_quotations` that is not stored yet, with its quotations and cards."""
    html = referring.with_cards(html, referring.cards_of(referring.named_in(html), viewer, near))
    places = texts.stored_quotes(html)
    if not places:
        return html
    asked = Revision.objects.select_related(*_related(""))
    found = asked.in_bulk([place.revision for place in places])
    shown = _shown(found.values(), viewer)
    return texts.expand_quotes(html, lambda place: shown(found[place.revision], place))


def place_of(row: Quotation) -> texts.QuotePlace:
    return texts.QuotePlace(row.quoted_id, row.start, row.end)


def _related(prefix: str) -> tuple[str, str]:
    return f"{prefix}contribution__author__user", f"{prefix}contribution__room"


def _shown(
    quoted: Collection[Revision], viewer: Membership | None
) -> Callable[[Revision, texts.QuotePlace], texts.ShownQuote]:
    shared = shared_facts(revision.contribution for revision in quoted)

    def show(revision: Revision, place: texts.QuotePlace) -> texts.ShownQuote:
        contribution = revision.contribution
        url = contribution_url(contribution.pk)
        if not contribution.is_visible or revision.sealed_at is not None:
            gone = _("Words of #%(number)s stood here. They are no longer shown.") % {
                "number": contribution.number
            }
            return texts.ShownQuote(gone, url)
        signed = byline(contribution, viewer, shared)
        source = f"{signed.name}, #{contribution.number}"
        return texts.ShownQuote(source, url, revision.plain[place.start : place.end], revision.language)

    return show


def whole(revision: Revision) -> texts.QuotePlace | None:
    """All words of a revision; None where it has none of its own."""
    end = len(revision.plain.rstrip())
    return texts.QuotePlace(revision.pk, 0, end) if end else None


def selection(revision: Revision, start: int | None, end: int | None) -> texts.QuotePlace | None:
    """The words asked for, without the space around them; the whole text for what is no range in it."""
    if start is None or end is None or not 0 <= start < end <= len(revision.plain):
        return whole(revision)
    words = revision.plain[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return texts.QuotePlace(revision.pk, start, end) if start < end else whole(revision)


@dataclass(frozen=True, slots=True)
class QuotablePart:
    """A sentence or a paragraph that may be ticked to be quoted, and whether it is already."""

    start: int
    end: int
    words: str
    is_quoted: bool


def quotable_parts(contribution: Contribution, query: QueryDict) -> list[QuotablePart]:
    """The parts of a contribution's own words to choose from, where a reply is to quote it; else none."""
    places = places_asked(query, contribution)
    if not places or contribution.revision is None:
        return []
    plain = contribution.revision.plain
    spans = _spans(plain, in_sentences=True)
    if len(spans) > MOST_PARTS:
        spans = _spans(plain, in_sentences=False)
    if len(spans) < 2:  # noqa: PLR2004  nothing to choose
        return []
    return [
        QuotablePart(start, end, plain[start:end], any(p.start <= start and end <= p.end for p in places))
        for start, end in spans
    ]


def _spans(plain: str, *, in_sentences: bool) -> list[tuple[int, int]]:
    """Half-open spans of the paragraphs, or of the sentences in them, without the space around."""
    spans = []
    for line in re.finditer(r"[^\n]+", plain):
        ends = [end.end() for end in SENTENCE_END.finditer(plain, *line.span())] if in_sentences else []
        edges = [line.start(), *ends, line.end()]
        for start, end in pairwise(edges):
            words = plain[start:end]
            begin = start + len(words) - len(words.lstrip())
            if words.strip():
                spans.append((begin, begin + len(words.strip())))
    return spans


def chosen_places(revision: Revision, parts: Sequence[str]) -> list[texts.QuotePlace]:
    """What the ticked parts ("0-12") quote: neighbours are one quotation. Nothing for what is no part."""
    found = [PART.fullmatch(part) for part in parts]
    spans = sorted((int(part[1]), int(part[2])) for part in found if part)
    places: list[texts.QuotePlace] = []
    for start, end in spans:
        if not start < end <= len(revision.plain):
            continue
        if places and not revision.plain[places[-1].end : start].strip():
            places[-1] = texts.QuotePlace(revision.pk, places[-1].start, max(end, places[-1].end))
        else:
            places.append(texts.QuotePlace(revision.pk, start, end))
    return places


def reply_with(places: Sequence[texts.QuotePlace], contribution: Contribution) -> str:
    """The address of a reply that begins with these words of the contribution."""
    asked = "&".join(f"quote={place.revision}:{place.start}-{place.end}" for place in places)
    return f"{reply_url(contribution)}?{asked}#compose"


def places_asked(query: QueryDict, parent: Contribution) -> list[texts.QuotePlace]:
    """The words that a reply shall begin with, as `reply_with` asks for them."""
    if parent.revision is None:
        return []
    found = [ASKED.fullmatch(value) for value in query.getlist("quote")]
    places = [texts.QuotePlace(*map(int, one.groups())) for one in found if one]
    most = len(parent.revision.plain)
    return [p for p in places if p.revision == parent.revision_id and p.start < p.end <= most]


def quotation_asked(query: QueryDict, parent: Contribution) -> str:
    """The lines to begin a reply with; empty where none is asked for."""
    return "\n\n".join(place.typed(parent.number) for place in places_asked(query, parent))
