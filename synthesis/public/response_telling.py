"""Telling people what the organiser did with what they said: one notice for all changes of a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation import notifications
from consultation.models import Consultation, Notification
from consultation.notifications import Kind, Letter, Line
from consultation.texts import shortened
from contributions.models import Contribution
from synthesis.models import Report, Response, ResponseChange, Version
from synthesis.public.telling import WHY, interested_in
from synthesis.public.uses import Use, uses_of
from synthesis.public.versions import current_of, published

DID = "report.did"
NAMED_ROWS = 5
LONGEST = 300  # characters of a row's words in a mail


def register() -> None:
    label = gettext_lazy("Consultation dates and reports")
    notifications.register(Kind(DID, "reports", _lines, _letter, WHY), label)


@dataclass(frozen=True)
class News:
    """A public row and the status that people knew last, empty where the row is new to them."""

    response: Response
    before: str


@transaction.atomic
def tell_of_responses(report: int) -> None:
    """Tell everyone who contributed or follows of what changed since they were told last, once.

    A row that is no longer public, or back where it was, is not worth a notice; neither is a summary that
    was withdrawn.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=report)
    untold = ResponseChange.objects.filter(response__report=locked, told_at=None)
    changes = list(untold.select_related("response"))
    if not changes:
        return
    untold.filter(pk__in=[one.pk for one in changes]).update(told_at=timezone.now())
    if not news_in(changes) or current_of(locked.consultation) is None:
        return
    last = changes[-1].pk
    notifications.notify(
        interested_in(locked.consultation),
        kind=DID,
        key=f"did:{last}",
        consultation=locked.consultation,
        object_id=last,
    )


def news_in(changes: Iterable[ResponseChange]) -> list[News]:
    """What these changes come to, in the order of the rows."""
    first: dict[int, ResponseChange] = {}
    last: dict[int, ResponseChange] = {}
    for change in changes:
        first.setdefault(change.response_id, change)
        last[change.response_id] = change
    found = [
        News(last[pk].response, change.before)
        for pk, change in first.items()
        if last[pk].response.is_public and change.before != last[pk].after
    ]
    return sorted(found, key=lambda one: (one.response.position, one.response.pk))


@dataclass(frozen=True)
class Story:
    """What one notice tells one reader; `own` are the places that use the reader's words, by insight."""

    consultation: Consultation
    news: list[News]
    own: dict[str, Use]

    @property
    def mine(self) -> list[News]:
        return [one for one in self.news if str(one.response.insight) in self.own]


def _stories(group: Sequence[Notification]) -> dict[int, Story]:
    """By the notice's pk; without those whose rows are gone, or whose summary is withdrawn."""
    batches = _batches([notice.object_id or 0 for notice in group])
    consultations = {one.consultation_id for one in group if one.consultation_id is not None}
    current = published(Consultation.objects.filter(pk__in=consultations)).current()
    versions = {one.report.consultation_id: one for one in current.select_related("report__consultation")}
    own: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    said = Contribution.objects.visible().filter(
        room__consultation__in=consultations, author__user__in={one.recipient_id for one in group}
    )
    for user, consultation, pk in said.values_list("author__user", "room__consultation", "pk"):
        own[user, consultation].append(pk)
    stories = {}
    for notice in group:
        version, news = (
            versions.get(notice.consultation_id or 0),
            news_in(batches.get(notice.object_id or 0, ())),
        )
        if version is not None and news:
            uses = _own_uses(version, own[notice.recipient_id, version.report.consultation_id])
            stories[notice.pk] = Story(version.report.consultation, news, uses)
    return stories


def _batches(pks: Sequence[int]) -> dict[int, list[ResponseChange]]:
    """By the pk of the last change of each notice, all changes that were told with it; two queries."""
    last = ResponseChange.objects.filter(pk__in=pks, told_at__isnull=False)
    told = {(report, at): pk for pk, report, at in last.values_list("pk", "response__report", "told_at")}
    found: defaultdict[int, list[ResponseChange]] = defaultdict(list)
    together = ResponseChange.objects.filter(told_at__in={at for _report, at in told})
    for change in together.select_related("response"):
        pk = told.get((change.response.report_id, change.told_at))
        if pk is not None:
            found[pk].append(change)
    return found


def _own_uses(version: Version, contributions: Iterable[int]) -> dict[str, Use]:
    uses = uses_of(version)
    return {use.insight: use for pk in contributions for use in uses.get(pk, ()) if use.insight}


def _told(story: Story) -> str:
    n = len(story.mine) or len(story.news)
    if story.mine:
        told = ngettext(
            "What was done with what you said: %(n)s update",
            "What was done with what you said: %(n)s updates",
            n,
        )
    else:
        told = ngettext(
            "We asked, you said, we did: %(n)s update", "We asked, you said, we did: %(n)s updates", n
        )
    return told % {"n": n}


def _address(story: Story) -> str:
    """The reader's own page, where their words stand behind one of the rows; else the rows."""
    slug = story.consultation.slug
    if story.mine:
        return reverse("synthesis:yours", args=[slug])
    one = f"#{story.news[0].response.anchor}" if len(story.news) == 1 else "#did"
    return reverse("synthesis:report", args=[slug]) + one


def _lines(group: Sequence[Notification]) -> dict[int, Line]:
    return {
        pk: Line(_told(story), _address(story), story.consultation.name)
        for pk, story in _stories(group).items()
    }


def _letter(notification: Notification) -> Letter | None:
    story = _stories([notification]).get(notification.pk)
    if story is None:
        return None
    consultation = story.consultation
    hello = _("Hello %(name)s,") % {"name": notification.recipient.name or _("and welcome")}
    says = _("The organisers of “%(title)s” say what they did with what people said.")
    rows = [_row(one, story) for one in [*story.mine, *(one for one in story.news if one not in story.mine)]]
    left = len(rows) - NAMED_ROWS
    more = [ngettext("And %(n)s more.", "And %(n)s more.", left) % {"n": left}] if left > 0 else []
    report = settings.SITE_URL + reverse("synthesis:report", args=[consultation.slug])
    own = _("What was done with each thing you said: %(address)s") % {
        "address": settings.SITE_URL + _address(story)
    }
    paragraphs = [
        hello,
        says % {"title": consultation.title},
        *rows[:NAMED_ROWS],
        *more,
        *([own] if story.mine else []),
        _("Read all of it: %(address)s") % {"address": f"{report}#did"},
    ]
    return Letter(_told(story), paragraphs, consultation.name)


def _row(news: News, story: Story) -> str:
    """One row in a sentence or two: what was asked, its status, what was done, who owns it."""
    row = news.response
    status = row.get_status_display()
    if news.before:
        before = Response.Status(news.before).label
        status = _("%(before)s → %(after)s") % {"before": before, "after": status}
    words = {
        "asked": shortened(row.asked, LONGEST),
        "status": status,
        "did": shortened(row.reason if row.status == Response.Status.NOT_TAKEN_UP else row.did, LONGEST),
        "owner": row.owner,
        "day": date_format(row.on, "DATE_FORMAT"),
    }
    told = _("We asked: %(asked)s We did: %(status)s. %(did)s (%(owner)s, %(day)s)") % words
    use = story.own.get(str(row.insight))
    if use is None:
        return told
    place = {"number": use.number, "name": use.name}
    behind = _("Your words stand behind %(number)s %(name)s.") % place
    return f"{told} {behind}"
