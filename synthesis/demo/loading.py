"""Loading the demo: everything that is not there yet, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Consultation, State
from contributions.models import ReadMark
from synthesis.demo.clock import Clock
from synthesis.demo.marking import mark
from synthesis.demo.notices import give_notices
from synthesis.demo.people import People, load_people
from synthesis.demo.playing import Play
from synthesis.demo.reading import CONSULTATIONS, OPEN, read_consultation
from synthesis.demo.reporting import report
from synthesis.demo.script import ConsultationScript

LOADED = "demo.loaded"
"""On record when a consultation of the demo is complete: whatever is younger was done by a visitor."""

LAST_READ = {("emerging-trends", 7): "isabel"}
"""Room and number of the last contribution that somebody of the cast had read when they last left."""

A_LITTLE_LATER = timedelta(hours=2)


@dataclass
class Loaded:
    """What a run made and what it found; `is_over` when the open consultation has closed by the clock."""

    people_made: int = 0
    made: list[Consultation] = field(default_factory=list)
    found: list[Consultation] = field(default_factory=list)
    is_over: bool = False


@transaction.atomic
def load_demo(clock: Clock | None = None) -> Loaded:
    """Make the demo's people and consultations. What exists is left alone. Tells nobody by mail.

    Raises BadScriptError when the texts do not fit together; then nothing is made.
    """
    clock = clock or Clock(timezone.now())
    people = load_people(clock)
    loaded = Loaded(people_made=people.made)
    for name in CONSULTATIONS:
        script = read_consultation(name)
        existing = Consultation.objects.filter(slug=script.slug).first()
        if existing is None:
            loaded.made.append(_play(script, people, clock))
        else:
            loaded.found.append(existing)
            loaded.is_over |= name == OPEN and existing.state_at(clock.now) != State.OPEN
    return loaded


def _play(script: ConsultationScript, people: People, clock: Clock) -> Consultation:
    play = Play(script, people, clock)
    play.set_up()
    play.perform()
    mark(play)
    report(play)
    give_notices(play.consultation, clock)
    remember_visits(play)
    record(LOADED, play.consultation, actor=None, consultation=None)
    return play.consultation


def remember_visits(play: Play) -> None:
    """Where somebody of the cast stopped reading, so that a visitor in their place finds something new."""
    for (slug, number), who in LAST_READ.items():
        if (slug, number) not in play.said:
            continue
        then = play.said[slug, number].created_at + A_LITTLE_LATER
        room, user = play.rooms[slug], play.people.users[who]
        marks = {"baseline": number, "baseline_at": then, "seen": number, "seen_at": then}
        ReadMark.objects.create(user=user, room=room, **marks)
