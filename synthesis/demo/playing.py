"""Playing a consultation of the demo: it is set up, people come in, and they say what the script says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from consultation.models import Consultation, DateChange, Membership, Role
from contributions.actions import NewContribution, bind_waiting_mentions, post_contribution
from contributions.models import Contribution
from rooms.models import GuidingQuestion, Room
from synthesis.demo.clock import Clock
from synthesis.demo.people import People
from synthesis.demo.script import BadScriptError, ConsultationScript, Line, RoomScript

PLAIN_FIELDS = ("slug", "title", "organiser", "topics", "language", "languages", "city", "time_zone")
LONG_TEXTS = ("short_title", "summary", "welcome", "objective", "outcome")
ANNOUNCED = "-35d 09:00"
EXTENDED_BY = "marta"


class Play:
    """One consultation being played: who is there so far, and what was said, by room and number."""

    def __init__(self, script: ConsultationScript, people: People, clock: Clock) -> None:
        self.script = script
        self.people = people
        self.clock = clock.counting_from(script.fields.get("day_zero", "+0d"))
        self.members: dict[str, Membership] = {}
        self.rooms: dict[str, Room] = {}
        self.said: dict[tuple[str, int], Contribution] = {}

    def set_up(self) -> None:
        """Make the consultation, its team, rooms and questions, and its extension if it has one."""
        fields = self.script.fields
        closes_at = self._at(fields["closes"])
        self.consultation = Consultation.objects.create(
            **{name: fields[name] for name in PLAIN_FIELDS},
            **{name: fields.get(name, "").strip() for name in LONG_TEXTS},
            opens_at=self._at(fields["opens"]),
            closes_at=closes_at,
            published_at=self._at(fields.get("announced", ANNOUNCED)),
            summary_due_on=self.clock.day(fields["summary_due"], fields["time_zone"]),
        )
        if "extended" in fields:
            DateChange.objects.create(
                consultation=self.consultation,
                old_closes_at=self._at(fields["closed_before"]),
                new_closes_at=closes_at,
                reason=fields["reason"],
                actor=self.people.users[EXTENDED_BY],
                at=self._at(fields["extended"]),
            )
        for who, role in self.script.team.items():
            self._join(who, role, self.consultation.published_at)
        for position, room in enumerate(self.script.rooms, start=1):
            self._make_room(room, position)

    def _at(self, told: str) -> datetime:
        return self.clock.at(told, self.script.fields["time_zone"])

    def _make_room(self, script: RoomScript, position: int) -> None:
        room = Room.objects.create(
            consultation=self.consultation,
            slug=script.slug,
            title=script.title,
            welcome=script.welcome,
            position=position,
        )
        room.moderators.set([self.members[who] for who in script.moderators])
        GuidingQuestion.objects.bulk_create(
            GuidingQuestion(room=room, number=number, **question)
            for number, question in enumerate(script.questions, start=1)
        )
        self.rooms[script.slug] = room

    def _join(self, who: str, role: str, at: Any) -> Membership:
        """Give somebody of the cast their place. They were invited by address, so typed names are theirs."""
        member = Membership.of(self.people.users[who], self.consultation, role)
        member.joined_at = at
        member.hours = self.people.hours[who]
        member.save()
        bind_waiting_mentions(member, at=at)
        self.members[who] = member
        return member

    def perform(self) -> None:
        """Have everything said in the order of time across the rooms. Raises BadScriptError."""
        cues = [(self.clock.at(line.at), room, line) for room in self.script.rooms for line in room.lines]
        for room in self.script.rooms:
            times = [at for at, place, _line in cues if place is room]
            if times != sorted(set(times)):
                raise BadScriptError(f"{self.script.slug}/{room.slug}: the times do not follow each other")
        for at, room, line in sorted(cues, key=lambda cue: cue[0]):
            try:
                self._say(room.slug, line, at)
            except KeyError as error:
                place = f"{self.script.slug}/{room.slug}, #{line.number}"
                raise BadScriptError(f"{place}: {error} is unknown") from error

    def _say(self, slug: str, line: Line, at: datetime) -> None:
        room = self.rooms[slug]
        author = self.members.get(line.who) or self._join(line.who, Role.PARTICIPANT, at)
        questions = {question.number: question for question in GuidingQuestion.objects.filter(room=room)}
        new = NewContribution(
            text=line.text,
            language=line.language,
            parent=self.said[slug, line.reply] if line.reply else None,
            questions=[questions[number] for number in line.questions],
            quotable_by_name=True,
            at=at,
            silent=True,
        )
        self.said[slug, line.number] = post_contribution(room, author, new)
