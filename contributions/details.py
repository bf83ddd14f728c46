"""What belongs to contributions besides their words: questions, mentions, files, later edits; one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from consultation.prepared import Prepared, among
from consultation.texts import MentionLink
from contributions.linking import link_to_person
from contributions.models import Attachment, Contribution, Mention
from rooms.models import GuidingQuestion

FILE = ("guid", "title", "name", "content_type", "size", "alt", "is_decoration", "width", "height")


@dataclass(frozen=True)
class Details:
    """`replied_at` is when an edited contribution was first answered, if it was."""

    questions: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    replied_at: datetime | None = None

    def mention_links(self, *, viewer_is_member: bool) -> Callable[[int], MentionLink | None]:
        """The lookup from a mention's position to where its name leads: to a page for members only."""
        found = {
            one["position"]: MentionLink(_person_url(one["handle"], shown=viewer_is_member), one["name"])
            for one in self.mentions
        }
        return found.get


def _person_url(handle: str | None, *, shown: bool) -> str:
    return link_to_person(handle) if handle and shown else ""


def details_of(contributions: Sequence[Contribution]) -> dict[int, Details]:
    """The details of each contribution by its pk."""
    rows = _DETAILS.rows(pks=[contribution.pk for contribution in contributions])
    return {pk: Details(*found) for pk, *found in rows}


def _details(pks: list[int]) -> QuerySet[Any, Any]:
    asked = Contribution.objects.filter(among("pk", pks)).order_by()
    return asked.values_list("pk", _questions(), _mentions(), _files(), _replied_at())


_DETAILS = Prepared(_details, pks=[2_000_000_000])


def _questions() -> ArraySubquery:
    questions = GuidingQuestion.objects.filter(contributions=OuterRef("pk")).order_by("number")
    return ArraySubquery(questions.values(json=JSONObject(number="number", label="label")))


def _mentions() -> ArraySubquery:
    bound = Mention.objects.filter(revision=OuterRef("revision"), membership__isnull=False)
    named = bound.exclude(membership__name="").order_by("position")
    columns = {"position": "position", "name": "membership__name", "handle": "membership__user__handle"}
    return ArraySubquery(named.values(json=JSONObject(**columns)))


def _files() -> ArraySubquery:
    kept = Attachment.objects.filter(contribution=OuterRef("pk"), removed_at=None).order_by("position", "pk")
    return ArraySubquery(kept.values(json=JSONObject(**{name: name for name in FILE})))


def _replied_at() -> Case:
    """Asked only of what was edited at all."""
    replies = Contribution.objects.shown().filter(parent=OuterRef("pk")).order_by("created_at")
    return Case(When(revision__number__gt=1, then=Subquery(replies.values("created_at")[:1])))
