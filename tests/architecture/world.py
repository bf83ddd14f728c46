"""One consultation of each audience with one of everything in it, and a person for each place in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from consultation.audit import record
from consultation.models import Consultation, Invitation, Membership, Notification, Role, User
from consultation.notifications import stop_token
from contributions.actions import NewContribution, post_contribution, write_revision
from contributions.models import Attachment, Contribution, ImportRun
from moderation.actions.reshaping import RETIRED
from moderation.models import Passage, Tagging, Theme
from rooms.models import Room
from synthesis.models import (
    Build,
    BuiltFile,
    Evidence,
    Figure,
    Insight,
    OutsideNote,
    Proposal,
    Report,
    Response,
    Section,
    SetAside,
    Version,
)
from synthesis.shelf import put_picture
from synthesis.snapshot import freeze
from tests.conftest import make_consultation, make_room, make_user

PLACES = (
    "anonymous",
    "suspended",
    "signed_in",
    "observer",
    "participant",
    "moderator",
    "editor",
    "approver",
    "administrator",
)


@dataclass
class World:
    """What the addresses of one consultation need to be filled in, and who calls on them."""

    consultation: Consultation
    room: Room
    contribution: Contribution
    people: dict[str, User | AnonymousUser]
    memberships: dict[str, Membership]
    words: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


def make_world(slug: str, **fields: Any) -> World:
    consultation = make_consultation(slug, **fields)
    people, memberships = make_people(consultation)
    room = make_room(consultation)
    author = Membership.of(make_user(f"author-{slug}"), consultation)
    author.save()
    said = post_contribution(room, author, NewContribution("We saw it."))
    write_revision(said, "We saw it. It can be done.")
    world = World(consultation, room, said, people, memberships)
    world.words = make_things(world)
    return world


def make_people(
    consultation: Consultation,
) -> tuple[dict[str, User | AnonymousUser], dict[str, Membership]]:
    people: dict[str, User | AnonymousUser] = {
        "anonymous": AnonymousUser(),
        "suspended": make_user("suspended", suspended_at=timezone.now()),
        "signed_in": make_user("stranger"),
        "administrator": make_user("admin", is_superuser=True),
    }
    memberships = {}
    for role in Role.values:
        user = people[role] = make_user(role)
        memberships[role] = Membership.of(user, consultation, role)
        memberships[role].save()
    return people, memberships


def make_response(world: World, report: Report) -> Response:
    return Response.objects.create(
        report=report,
        asked="How far is it?",
        said="Far.",
        did="A bus.",
        owner="The county",
        on=timezone.localdate(),
        added_by=world.memberships["editor"],
    )


def make_things(world: World) -> dict[str, Any]:
    """One of everything that addresses name: words for them."""
    moderator, revision = world.memberships["moderator"], world.contribution.revision
    assert revision is not None
    theme = Theme.objects.create(consultation=world.consultation, name="Distance", hue="b")
    passage = Passage.objects.create(
        revision=revision, start=0, end=10, quote=revision.plain[:10], created_by=moderator
    )
    on_passage, on_whole = (
        Tagging.objects.create(theme=theme, contribution=world.contribution, passage=one, by=moderator)
        for one in (passage, None)
    )
    report = Report.objects.create(consultation=world.consultation)
    section = Section.objects.create(report=report, kind="heading", title="Distance")
    insight = Insight.objects.create(section=section)
    evidence = Evidence.objects.create(
        insight=insight,
        contribution=world.contribution,
        revision=revision,
        passage=passage,
        added_by=moderator,
    )
    figure = Figure.objects.create(
        report=report, section=section, media="image/png", image=put_picture("x", "x", b"x")
    )
    proposal = Proposal.objects.create(section=section, kind="sentence", state="0", words="One person.")
    outside = OutsideNote.objects.create(insight=insight, source="A letter")
    aside = SetAside.objects.create(
        report=report, code="team", state="0", reason="Agreed.", by=world.memberships["editor"]
    )
    response = make_response(world, report)
    build = Build.objects.create(report=report, formats=["pdf"], status="done")
    snapshot = freeze(report, at=timezone.now())
    version = Version.objects.create(
        report=report, draft=1, snapshot=snapshot, checksum="0" * 64, build=build
    )
    facts = {"format": "pdf", "name": f"{world.consultation.slug}.pdf", "path": "none.pdf", "sha256": "0"}
    file = BuiltFile.objects.create(version=version, size=1, **facts)
    now = world.consultation.summary_published_at = timezone.now()
    world.consultation.save(update_fields=["summary_published_at"])
    public = Version.objects.create(
        report=report, draft=2, snapshot=snapshot, checksum="0" * 64, number="1.0", published_at=now
    )
    BuiltFile.objects.create(version=public, size=1, is_public=True, **facts)
    reader = world.people["signed_in"]
    notice = Notification.objects.create(recipient=reader, kind="mention", key=f"w{world.consultation.pk}")
    invitation = Invitation.objects.create(consultation=world.consultation, email="guest@example.org")
    sent = Attachment.objects.create(
        contribution=world.contribution,
        file="none.pdf",
        name="Annex.pdf",
        content_type="application/pdf",
        size=1,
    )
    entry = record(RETIRED, theme, actor=moderator.user, consultation=world.consultation)
    run = ImportRun.objects.create(
        room=world.room, requested_by=moderator, name="letters.csv", status=ImportRun.Status.DONE
    )
    return {
        "entry": entry.pk,
        "ending": "csv",
        "run": run.pk,
        "member": world.contribution.author_id,
        "invitation": invitation.pk,
        "question": world.room.questions.first().pk,  # type: ignore[union-attr]
        "link": "none",
        "number": 1,  # an older version of the contribution
        "theme": theme.pk,
        "passage": passage.pk,
        "tagging": on_whole.pk,
        "tagging_of_passage": on_passage.pk,
        "section": section.pk,
        "insight": insight.pk,
        "evidence": evidence.pk,
        "figure": figure.pk,
        "outside": outside.pk,
        "aside": aside.pk,
        "proposal": proposal.pk,
        "response": response.pk,
        "build": build.pk,
        "file": file.pk,
        "guid": sent.guid,
        "name": file.name,
        "version": "1.0",
        "notice": notice.pk,
        "token": stop_token(reader, "mentions"),  # type: ignore[arg-type]
    }
