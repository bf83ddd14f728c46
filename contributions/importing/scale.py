"""Filling a room for benchmarks: rows put in wholesale, as posting would have left them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import batched
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from consultation import texts
from consultation.models import Consultation, Membership, Role, User
from contributions import triggers
from contributions.importing.invented import Texts, person
from contributions.mentions import fold
from contributions.models import Contribution, Mention, Revision, SearchEntry
from rooms.models import GuidingQuestion, Room

CONSULTATION = "benchmark"
AUTHORS = 200
TEAM = 4  # of the authors, moderators
REPLIES = 0.4  # of all contributions
DEPTH = 4
NEAR = 60  # a reply answers one of the last so many contributions
MENTIONING = 0.1  # of all texts
ANSWERING = 0.6  # of all contributions, one or two questions
QUESTIONS = 4
AT_ONCE = 2000  # rows made before they are sent
SHORT_FROM = 100_000  # contributions, from where on texts are short
LARGE = 2000  # contributions, from where on the search is indexed after them
INDEXING = "256MB"  # memory
OPEN = timedelta(days=20)


class Place(NamedTuple):
    """Where a contribution stands among the others, by numbers: 0 for none."""

    number: int
    parent: int
    thread: int
    depth: int


@dataclass(frozen=True)
class Said:
    """One contribution's text as it is stored, and whom it names."""

    source: str
    html: str
    plain: str
    named: int | None


def benchmark(now: datetime, slug: str = CONSULTATION) -> Consultation:
    """A consultation that holds nothing but benchmarks, with its people; all of them have the same ones."""
    consultation, made = Consultation.objects.get_or_create(
        slug=slug,
        defaults={
            "title": "Benchmark",
            "languages": ["en"],
            "opens_at": now - OPEN,
            "closes_at": now + OPEN,
            "published_at": now - OPEN,
        },
    )
    if made:
        _people(consultation, joined_at=now - OPEN)
    return consultation


def _people(consultation: Consultation, *, joined_at: datetime) -> None:
    invented = [person(number) for number in range(AUTHORS)]
    users = [
        User(
            email=f"author-{one.number}@benchmark.invalid",
            handle=f"author-{one.number}",
            name=one.name,
            organisation=one.organisation,
            organisation_kind=one.kind,
            country=one.country,
            password="!",  # noqa: S106  nobody signs in with one
            profile_completed_at=joined_at,
        )
        for one in invented
    ]
    User.objects.bulk_create(users, ignore_conflicts=True)
    known = {user.handle: user for user in User.objects.filter(handle__in=[user.handle for user in users])}
    members = [
        Membership.of(known[user.handle], consultation, Role.MODERATOR if place < TEAM else Role.PARTICIPANT)
        for place, user in enumerate(users)
    ]
    for member in members:
        member.joined_at = joined_at
    Membership.objects.bulk_create(members)


def room_for(consultation: Consultation, slug: str) -> Room:
    """The room with that address; a new one has four questions."""
    position = consultation.rooms.count() + 1
    room, made = Room.objects.get_or_create(
        consultation=consultation, slug=slug, defaults={"title": f"Room {slug}", "position": position}
    )
    if made:
        GuidingQuestion.objects.bulk_create(
            GuidingQuestion(room=room, number=number, label=f"Question {number}", text="What do you see?")
            for number in range(1, QUESTIONS + 1)
        )
    return room


@transaction.atomic
def fill(room: Room, contributions: int, *, thread: int = 0) -> None:
    """Put contributions into an empty room; with `thread`, the first of them gets that many replies."""
    filling = _Filling(room, contributions, thread)
    with connection.cursor() as cursor:
        # All at once at the end is far less work than with each row; the search entries keep their trigger.
        cursor.execute(f"ALTER TABLE {_table(Contribution)} DISABLE TRIGGER USER")
        with _indexed_afterwards(contributions):
            for places in batched(filling.places(), AT_ONCE, strict=False):
                filling.put(places)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(triggers.RECOUNT)
        cursor.execute(f"ALTER TABLE {_table(Contribution)} ENABLE TRIGGER USER")
    Room.objects.filter(pk=room.pk).update(last_number=contributions)


@contextmanager
def _indexed_afterwards(contributions: int) -> Iterator[None]:
    """Do without the search's indexes meanwhile, where many come: nobody else can search until the commit."""
    indexes = SearchEntry._meta.indexes if contributions >= LARGE else []  # noqa: SLF001  Django's public name
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(SearchEntry, index)
    yield
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{INDEXING}'")
        for index in indexes:
            editor.add_index(SearchEntry, index)


