"""What mails say of contributions, and what they must not."""

from __future__ import annotations

import pytest
from django.core import mail

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
