from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, LoadedAtOnce, Membership, User
from rooms.models import GuidingQuestion, Room

if TYPE_CHECKING:
    pass


class Visibility(models.TextChoices):
    HELD = "held", _("Held for a moderator")
    VISIBLE = "visible", _("Shown")
    HIDDEN = "hidden", _("Hidden by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


class Naming(models.TextChoices):
    NAMED = "named", _("With my name")
    ORGANISATION = "organisation", _("With my organisation only")
    WITHHELD = "withheld", _("Name withheld")


UNREAD_OF_ITSELF = (
    "form_key",
    "import_key",
    *(f"author__{name}" for name in ("latin_name", "name_keys", "hours", "joined_at", "import_key")),
)
UNREAD_OF_REVISIONS = tuple(f"revision__{name}" for name in ("source", "sha256", "file_changes", "renderer"))
"""What no list of contributions tells of one."""


def _unread_of_users() -> list[str]:
    """What no page tells of a contributor's account."""
    return [field.name for field in User._meta.concrete_fields if field.name not in {"id", "handle"}]  # noqa: SLF001


def counted(through: str = "") -> Q:
    """That a contribution counts in figures and reports; with `through` that the one in that field does."""
    path = f"{through}__" if through else ""
    return Q(**{f"{path}visibility": Visibility.VISIBLE, f"{path}room__counts_in_report": True})


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible(self) -> ContributionQuerySet:
        return self.filter(visibility=Visibility.VISIBLE)

    def shown(self) -> ContributionQuerySet:
        """Those with a place on public pages: visible ones, and hidden or withdrawn ones as a stub."""
        return self.exclude(visibility=Visibility.HELD)

    def counted(self) -> ContributionQuerySet:
        """Those that count in a consultation's figures and its report."""
        return self.filter(counted())

    def of(self, consultation: Consultation) -> ContributionQuerySet:
        return self.filter(room__consultation=consultation)

    def answering(self, question: GuidingQuestion) -> ContributionQuerySet:
        return self.filter(questions=question)

    def with_people(self) -> ContributionQuerySet:
        """With everything a contribution's template touches but its questions; touching more is an error."""
        related = self.select_related(
            "author__user", "revision", "parent__author__user", "room__consultation"
        )
        return related.fetch_mode(models.FETCH_RAISE)

    def named_on_page(self) -> ContributionQuerySet:
        """With the people alone, of what a page names but does not show."""
        unread = [f"author__user__{name}" for name in _unread_of_users()]
        named = self.select_related("author__user").defer(*UNREAD_OF_ITSELF, *unread)
        return named.fetch_mode(models.FETCH_RAISE)

    def on_page(self, *, other_words: str = "revision__plain") -> ContributionQuerySet:
        """With the people and the text that a page of many shows; it knows the room and parents already.

        The `other_words` are those that it does not show: the plain ones, or the HTML.
        """
        return self.named_on_page().select_related("revision").defer(other_words, *UNREAD_OF_REVISIONS)

    def for_display(self) -> ContributionQuerySet:
        """With everything a contribution's template touches; touching more is an error."""
        return self.with_people().prefetch_related("questions")


class Contribution(LoadedAtOnce):
    """Something a member says in a room. A reply is a contribution with a parent."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="contributions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="thread_members")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="contributions")
    entered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    as_team = models.BooleanField(default=False)
    naming = models.CharField(max_length=12, choices=Naming, default=Naming.NAMED)
    quotable_by_name = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.VISIBLE)
    language = models.CharField(max_length=10, default="en")
    questions = models.ManyToManyField(GuidingQuestion, related_name="contributions", blank=True)
    revision = models.ForeignKey(
        "contributions.Revision", models.PROTECT, null=True, related_name="+", editable=False
    )
    words = models.PositiveIntegerField(default=0, editable=False)
    replies_shown = models.PositiveIntegerField(
        "replies shown",
        default=0,
        editable=False,
        help_text="Of a whole thread, kept at the one that began it.",
    )
    turn = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Which of its author's signed contributions to the room; an unsigned one is a first.",
    )
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    import_key = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(
        null=True, blank=True, help_text="When a moderator first showed what had been held."
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "number"], name="contribution_number_is_unique_in_its_room"
            ),
            models.UniqueConstraint(fields=["author", "form_key"], name="contribution_is_posted_once"),
            models.UniqueConstraint(
                fields=["room", "import_key"],
                condition=~Q(import_key=""),
                name="contribution_is_imported_once",
            ),
            models.CheckConstraint(
                name="contribution_is_no_reply_to_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="contribution_has_a_thread_exactly_when_it_replies",
                condition=Q(parent__isnull=True, thread__isnull=True)
                | Q(parent__isnull=False, thread__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["room", "number"], condition=Q(thread=None), name="contribution_roots"),
            models.Index(fields=["thread", "number"], name="contribution_thread"),
            models.Index(
                fields=["room", "replies_shown", "number"],
                condition=Q(thread=None),
                name="contribution_most_replies",
            ),
            models.Index(fields=["room", "turn", "number"], name="contribution_fair_order"),
            models.Index(fields=["author", "room", "turn"], name="contribution_turns"),
            models.Index(
                fields=["room", "created_at"], condition=Q(visibility="visible"), name="contribution_newest"
            ),
            models.Index(F("created_at").desc(), F("id").desc(), name="contribution_latest"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def consultation(self) -> Consultation:
        return self.room.consultation

    @property
    def is_visible(self) -> bool:
        return self.visibility == Visibility.VISIBLE

    @property
    def root_id(self) -> int:
        return self.thread_id or self.pk

    def is_by(self, membership: Membership | None) -> bool:
        return membership is not None and membership.pk == self.author_id

    def move_to(self, visibility: Visibility) -> bool:
        """Change what others see; false when it stood there already, or somebody was faster."""
        moved = (
            type(self).objects.filter(pk=self.pk, visibility=self.visibility).exclude(visibility=visibility)
        )
        if not moved.update(visibility=visibility):
            return False
        self.visibility = visibility
        return True
