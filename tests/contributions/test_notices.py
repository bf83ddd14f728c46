"""What mails say of contributions, and what they must not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from consultation.models import User
from contributions.models import Naming
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def carlos(join):
    return join("carlos")


def letters_to(member):
    return [letter for letter in mail.outbox if letter.to == [member.user.email]]


def everything(letter) -> str:
    html = letter.alternatives[0].content
    return f"{letter.subject} {letter.body} {html} {letter.from_email} {letter.extra_headers}"


def test_a_named_reply_says_who_replied_in_its_subject(join, say, carlos):
    say(join("petro"), "Yes.", parent=say(carlos, "Is it so?"))
    work_off_everything()

    assert letters_to(carlos)[0].subject == "Petro Lysenko replied to your contribution"


@time_machine.travel(datetime(2030, 7, 15, 12, tzinfo=UTC))
def test_a_reply_is_told_with_what_it_answers_and_until_when_one_can_answer(
    join, say, carlos, room, open_consultation
):
    open_consultation.opens_at = datetime(2030, 6, 29, 13, 0, tzinfo=UTC)
    open_consultation.closes_at = datetime(2030, 8, 1, 3, 59, tzinfo=UTC)
    open_consultation.save()
    User.objects.filter(pk=carlos.user_id).update(time_zone="Africa/Dakar", language="en")
    asked = say(carlos, "We see more " + "desks " * 20, questions=room.questions.filter(number__lte=2))
    reply = say(
        join("petro"), "Yes. They are open " + "always " * 30 + "here. And " + "so " * 60, parent=asked
    )
    work_off_everything()

    told, footer = letters_to(carlos)[0].body.split("-- \n")
    assert told.split("\n\n")[1:-1] == [
        "Petro Lysenko, Legal help coordinator, Town libraries, Moldova, replied to your contribution #1 "
        "about questions 1 (Label 1), 2 (Label 2):",
        "> Yes. They are open " + "always " * 30 + "here. …",
        f"Read the reply: {settings.SITE_URL}/contributions/{reply.pk}/",
        "Your contribution began: “We see more " + " ".join(["desks"] * 9) + "…”",
        "The consultation closes on 31 July 2030, 23:59, New York time. In Dakar: 1 August 2030, 03:59.",
    ]
    assert footer.startswith("You get this email because somebody replied to your contribution.\n")
    assert footer.rstrip().endswith("Sent by Conspectus for Programme on rule of law.")


@pytest.mark.parametrize("naming", [Naming.WITHHELD, Naming.ORGANISATION])
def test_a_reply_without_its_authors_name_says_nothing_of_them_in_its_subject(naming, join, say, carlos):
    say(join("giulia"), "Yes.", parent=say(carlos, "Is it so?"), naming=naming)
    work_off_everything()

    letter = letters_to(carlos)[0]
    assert letter.subject == "A reply to your contribution in Emerging trends"
    assert "Giulia" not in everything(letter)
    assert "Conti" not in everything(letter)


def test_a_mention_by_somebody_unnamed_says_nothing_of_them(join, say, carlos):
    say(join("giulia"), "Ask @Carlos Méndez.", naming=Naming.WITHHELD)
    work_off_everything()

    letter = letters_to(carlos)[0]
    assert letter.subject == "You are mentioned in Emerging trends"
    for fact in ("Giulia", "Conti", "Court observers", "Viet"):
        assert fact not in everything(letter)
