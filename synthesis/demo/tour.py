"""The tour: five steps from a sentence of a report to a report of one's own, each at the right control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultation.models import AuditEntry, Consultation
from contributions.models import Contribution, Mention
from moderation.models import Tagging
from rooms.models import Room
from synthesis.demo.access import ENTERED, name_of
from synthesis.demo.loading import LOADED
from synthesis.models import Insight, Version
from synthesis.public.hero import find_walk
from synthesis.public.versions import insight_address

OPEN, CLOSED, PUBLISHED = "future-we-want", "access-to-justice", "digital-courts"
ROOM = "emerging-trends"
WALK = "walk"


@dataclass(frozen=True)
class Scene:
    """The open consultation as it stands; whatever is younger than `loaded_at` was done by a visitor."""

    loaded_at: datetime
    room: Room | None
    newest: Contribution | None


def _scene() -> Scene | None:
    """None where the demo is not loaded."""
    pks = Consultation.objects.filter(slug=OPEN).values("pk")
    loaded = AuditEntry.objects.filter(action=LOADED, object_id__in=pks).order_by("-at").first()
    if loaded is None:
        return None
    room = Room.objects.filter(consultation__slug=OPEN, slug=ROOM).select_related("consultation").first()
    said = Contribution.objects.visible().filter(room__consultation__slug=OPEN, as_team=False)
    return Scene(loaded.at, room, said.order_by("-created_at", "-pk").first())


@dataclass(frozen=True)
class Step:
    """A step: who takes it, where it starts ("" when not there yet), how to tell that it is done."""

    key: str
    who: str
    title: str | Promise
    look: str | Promise
    find: Callable[[Scene], str]
    is_done: Callable[[Scene], bool]


@dataclass(frozen=True)
class Stop:
    """A step that can be taken now, as the page shows it."""

    step: Step
    address: str
    is_done: bool

    @property
    def who(self) -> str:
        return name_of(self.step.who)


def stops() -> list[Stop]:
    """The steps that have somewhere to start, in order, in a constant number of queries."""
    scene = _scene()
    if scene is None:
        return []
    found = [(step, _address(step, scene)) for step in STEPS]
    return [Stop(step, address, step.is_done(scene)) for step, address in found if address]


def find_step(key: str) -> Step | None:
    return next((step for step in STEPS if step.key == key), None)


def following(key: str) -> Step | None:
    """The step after the one with this key; None after the last, and for no step at all."""
    keys = [step.key for step in STEPS]
    place = keys.index(key) + 1 if key in keys else len(keys)
    return STEPS[place] if place < len(keys) else None


def _address(step: Step, scene: Scene) -> str:
    try:
        return step.find(scene)
    except NoReverseMatch:  # the page is not part of this installation
        return ""


def _to_report(_scene: Scene) -> str:
    found = find_walk(PUBLISHED)
    return insight_address(PUBLISHED, found[1].insight["number"]) if found else ""


def _to_composer(scene: Scene) -> str:
    if scene.room is None or not scene.room.accepts_contributions:
        return ""
    return reverse("contributions:room", args=[OPEN, ROOM]) + "#compose"


def _to_picker(scene: Scene) -> str:
    if scene.newest is None:
        return ""
    return reverse("moderation:new_passage", args=[scene.newest.pk]) + "#id_sentence"


def _to_studio(_scene: Scene) -> str:
    return reverse("synthesis:studio", args=[CLOSED])


def _to_sign_off(_scene: Scene) -> str:
    return reverse("synthesis:sign_off", args=[CLOSED])


def _has_walked(scene: Scene) -> bool:
    return AuditEntry.objects.filter(action=ENTERED, after__step=WALK, at__gt=scene.loaded_at).exists()


def _has_posted(scene: Scene) -> bool:
    told = Mention.objects.filter(revision__contribution__room__consultation__slug=OPEN)
    return told.filter(membership__isnull=False, created_at__gt=scene.loaded_at).exists()


def _has_highlighted(scene: Scene) -> bool:
    tagged = Tagging.objects.standing().filter(theme__consultation__slug=OPEN, passage__isnull=False)
    return tagged.filter(at__gt=scene.loaded_at).exists()


def _has_built(_scene: Scene) -> bool:
    versions = Version.objects.filter(report__consultation__slug=CLOSED)
    insights = Insight.objects.filter(section__report__consultation__slug=CLOSED)
    return versions.exists() and insights.exists()


def _has_published(_scene: Scene) -> bool:
    return Version.objects.published().filter(report__consultation__slug=CLOSED).exists()


STEPS = (
    Step(
        WALK,
        "isabel",
        _("Walk a sentence back"),
        _(
            "A sentence of the published report hangs on a thread: open what is behind it and choose Read in "
            "context. You land in the room, on the exact words somebody wrote there."
        ),
        _to_report,
        _has_walked,
    ),
    Step(
        "post",
        "isabel",
        _("Post and mention somebody"),
        _(
            "Say something in an open room and name a person in it, for instance @Petro Lysenko. Then look "
            "into the demo's mail: the person you named was told."
        ),
        _to_composer,
        _has_posted,
    ),
    Step(
        "highlight",
        "nadia",
        _("Highlight and tag"),
        _(
            "Tick a sentence of the newest contribution and choose a theme for it: that is how a moderator "
            "marks what matters. The words stay where they were said, and the theme collects them."
        ),
        _to_picker,
        _has_highlighted,
    ),
    Step(
        "build",
        "marta",
        _("Write an insight and build the report"),
        _(
            "This consultation is closed and fully tagged, and its outline is empty: start from the "
            "codebook, make an insight from passages that say the same, and choose Build. Within a minute "
            "there is a PDF whose sentences lead back to people; send the draft for sign-off."
        ),
        _to_studio,
        _has_built,
    ),
    Step(
        "publish",
        "tomas",
        _("Approve and publish"),
        _(
            "An editor never publishes alone: the approver reads the draft that was sent and signs it off. "
            "The consultation then turns to Summary published, and everybody can walk its sentences back."
        ),
        _to_sign_off,
        _has_published,
    ),
)
