from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as live
from django.urls import reverse
from django.utils import timezone

from consultation.models import Invitation
from contributions.models import Contribution
from tests.architecture.house import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings):
    settings.RATE_LIMITS = True


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False) as moving:
        yield moving


@pytest.fixture
def post(room, client, join, clock):
    """post(petro, "Words") as that person; gives the answer."""
    url = reverse("contributions:contribute", args=[room.consultation.slug, room.slug])
    count = iter(range(1000))

    def send(member, text="", **more):
        client.force_login(member.user, backend="consultation.people.backend.ActivePeopleBackend")
        return client.post(url, {"text": text or f"Words, number {next(count)}.", **more})

    return send


@pytest.fixture
def regular(join, say, clock):
    """Somebody who came a week ago and has written three times."""
    member = join("petro", date_joined=timezone.now() - timedelta(days=7))
    for day in (6, 5, 4):
        say(member, f"Day {day}.", at=timezone.now() - timedelta(days=day))
    return member


@pytest.fixture
def newcomer(join, clock):
    return join("carlos", date_joined=timezone.now() - timedelta(hours=1))


def test_two_posts_within_the_gap_are_one_too_many_and_the_text_is_kept(post, regular, clock):
    post(regular)
    clock.shift(timedelta(seconds=2))

    answer = post(regular, "The second thought.")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "3"
    assert "You are posting quickly. Wait 3 seconds; your text is kept." in answer.text
    assert "The second thought.</textarea>" in answer.text
    clock.shift(timedelta(seconds=3))
    assert post(regular, "The second thought.").status_code == 302


def test_a_double_click_is_no_haste(post, regular):
    key = str(uuid.uuid4())
    first = post(regular, "Once.", form_key=key)

    again = post(regular, "Once.", form_key=key)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url


@pytest.mark.parametrize(("who", "gap"), [("regular", 5), ("newcomer", 30)])
def test_newcomers_wait_longer(who, gap, post, request, clock):
    member = request.getfixturevalue(who)
    post(member)
    clock.shift(timedelta(seconds=gap - 1))
    assert post(member).status_code == 429
    clock.shift(timedelta(seconds=1))
    assert post(member).status_code == 302


def test_an_hour_and_a_day_hold_so_much(post, newcomer, clock):
    for _ in range(5):
        assert post(newcomer).status_code == 302
        clock.shift(timedelta(minutes=2))

    hour = post(newcomer)
    assert hour.status_code == 429
    assert hour["Retry-After"] == str(50 * 60)
    assert "You have posted a lot in this hour. Wait 50 minutes; your text is kept." in hour.text

    clock.shift(timedelta(minutes=51))
    for _ in range(5):
        clock.shift(timedelta(minutes=13))
        assert post(newcomer).status_code == 302
    clock.shift(timedelta(minutes=30))
    day = post(newcomer)
    assert day.status_code == 429
    assert "post it tomorrow" in day.text


def test_who_was_invited_or_is_of_the_team_is_no_newcomer(post, join, open_consultation, clock):
    invited = join("isabel", date_joined=timezone.now())
    Invitation.objects.create(consultation=open_consultation, email="i@example.org", membership=invited)
    post(invited)
    clock.shift(timedelta(seconds=6))
    assert post(invited).status_code == 302

    moderator = join("nadia", date_joined=timezone.now())
    assert [post(moderator).status_code for _ in range(6)] == [302] * 6


@pytest.mark.parametrize(
    ("who", "text", "sentence"),
    [
        (
            "newcomer",
            "@Ana Alba @Bea Bell @Cea Cole @Dea Dell",
            "Mention 3 people at most in one contribution",
        ),
        ("newcomer", "https://a.org https://b.org https://c.org", "Put 2 links at most in one contribution"),
        ("regular", " ".join(f"https://site{n}.org" for n in range(21)), "Put 20 links at most"),
    ],
)
def test_a_text_holds_so_many_names_and_links(who, text, sentence, post, request):
    answer = post(request.getfixturevalue(who), text)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert text.split(maxsplit=1)[0] in answer.text
    assert not Contribution.objects.filter(revision__source=text).exists()


def test_one_name_often_is_one_person(post, newcomer, join):
    join("isabel")

    assert post(newcomer, "@Isabel Quirós " * 5).status_code == 302


def test_a_clock_that_was_ahead_stops_nobody(post, regular, say, clock):
    say(regular, "From the future.", at=timezone.now() + timedelta(hours=1))

    assert post(regular).status_code == 302


@pytest.mark.parametrize("off", [{"RATE_LIMITS": False}, {"DEMO": True}])
def test_limits_are_off_in_the_demo_and_where_they_are_switched_off(off, post, newcomer, settings):
    for name, value in off.items():
        setattr(settings, name, value)

    assert [post(newcomer).status_code for _ in range(8)] == [302] * 8


def test_operations_tell_the_figures_in_force():
    rows = re.findall(
        r"^\| contributions by (.+?) \| (.+?) \| site \|$",
        (ROOT / "docs/operations.md").read_text(),
        re.MULTILINE,
    )

    assert dict(rows) == {
        "a participant": _row("participant"),
        "a newcomer": _row("newcomer"),
        "the team": _row("team"),
    }


def _row(who: str) -> str:
    figures = live.WRITING_LIMITS[who]
    gap = f"{figures['gap']} seconds between two, " if figures["gap"] else ""
    return (
        f"{gap}{figures['hour']} an hour, {figures['day']} a day; "
        f"{figures['mentions']} people and {figures['links']} links in one"
    )
