"""Rooms filled wholesale look as if their contributions had been posted."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from consultation import texts
from consultation.models import Consultation
from contributions.figures import count, figures_of_rooms
from contributions.importing import scale
from contributions.importing.invented import FREQUENT_WORD, SHORT, Texts, person
from contributions.models import Contribution, Mention
from rooms.models import Room
from tests.conftest import make_consultation

pytestmark = pytest.mark.django_db

N = 300


def load(*options: str) -> str:
    said = StringIO()
    call_command("load_scale", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def filled() -> Room:
    load("--contributions", str(N))
    return Room.objects.get(slug=f"scale-{N}")


def test_two_in_five_are_replies_down_to_the_fourth_level(filled):
    said = list(Contribution.objects.filter(room=filled).select_related("parent"))
    depth = {}
    for one in said:
        depth[one.pk] = depth[one.parent_id] + 1 if one.parent_id else 0
        assert one.parent is None or one.thread_id == one.parent.root_id

    assert [one.number for one in said] == list(range(1, N + 1))
    assert 0.3 < sum(one.parent_id is not None for one in said) / N < 0.5
    assert max(depth.values()) == 4
    assert 100 < len({one.author_id for one in said}) <= 200


def test_texts_are_stored_as_the_renderer_writes_them(filled):
    said = Contribution.objects.filter(room=filled).select_related("revision").order_by("number")

    for one in said[:40]:
        rendered = texts.render(one.revision.source)
        assert one.revision.plain == rendered.plain
        assert one.words == texts.count_words(rendered.plain)
        if "@" not in rendered.plain:
            assert one.revision.html == rendered.html
    assert min(one.words for one in said) > 120
    assert max(one.words for one in said) < 700


def test_mentions_lead_to_people(filled):
    mention = Mention.objects.select_related("membership", "revision").first()

    stored = f'<user-mention data-id="0">@{mention.membership.name}</user-mention>'
    assert stored in mention.revision.html
    assert mention.typed_name == mention.membership.name


def test_the_figures_are_those_of_a_count_and_recount_agrees(filled):
    kept, counted = figures_of_rooms([filled])[filled.pk], count(Contribution.objects.filter(room=filled))

    assert (kept.contributions, kept.people, kept.words) == (N, counted.people, counted.words)
    assert kept.team_contributions > 0
    call_command("recount", "--words", stdout=StringIO())


def test_people_read_it_and_write_in_it(filled, client):
    author = filled.consultation.memberships.exclude(role="moderator").first()
    client.force_login(author.user, backend="consultation.people.backend.ActivePeopleBackend")
    address = reverse("contributions:room", args=[filled.consultation.slug, filled.slug])

    page = client.get(address)
    words = {"text": f"I say so too, @{author.name}.", "form_key": "00000000-0000-4000-8000-000000000001"}
    client.post(reverse("contributions:contribute", args=[filled.consultation.slug, filled.slug]), words)

    assert page.status_code == 200
    assert Contribution.objects.filter(room=filled, number=N + 1).exists()
    assert figures_of_rooms([filled])[filled.pk].contributions == N + 1


def test_one_thread_of_any_length_can_be_asked_for():
    load("--contributions", "60", "--thread", "40", "--room", "long")

    room = Room.objects.get(slug="long")
    assert Contribution.objects.filter(room=room, thread__number=1).count() == 40


def test_a_filled_room_is_left_alone(filled):
    assert load("--contributions", str(N)) == f"Left as it is: scale-{N}\n"
    assert Contribution.objects.count() == N


def test_nothing_is_invented_beside_peoples_consultations():
    make_consultation()

    with pytest.raises(CommandError, match="do not belong beside"):
        load("--contributions", "10")
    assert not Consultation.objects.filter(slug=scale.CONSULTATION).exists()
    assert "Filled scale-10" in load("--contributions", "10", "--yes")


def test_nothing_is_invented_on_an_installation(settings):
    settings.LOCAL = False

    with pytest.raises(CommandError, match="do not belong beside"):
        load("--contributions", "10")


def test_a_room_needs_more_contributions_than_replies():
    with pytest.raises(CommandError):
        load("--contributions", "10", "--thread", "10")


def test_a_million_texts_are_short_and_most_hold_the_frequent_word():
    short = Texts(1, short=True)
    found = [" ".join(short.paragraphs()) for _ in range(400)]

    assert max(map(len, found)) <= SHORT
    assert 0.75 < sum(FREQUENT_WORD in text for text in found) / 400 < 0.95


def test_no_two_people_bear_one_name():
    assert len({person(number).name for number in range(200)}) == 200
