"""The mail that the summary is out."""

from __future__ import annotations

import pytest

from consultation.mail import send_notice
from consultation.models import Notification
from synthesis.public.telling import tell_of_publication
from tests.synthesis.published import Published, forget, put_file

pytestmark = pytest.mark.django_db


def test_the_mail_says_how_many_took_part_where_ones_words_are_and_what_comes_next(
    open_consultation, join, say, mailoutbox, settings
):
    forget()
    made = Published(open_consultation, join("marta"))
    spring = made.insight(made.part("Water"), "Springs first.", "They are shared.")
    made.rest(spring, say(join("isabel"), "Three villages share one spring."), "one spring")
    made.rest(spring, say(join("petro"), "We differ."), stance="differs")
    version = made.publish()
    put_file(version, size=1_200_000)
    tell_of_publication(version)

    assert send_notice(Notification.objects.get(kind="report.out", recipient__handle="isabel"))

    body, site = mailoutbox[-1].body, settings.SITE_URL
    for expected in (
        "2 people in 2 countries wrote 2 contributions",
        f"Your words are used here:\n\n1.1 Springs first: {site}/reports/future-we-want/",
        f"Read it: {site}/reports/future-we-want/\n\nPDF (1.1\xa0MB): {site}/reports/future-we-want/v1.0/",
        f"What happens next: {site}/consultations/future-we-want/#what-happens",
        "You get this email because you wrote in this consultation or follow it.",
        "Sent by Conspectus for Programme on rule of law.",
    ):
        assert expected in body, body
