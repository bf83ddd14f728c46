"""What is measured: the addresses of a benchmark's rooms, asked as a participant or a moderator asks."""

from __future__ import annotations

import gzip
import itertools
import re
import uuid
from collections.abc import Callable
from functools import partial
from html import unescape

from django.urls import reverse

from bench.coding import rare_theme
from bench.loader import Answer, Client, Item
from bench.sessions import signed_in
from bench.team import pages_of_the_team
from consultation.models import Role
from contributions.addresses import in_room_url, room_url
from contributions.importing.invented import FREQUENT_WORD
from contributions.models import Contribution
from moderation.codebook import load
from moderation.models import Passage, Theme
from rooms.models import Room

LINK = re.compile(rb"<a [^>]*>")
HREF = re.compile(r'href="([^"]*)"')

TAGGED = 500  # contributions, more than any run asks for
Y = "Y: bare page of 50"


class Site:
    """The pages of the benchmark's rooms, by their names in the report."""

    def __init__(self, port: int, yardstick_port: int, rooms: dict[str, Room]) -> None:
        self.port, self.yardstick_port, self.rooms = port, yardstick_port, rooms
        self.participant, self._session = signed_in(Role.PARTICIPANT)
        self.moderator, self._team_session = signed_in(Role.MODERATOR)
        self.reader, self.team = self.client(), Client(port, self._team_session)
        self.bare = Client(yardstick_port)
        self._times = itertools.count()

    def client(self) -> Client:
        return Client(self.port, self._session)

    def items(self, only: str = "") -> list[Item]:
        """Y first, then everything that is compared with it; those alone whose name holds `only`."""
        largest = self.rooms["10,000"]
        made: dict[str, Callable[[], Callable[..., Answer]]] = {
            "deepest page": lambda: self.getter(self.reader, self.deepest(largest)),
            "permalink in its room": lambda: self.getter(self.reader, self.permalink(largest)),
            "contribution's own page": lambda: self.getter(self.reader, self.own_page(largest)),
            "thread of 1,000 replies": lambda: self.getter(self.reader, self.thread()),
            "tag a passage": lambda: self.tagger(largest),
            "filter by theme": lambda: self.filtered(largest),
            **pages_of_the_team(self.port),
        }
        for size, room in self._sizes():
            made |= {
                f"room of {size}": partial(self.page, room, self.reader),
                f"room of {size}, moderator": partial(self.page, room, self.team),
                f"post, room of {size}": partial(self.poster, room),
                f"search, room of {size}": partial(self.search, room),
            }
        bare = Item(Y, self.getter(self.bare, self.yardstick_path()))
        return [bare, *(Item(name, make()) for name, make in made.items() if only in name)]

    def filtered(self, room: Room) -> Callable[..., Answer]:
        """A theme that stands on fifty contributions of the room."""
        theme = rare_theme(room)
        code = next(one.code for one in load(room.consultation) if one.pk == theme.pk)
        return self.getter(self.team, f"{room_url(room)}?theme={code}")

    def _sizes(self) -> list[tuple[str, Room]]:
        return [(size, room) for size, room in self.rooms.items() if size != "thread"]

    def yardstick_path(self) -> str:
        return f"/{self.rooms['10,000'].pk}/"

    def getter(self, client: Client, path: str) -> Callable[..., Answer]:
        return lambda **headers: client.get(path, **headers)

    def page(self, room: Room, client: Client) -> Callable[..., Answer]:
        return self.getter(client, room_url(room))

    def deepest(self, room: Room) -> str:
        """The last page that is full: the one before the end, by the links that readers follow."""
        last = Contribution.objects.filter(room=room, thread=None).order_by("-number").first()
        assert last is not None  # noqa: S101
        last.room = room
        end = self._path(in_room_url(last))
        earlier = _link(self.reader.get(end), "prev")
        return f"{room_url(room)}{earlier}" if earlier.startswith("?") else earlier

    def permalink(self, room: Room) -> str:
        """A reply in the middle of the room, on whatever page it stands."""
        middle = Contribution.objects.filter(room=room, number__gte=room.last_number // 2)
        reply = middle.exclude(thread=None).order_by("number").first()
        assert reply is not None  # noqa: S101
        reply.room = room
        return self._path(in_room_url(reply))

    def own_page(self, room: Room) -> str:
        one = Contribution.objects.get(room=room, number=room.last_number // 2)
        return reverse("contributions:contribution", args=[one.pk])

    def thread(self) -> str:
        """The middle of the long thread."""
        room = self.rooms["thread"]
        reply = Contribution.objects.get(room=room, number=500)
        reply.room = room
        return self._path(in_room_url(reply))

    def _path(self, address: str) -> str:
        return address.partition("#")[0]

    def search(self, room: Room) -> Callable[..., Answer]:
        """A word that stands in most texts, in one room."""
        place = f"{room.consultation.slug}/{room.slug}"
        return self.getter(self.reader, f"{reverse('contributions:search')}?q={FREQUENT_WORD}&in={place}")

    def poster(self, room: Room) -> Callable[..., Answer]:
        """Each time another contribution of some 200 words with one mention."""
        path = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
        words = "Our village council reaches the distant court by a road that floods. " * 16

        def post(**headers: str) -> Answer:
            text = f"I agree with @{self.moderator.name}. {words} I say so again: {next(self._times)}."
            fields = {"text": text, "form_key": str(uuid.uuid4()), "language": "en", "naming": "named"}
            return self.reader.post(path, [*fields.items(), ("action", "post")], **headers)

        return post

    def tagger(self, room: Room) -> Callable[..., Answer]:
        """Each time the first sentence of another contribution."""
        theme, _ = Theme.objects.get_or_create(
            consultation=room.consultation, name="Distance", defaults={"hue": "b"}
        )
        found = Contribution.objects.filter(room=room).order_by("number")
        untagged = found.exclude(pk__in=Passage.objects.values("revision__contribution"))
        waiting = iter(untagged.values_list("pk", "revision")[:TAGGED])

        def tag(**headers: str) -> Answer:
            pk, revision = next(waiting)
            path = reverse("moderation:new_passage", args=[pk])
            fields = [("revision", str(revision)), ("sentence", "1"), ("themes", str(theme.pk))]
            answer = self.team.post(path, fields, **headers)
            self.team.get(answer.response.headers["Location"])  # or what it has to tell piles up, untold
            return answer

        return tag


def _link(answer: Answer, rel: str) -> str:
    """Where the page's link of that kind leads."""
    body = gzip.decompress(answer.body) if answer.is_compressed else answer.body
    for tag in LINK.findall(body):
        words = tag.decode()
        if f'rel="{rel}"' in words and (found := HREF.search(words)):
            return unescape(found[1]).partition("#")[0]
    raise LookupError(f"The page has no link to the {rel} one")