class _Filling:
    """What is known while a room is filled. A contribution's pk is its number after `first`."""

    def __init__(self, room: Room, contributions: int, thread: int) -> None:
        self.room, self.wanted, self.thread = room, contributions, thread
        self.rng = self._random()
        self.texts = Texts(contributions, short=contributions >= SHORT_FROM)
        self.authors = list(room.consultation.memberships.filter(import_key="").order_by("pk")[:AUTHORS])
        self.questions = list(room.questions.values_list("pk", flat=True))
        self.first = _reserve(Contribution, contributions)
        self.first_revision = _reserve(Revision, contributions)
        self.start = timezone.now() - OPEN + timedelta(hours=1)
        self.step = (OPEN - timedelta(hours=2)) / contributions
        self.turns: Counter[int] = Counter()
        self.replies = array("L", bytes(array("L").itemsize * (contributions + 1)))
        for place in self.places():
            self.replies[place.thread] += 1

    def _random(self) -> Random:
        return Random(self.room.slug)  # noqa: S311  the same room each time, no secrets

    def places(self) -> Iterator[Place]:
        """Each contribution's place: two in five answer one of the last, down to the fourth level."""
        near: list[Place] = []
        rng = self._random()
        for number in range(1, self.wanted + 1):
            place = self._place(rng, number, near)
            near = [*near[-NEAR:], place]
            yield place

    def _place(self, rng: Random, number: int, near: Sequence[Place]) -> Place:
        if 1 < number <= self.thread + 1:
            return Place(number, 1, 1, 1)
        parents = [one for one in near if one.depth < DEPTH and not self._is_long(one)]
        if not parents or rng.random() >= REPLIES:
            return Place(number, 0, 0, 0)
        parent = rng.choice(parents)
        return Place(number, parent.number, parent.thread or parent.number, parent.depth + 1)

    def _is_long(self, place: Place) -> bool:
        return bool(self.thread) and (place.thread or place.number) == 1

    def put(self, places: Sequence[Place]) -> None:
        """Send these contributions with their texts, answers and mentions."""
        said = [self._say() for _ in places]
        _copy(Contribution, (self._contribution(*pair) for pair in zip(places, said, strict=True)))
        _copy(Revision, (self._revision(*pair) for pair in zip(places, said, strict=True)))
        _copy(Contribution.questions.through, self._answers(places))
        _copy(Mention, self._mentions(places, said))

    def _say(self) -> Said:
        named = self.rng.randrange(len(self.authors)) if self.rng.random() < MENTIONING else None
        paragraphs = self.texts.paragraphs()
        source, html = "\n\n".join(paragraphs), "".join(f'<p dir="auto">{one}</p>\n' for one in paragraphs)
        plain = "".join(f"{one}\n" for one in paragraphs)
        if named is None:
            return Said(source, html, plain, None)
        call, start = f"I agree with @{self.authors[named].name}.", len("I agree with ")
        place = texts.ResolvedMention(start, len(call) - 1, 0)
        rendered = texts.render(call, mentions=[place])
        return Said(f"{call}\n\n{source}", rendered.html + html, rendered.plain + plain, named)

    def _at(self, place: Place) -> datetime:
        return self.start + self.step * place.number

    def _contribution(self, place: Place, said: Said) -> Contribution:
        author = self.rng.choice(self.authors)
        self.turns[author.pk] += 1
        return Contribution(
            pk=self.first + place.number,
            room_id=self.room.pk,
            number=place.number,
            parent_id=self.first + place.parent if place.parent else None,
            thread_id=self.first + place.thread if place.thread else None,
            author_id=author.pk,
            as_team=author.is_team,
            revision_id=self.first_revision + place.number,
            words=texts.count_words(said.plain),
            turn=self.turns[author.pk],
            replies_shown=self.replies[place.number],
            form_key=UUID(int=self.rng.getrandbits(128), version=4),
            created_at=self._at(place),
        )

    def _revision(self, place: Place, said: Said) -> Revision:
        return Revision(
            pk=self.first_revision + place.number,
            contribution_id=self.first + place.number,
            source=said.source,
            html=said.html,
            plain=said.plain,
            sha256=sha256(said.plain.encode()).hexdigest(),
            length=len(said.plain),
            renderer=texts.RENDERER,
            created_at=self._at(place),
        )

    def _answers(self, places: Sequence[Place]) -> Iterator[models.Model]:
        through = Contribution.questions.through
        for place in places:
            if self.rng.random() < ANSWERING:
                for question in self.rng.sample(self.questions, self.rng.randint(1, 2)):
                    yield through(contribution_id=self.first + place.number, guidingquestion_id=question)

    def _mentions(self, places: Sequence[Place], said: Sequence[Said]) -> Iterator[Mention]:
        for place, one in zip(places, said, strict=True):
            if one.named is not None:
                member, at = self.authors[one.named], self._at(place)
                yield Mention(
                    revision_id=self.first_revision + place.number,
                    position=0,
                    typed_name=member.name,
                    folded_name=fold(member.name),
                    membership_id=member.pk,
                    created_at=at,
                    bound_at=at,
                )


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's public name for it


def _reserve(model: type[models.Model], rows: int) -> int:
    """Take that many keys at once; gives the one before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])  # noqa: SLF001
        sequence = cursor.fetchone()[0]
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, rows])
        return int(cursor.fetchone()[0]) - rows


def _copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Send rows as COPY does, with every column's value as saving would give it but for keys not set."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or _has_own_key(model)]  # noqa: SLF001
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {_table(model)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_value(row, field) for field in fields])


def _has_own_key(model: type[models.Model]) -> bool:
    return model in {Contribution, Revision}


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.attname)
    return str(value) if isinstance(value, str) and type(value) is not str else value
