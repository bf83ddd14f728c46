"""From what somebody typed to a stored revision: rendered, quotations and names found, written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from django.utils import timezone

from consultation import texts
from contributions.actions.mentioning import as_chosen, mention_rows, named_in
from contributions.actions.quoting import quotation_rows, reference_rows, with_quotations
from contributions.mentions import FoundMention
from contributions.models import Contribution, Mention, Quotation, Reference, Revision

MENTION_SIGNS = "@＠"


@dataclass(frozen=True)
class Wording:
    """A text ready to be written: `bare` is rendered, without links on the names found in it."""

    source: str
    bare: texts.Rendered
    found: list[FoundMention]
    is_rich: bool = False

    @property
    def sha256(self) -> str:
        return sha256(self.bare.plain.encode()).hexdigest()


def word(contribution: Contribution, source: str, *, is_rich: bool = False) -> Wording:
    """Read a text that is to be a version of this contribution, which may not be stored yet.

    At most two queries: for what it quotes, and for the people it may name. None for a text without either.
    """
    rendered = texts.clean_html(source) if is_rich else texts.render(source)
    before = contribution if contribution.pk else None
    bare = with_quotations(rendered, contribution.room.consultation, of=before)
    found = named_in(bare, contribution) if any(sign in bare.plain for sign in MENTION_SIGNS) else []
    return Wording(source, bare, found, is_rich)


def write_revision(
    contribution: Contribution,
    source: str,
    *,
    is_rich: bool = False,
    file_changes: Sequence[tuple[str, str]] = (),
) -> Revision:
    """Render a text and make it the contribution's newest revision, with its mentions and quotations."""
    last = contribution.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    wording = word(contribution, source, is_rich=is_rich)
    return write(contribution, wording, number=last + 1, file_changes=file_changes)


def write(
    contribution: Contribution,
    wording: Wording,
    *,
    number: int,
    chosen: Mapping[str, int | None] = MappingProxyType({}),
    file_changes: Sequence[tuple[str, str]] = (),
) -> Revision:
    """Write the contribution's revision of that number.

    `chosen` says of a folded name which of its bearers is meant, or None where nobody is; `file_changes` what
    an edit did to which files.
    """
    found = as_chosen(wording.found, chosen)
    places = [texts.ResolvedMention(m.start, m.end, position) for position, m in enumerate(found)]
    rendered = texts.with_mentions(wording.bare, places)
    revision = Revision.objects.create(
        contribution=contribution,
        number=number,
        source=texts.normalise(wording.source),
        is_rich=wording.is_rich,
        html=rendered.html,
        plain=rendered.plain,
        sha256=wording.sha256,
        length=len(rendered.plain),
        language=contribution.language,
        renderer=texts.RENDERER,
        file_changes=list(file_changes),
        created_at=contribution.created_at if number == 1 else timezone.now(),
    )
    Mention.objects.bulk_create(mention_rows(revision, found))
    Quotation.objects.bulk_create(quotation_rows(revision))
    Reference.objects.bulk_create(reference_rows(revision))
    contribution.revision = revision
    contribution.words = texts.count_words(rendered.plain)
    contribution.save(update_fields=["revision", "words"])
    return revision
