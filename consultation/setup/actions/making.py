"""Making a consultation, from nothing or from an old one."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction

from consultation.audit import record
from consultation.models import Consultation, Membership, Role, User
from consultation.people import joining
from consultation.setup import copying, notices
from consultation.setup.slugs import free_slug

MADE = "consultation.made"
COPIED_TEXTS = (
    "summary",
    "welcome",
    "objective",
    "outcome",
    "organiser",
    "sponsor",
    "brand_colour",
    "topics",
    "language",
    "languages",
    "audience",
)


def make_consultation(
    title: str, *, actor: User, source: Consultation | None = None, parts: Collection[str] = ()
) -> Consultation:
    """A draft with its maker as its editor, and of an old consultation the parts that were ticked."""
    while True:
        slug = free_slug(title)
        try:
            return _make(title, slug, actor, source, parts)
        except IntegrityError:  # somebody took the same address this moment
            if not Consultation.objects.filter(slug=slug).exists():
                raise


@transaction.atomic
def _make(
    title: str, slug: str, actor: User, source: Consultation | None, parts: Collection[str]
) -> Consultation:
    made = Consultation.objects.create(title=title, slug=slug, languages=["en"])
    editor = joining.join(actor, made)
    editor.role = Role.EDITOR
    editor.save(update_fields=["role"])
    after = {"source": source.pk if source else None, "parts": sorted(parts) if source else []}
    record(MADE, made, actor=actor, consultation=made, after=after)
    if source is not None:
        copying.copy_parts(source, made, parts, actor=actor)
    return made


def copy_texts(source: Consultation, target: Consultation, _actor: User) -> None:
    for name in COPIED_TEXTS:
        setattr(target, name, getattr(source, name))
    target.save(update_fields=COPIED_TEXTS)


def copy_moderators(source: Consultation, target: Consultation, actor: User) -> None:
    """The same people moderate again; each is told. Those without an account cannot be taken over."""
    moderators = Membership.objects.filter(consultation=source, role=Role.MODERATOR, user__isnull=False)
    for former in moderators.select_related("user").order_by("pk"):
        person = former.user
        if person is None or person == actor or person.is_suspended or not person.is_active:
            continue
        member = joining.join(person, target)
        member.role = Role.MODERATOR
        member.save(update_fields=["role"])
        notices.tell_of_role(member, actor=actor, before="")
