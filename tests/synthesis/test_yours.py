"""What became of a contributor's words, what they say to it, and the counts behind it all."""

from __future__ import annotations

import pytest
from django.db import connection

from consultation.mail import send_notice
from consultation.models import Notification
from consultation.notifications import lines_for
from moderation.learned_models import Similar, SimilarGroup
from synthesis.actions.ledger import Settling, settle
from synthesis.checking import check_version
from synthesis.ledger import ledger_of
from synthesis.models import Objection, Version
from synthesis.public.telling import tell_of_publication
from synthesis.recount import recount
from synthesis.snapshot import freeze
from tests.synthesis.marking import tag, theme
from tests.synthesis.published import Published, client_of, forget, words

pytestmark = pytest.mark.django_db

YOURS = "/reports/future-we-want/yours/"
ANSWERS = "/studio/future-we-want/objections/"


@pytest.fixture
def made(open_consultation, join, say, other_room):
    forget()
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    made.spring = made.insight(part, "Springs first.", "They are shared.")
    made.said = say(join("isabel"), "Three villages share one spring.")
    made.rest(made.spring, made.said, "one spring")
    made.rest(made.spring, say(join("petro"), "We differ."), stance="differs")
    made.rest(made.spring, say(join("nadia"), "The team agrees."), "agrees")
    made.lunch = say(join("isabel"), "Lunch?")
    made.wells = say(join("isabel"), "Wells.")
    made.late = say(join("isabel"), "Late.")
    tag(made.wells, theme(open_consultation, "Deep wells"), join("nadia"))
    settle([made.lunch], Settling("out", "About <lunch>."), by=join("marta"))
    return made


def test_one_page_and_one_mail_tell_each_contributor_what_became_of_their_words(
    made, join, say, mailoutbox, client, django_assert_num_queries
):
    copy = say(join("giulia"), "Three villages share a spring.")
    group = SimilarGroup.objects.create(consultation=made.consultation, first=made.said)
    for one in (made.said, copy):
        Similar.objects.create(contribution=one, group=group, likeness=0.9)
    version = made.publish(recount={"ledger": ledger_of(made.report).people})
    told = words(client.get("/reports/future-we-want/"))
    assert "Of 6 contributions, 3 are used, 1 considered under themes, 1 out of scope, 1 still open." in told
    assert "Used in an insight: 3" not in told
    told = words(client_of(join("giulia")).get(YOURS))
    assert "It was counted together with #1, which says the same and is used here: 1.1 Springs first" in told

    page = (isabel := client_of(join("isabel"))).get(YOURS)

    told = words(page)
    assert "Used in 1 place 1.1 Springs first · supports" in told
    assert 'href="/reports/future-we-want/?open=1.1#i-1-1"' in page.text
    assert "because: About &lt;lunch&gt;." in told
    assert "considered under these themes" in told
    assert "Deep wells" in told
    assert "does not say yet what became of it" in told
    assert page["Cache-Control"] == "private, no-store"
    assert "You said nothing here" in words(client_of(join("otis")).get(YOURS))
    assert "Log in to see what became of your words." in words(client.get(YOURS))
    with django_assert_num_queries(13):
        isabel.get(YOURS)

    tell_of_publication(version)
    mails = {handle: mail_of(handle, mailoutbox) for handle in ("isabel", "petro", "giulia")}
    assert "/reports/future-we-want/yours/" in mails["isabel"]
    assert "1.1 Springs first" in mails["petro"]
    assert ["counted together" in mail for mail in mails.values()] == [False, False, True]
    told = f"#{copy.number} said the same as #1, which is quoted in 1.1 Springs first. They are counted"
    assert f"{told} together: http://localhost:8000/reports/future-we-want/?open=1.1#i-1-1" in mails["giulia"]
    assert "could not quote every point" not in mails["giulia"]


def mail_of(handle, mailoutbox):
    assert send_notice(Notification.objects.get(kind="report.out", recipient__handle=handle))
    return " ".join(mailoutbox[-1].body.split())


def test_who_is_not_used_reads_the_themes_in_the_mail(made, join, say, mailoutbox, open_consultation):
    tag(say(join("giulia"), "Registers."), theme(open_consultation, "Open registers"), join("nadia"))
    tell_of_publication(made.publish())

    assert send_notice(Notification.objects.get(kind="report.out", recipient__handle="giulia"))
    assert "read and considered under: Open registers. The summary could not quote" in mailoutbox[-1].body


def test_this_is_not_what_i_meant_reaches_the_editor_and_the_answer_its_author(made, join, mailoutbox):
    made.publish()
    isabel, marta = client_of(join("isabel")), client_of(join("marta"))
    form = {"contribution": made.said.pk, "insight": str(made.spring.guid)}
    assert "Say what you meant." in isabel.post(YOURS, {**form, "words": " "}, follow=True).text
    wrong = isabel.post(YOURS, {**form, "insight": "x", "words": "No."}, follow=True)
    assert "does not use this contribution there" in wrong.text
    client_of(join("petro")).post(YOURS, {**form, "words": "Mine!"})
    assert not Objection.objects.exists()

    page = isabel.post(YOURS, {**form, "words": "I meant <all> water."}, follow=True)
    isabel.post(YOURS, {**form, "words": "Twice."})

    assert "The editors are told and answer you." in page.text
    assert "I meant &lt;all&gt; water." in page.text
    objection = Objection.objects.get()
    notice = Notification.objects.get(kind="objection.raised", recipient=join("marta").user)
    ((_, line),) = lines_for([notice])
    assert (line.text, line.url) == (
        "The author of #1 says of an insight: this is not what I meant",
        ANSWERS,
    )
    assert send_notice(notice)
    assert "I meant <all> water." in mailoutbox[-1].body
    page = marta.get(ANSWERS)
    assert "I meant &lt;all&gt; water." in page.text
    assert "1.1 Springs first" in words(page)
    assert "Say what you answer." in marta.post(ANSWERS, {"objection": objection.pk}, follow=True).text
    page = marta.post(ANSWERS, {"objection": objection.pk, "answer": "We mend it."}, follow=True)
    assert "Answered. The contributor is told." in page.text

    notice = Notification.objects.get(kind="objection.answered", recipient=join("isabel").user)
    assert send_notice(notice)
    assert "We mend it." in mailoutbox[-1].body
    assert "We mend it." in isabel.get(YOURS).text


def test_counts_equal_a_recount_in_plain_sql_and_a_difference_stops_publication(made, say, join, other_room):
    other_room.counts_in_report = False
    other_room.save()
    say(join("carlos"), "Elsewhere.", room=other_room)
    say(join("carlos"), "Hidden.").move_to("hidden")
    version = made.publish(recount={})
    report = made.report

    found = recount(report, version.snapshot)

    assert found["differences"] == []
    assert found["figures"]["people"] == 2
    assert found["insights"] == 1
    wrong = freeze(report, at=version.frozen_at)
    wrong["figures"]["people"] = 9
    wrong["sections"][0]["insights"][0]["support"]["countries"] = 7
    differences = recount(report, wrong)["differences"]
    assert differences == [["figures", "people", 9, 2], ["1.1", "countries", 7, 1]]
    version.recount = {"differences": differences}
    version.save()
    first = check_version(Version.objects.get())[0]
    assert (first.must, first.sentence[:24]) == (True, "2 counts differ from a s")
    assert connection.vendor == "postgresql"
