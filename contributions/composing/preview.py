"""A contribution before it is posted: how it will look, who will hear of it, which names are not clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation import notifications, texts
from consultation.http import MemberRequest
from consultation.models import Membership, NoticeStop
from consultation.names import fold
from contributions.actions.mentioning import as_chosen
from contributions.actions.posting import NewContribution
from contributions.actions.wording import Wording
from contributions.bylines import Byline, byline
from contributions.forms import AS_TEXT, WAIT, WHO, ContributionForm
from contributions.limits import Limits, too_many
from contributions.mentions import FoundMention
from contributions.models import Contribution, Naming, Visibility
from contributions.naming import shared_facts
from contributions.notices import MENTION, REPLY
from contributions.quoting import preview_quotations


@dataclass(frozen=True)
class UnclearName:
    """A name that nobody bears yet, or several do: what to ask, and the answers with the one ticked."""

    field: str
    typed: str
    is_ambiguous: bool
    answers: list[tuple[str, str]]
    answer: str


@dataclass(frozen=True)
class Preview:
    """What the page shows. `told` names those who get an email once it is posted; None where a moderator
    reads it first."""

    byline: Byline
    body: SafeString
    language: str
    questions: Sequence[Any]
    told: list[str] | None
    unclear: list[UnclearName] = field(default_factory=list)


@dataclass(frozen=True)
class NamesCheck:
    """What stands between a text and being posted: names without an answer, and too much of something."""

    unanswered: bool
    too_many: list[str]


def check_names(form: ContributionForm, wording: Wording, limited: Limits | None) -> NamesCheck:
    """What a valid form's text lacks before it can be posted."""
    unclear = {fold(mention.typed) for mention in wording.found if len(mention.people) != 1}
    return NamesCheck(
        bool(unclear - form.names_answered), too_many(limited, wording.found, wording.bare.html)
    )


def preview(
    request: MemberRequest, form: ContributionForm, new: NewContribution, wording: Wording
) -> Preview:
    """The contribution that a valid form would make, and everything to know before posting it."""
    contribution = new.unsaved(form.room, form.author or Membership())
    settled = as_chosen(wording.found, new.chosen)
    candidates = _members({pk for mention in wording.found for pk in mention.people})
    held = contribution.visibility == Visibility.HELD
    return Preview(
        byline=byline(contribution, request.membership, shared_facts([contribution])),
        body=_body(wording.bare, settled, candidates, contribution, request.membership),
        language=new.language,
        questions=new.questions,
        told=None if held else _told(request, new.parent, settled, candidates),
        unclear=_unclear(wording.found, candidates, form),
    )


def _members(pks: set[int]) -> dict[int, Membership]:
    return Membership.objects.select_related("user").in_bulk(list(pks)) if pks else {}


def _body(
    bare: texts.Rendered,
    settled: Sequence[FoundMention],
    members: dict[int, Membership],
    contribution: Contribution,
    viewer: Membership | None,
) -> SafeString:
    """The words as they will stand on the page, names and quotations with them."""
    places = [texts.ResolvedMention(m.start, m.end, position) for position, m in enumerate(settled)]
    html = texts.with_mentions(bare, places).html

    def link(position: int) -> texts.MentionLink | None:
        people = settled[position].people if position < len(settled) else ()
        member = members.get(people[0]) if len(people) == 1 else None
        if member is None:
            return None
        handle = member.user.handle if member.user else None
        return texts.MentionLink(
            reverse("contributions:person", args=[handle]) if handle else "", member.name
        )

    shown = preview_quotations(texts.expand_mentions(html, link), viewer, contribution)
    return SafeString(shown)  # sanitised by the renderer


def _unclear(
    found: Iterable[FoundMention], members: dict[int, Membership], form: ContributionForm
) -> list[UnclearName]:
    """Each name that is not one person's, once, with the answers there are."""
    names: dict[str, UnclearName] = {}
    for mention in found:
        folded = fold(mention.typed)
        if len(mention.people) == 1 or folded in names:
            continue
        waits = [] if mention.is_ambiguous else [(WAIT, _("Link it when this person joins"))]
        people = [(str(pk), _told_apart(members[pk])) for pk in mention.people if pk in members]
        answers = [*people, *waits, (AS_TEXT, _("Leave as plain text"))]
        given = str(form.data.get(f"{WHO}{folded}", ""))
        given = given if given in dict(answers) else ""
        names[folded] = UnclearName(f"{WHO}{folded}", mention.typed, mention.is_ambiguous, answers, given)
    return list(names.values())


def _told_apart(member: Membership) -> str:
    """ "Ana Silva, Water federation, Costa Rica": enough to know one bearer of a name from another."""
    country = str(getattr(member.country, "name", ""))
    return ", ".join(part for part in (member.name, member.job_title, member.organisation, country) if part)


def _told(
    request: MemberRequest,
    parent: Contribution | None,
    settled: Sequence[FoundMention],
    members: dict[int, Membership],
) -> list[str]:
    """Who gets an email, as this person may know them.

    Whoever is replied to without their name stands here as "the author of #6" even if they are also
    mentioned: one line less would say who they are.
    """
    mentioned = [members[m.people[0]] for m in settled if len(m.people) == 1 and m.people[0] in members]
    others = [member for member in dict.fromkeys(mentioned) if member.user_id != request.user.pk]
    mailed = _mailed(others, MENTION)
    names = [member.name for member in mailed]
    if parent is None or parent.author.user_id == request.user.pk:
        return names
    if not _mailed([parent.author], REPLY):
        return names
    if parent.naming != Naming.NAMED:
        return [*names, _("the author of #%(number)s") % {"number": parent.number}]
    return names if parent.author in mailed else [*names, parent.author.name]


def _mailed(members: Sequence[Membership], kind: str) -> list[Membership]:
    """Those of them whom a notice of this kind reaches by email."""
    reachable = [one for one in members if one.user and one.user.is_active and not one.user.is_suspended]
    if not reachable:
        return []
    stops = NoticeStop.objects.filter(
        group=notifications.KINDS[kind].group, user__in=[m.user_id for m in reachable]
    )
    stopped = set(stops.values_list("user", flat=True))
    return [member for member in reachable if member.user_id not in stopped]
