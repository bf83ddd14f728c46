from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from contributions.actions.revising import Edit, revise
from contributions.actions.sealing import seal_version
from contributions.actions.withdrawing import withdraw
from contributions.models import Contribution, Naming, Quotation
from contributions.quoting import selection
from moderation.actions.decisions import hide
from tests.conftest import make_consultation, make_room
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

WORDS = "Wir sahen es. Die Gassen sind sicher."
SHOWN = "Die Gassen sind sicher."


@pytest.fixture
def carlos(join):
    return join("carlos")


@pytest.fixture
def quoted(carlos, say):
    return say(carlos, WORDS, language="de")


@pytest.fixture
def line(quoted):
    return f"[quote #1 {quoted.revision_id}:14-37]"


@pytest.fixture
def quoting(join, say, line):
    return say(join("petro"), f"I agree.\n{line}\nSo are ours.", language="en")


def page_of(client, contribution):
    page = client.get(reverse("contributions:contribution", args=[contribution.pk])).text
    return " ".join(page.partition("<main")[2].split())


def quote(client, contribution, **query):
    return client.get(reverse("contributions:quote", args=[contribution.pk]), query)


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ({}, "0-37"),
        ({"start": 14, "end": 37}, "14-37"),
        ({"start": 13, "end": 38}, "14-37"),
        ({"start": 30, "end": 999}, "0-37"),
        ({"start": "x", "end": -1}, "0-37"),
        ({"start": 13, "end": 14}, "0-37"),
    ],
)
def test_quoting_opens_a_reply_that_begins_with_the_words_asked_for(query, span, quoted, join, enter):
    client = enter(join("petro"))

    answer = quote(client, quoted, **query)
    page = client.get(answer["Location"])

    assert answer["Location"].startswith(reverse("contributions:reply", args=[quoted.pk]))
    assert page.context["form"]["text"].value().strip() == f"[quote #1 {quoted.revision_id}:{span}]"


def test_a_visitor_signs_in_first_and_comes_back_to_the_quotation(quoted, client):
    answer = quote(client, quoted, start=14, end=37)

    assert "/account/enter/" in answer["Location"]
    assert "start%3D14%26end%3D37" in answer["Location"]


def test_the_quoting_text_holds_a_reference_and_never_the_words(quoting, quoted):
    row = Quotation.objects.get()
    revision = quoting.revision

    assert (row.revision, row.quoted, row.start, row.end) == (revision, quoted.revision, 14, 37)
    assert revision.plain == "I agree.\n\nSo are ours.\n"
    assert "sicher" not in revision.html + revision.source
    assert quoting.words == 5


def test_the_words_are_shown_with_their_language_and_their_source(quoting, quoted, client):
    page = page_of(client, quoting)

    assert f'<blockquote lang="de"><p dir="auto">{SHOWN}</p></blockquote>' in page
    assert f'<a href="/contributions/{quoted.pk}/"><bdi>Carlos Méndez, #1</bdi></a>' in page
    assert page.index("I agree.") < page.index(SHOWN) < page.index("So are ours.")


def test_the_quoted_page_says_where_it_is_mentioned(quoting, quoted, client):
    page = page_of(client, quoted)

    assert "Mentioned in" in page
    assert f'<a href="/contributions/{quoting.pk}/">#2 <bdi>Petro Lysenko</bdi></a>' in page


def test_a_quotation_of_a_withheld_name_names_nobody(quoting, quoted, client):
    Contribution.objects.filter(pk=quoted.pk).update(naming=Naming.WITHHELD)

    page = page_of(client, quoting)

    assert "Name withheld, #1" in page
    assert "Carlos" not in page


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "sealed"])
def test_what_is_no_longer_shown_leaves_a_note_with_its_source(how, quoting, quoted, carlos, join, client):
    if how == "hidden":
        hide(quoted, reason="off-topic", by=join("nadia"))
    elif how == "withdrawn":
        withdraw(quoted, by=carlos)
    else:
        revise(quoted, Edit("Nothing.", started_from=1, language="de"), by=carlos)
        seal_version(quoted.revision, by=carlos.user, reason="author")

    page = page_of(client, quoting)

    assert SHOWN not in page
    assert f'<a href="/contributions/{quoted.pk}/"><bdi>Words of #1 stood here.' in page
    assert "So are ours." in page


def test_an_edit_of_the_quoted_text_leaves_the_quotation_as_it_was(quoting, quoted, carlos, client):
    revise(quoted, Edit("Alles anders.", started_from=1, language="de"), by=carlos)

    assert SHOWN in page_of(client, quoting)


def test_an_edit_of_the_quoting_text_keeps_a_quotation_whose_words_are_gone(
    quoting, carlos, quoted, line, client
):
    withdraw(quoted, by=carlos)

    revise(quoting, Edit(f"I still agree.\n\n{line}", started_from=1, language="en"), by=quoting.author)

    page = page_of(client, Contribution.objects.get(pk=quoting.pk))
    assert "Words of #1 stood here." in page
    assert "[quote" not in page


def test_only_shown_words_of_the_same_consultation_can_be_quoted(join, say, quoted, carlos):
    elsewhere = make_consultation("other", audience="invited")
    secret = say(join("isabel", consultation=elsewhere), "A secret.", room=make_room(elsewhere))
    hidden = say(join("giulia"), "Abuse.")
    hide(hidden, reason="abuse", by=join("nadia"))
    lines = [f"[quote #1 {one.revision_id}:0-5]" for one in (secret, hidden)]
    beyond = f"[quote #1 {quoted.revision_id}:0-3800]"

    said = say(join("petro"), "\n\n".join([*lines, beyond, "My words."]))

    assert not Quotation.objects.exists()
    assert said.revision.plain == "\n".join([*lines, beyond, "My words.\n"])


def test_a_place_forged_in_rich_text_is_taken_out(join, say, quoted, room):
    elsewhere = make_consultation("other", audience="invited")
    secret = say(join("isabel", consultation=elsewhere), "A secret.", room=make_room(elsewhere))
    forged = f'<user-quote data-revision="{secret.revision_id}" data-start="0" data-end="5"></user-quote>'
    honest = f'<user-quote data-revision="{quoted.revision_id}" data-start="14" data-end="37"></user-quote>'

    said = say(join("petro"), f"<p>Look.</p>{forged}{honest}", is_rich=True)

    assert [row.quoted for row in Quotation.objects.all()] == [quoted.revision]
    assert str(secret.revision_id) not in said.revision.html.replace(str(quoted.revision_id), "")


def test_the_same_form_with_a_quotation_posted_twice_is_one_contribution(join, say, line):
    petro = join("petro")
    first = say(petro, f"{line}\n\nYes.")

    assert say(petro, f"{line}\n\nYes.", form_key=first.form_key) == first


def test_a_name_in_quoted_words_is_no_mention_and_mails_hold_no_quoted_words(join, say, carlos):
    giulia = join("giulia")
    quoted = say(carlos, "Ask @Giulia Conti.", language="en")
    work_off_everything()
    mail.outbox.clear()

    say(join("petro"), f"[quote #1 {quoted.revision_id}:0-18]\n\nWhy her?", parent=quoted)
    work_off_everything()

    assert [letter.to for letter in mail.outbox] == [[carlos.user.email]]
    said, own = mail.outbox[0].body.split("began:")
    assert ("Giulia" in said, "Giulia" in own) == (False, True)  # whose words they are may read them again
    assert giulia.mentions.count() == 1


def test_a_quotation_of_a_quotation_shows_the_words_of_its_own_author_alone(quoting, join, say, client):
    place = selection(quoting.revision, None, None)

    said = say(join("isabel"), place.typed(quoting.number))

    page = page_of(client, said)
    assert "So are ours." in page
    assert SHOWN not in page


def test_quotations_cost_a_page_the_same_however_many_there_are(
    quoted, join, say, line, client, django_assert_max_num_queries
):
    petro = join("petro")
    one = say(petro, f"{line}\n\nYes.")
    many = say(petro, "\n\n".join([line] * 9 + ["Yes, yes."]))
    counts = []
    for said in (one, many):
        with django_assert_max_num_queries(40) as captured:
            page_of(client, said)
        counts.append(len(captured.captured_queries))

    assert counts[0] == counts[1]


def url(name, contribution):
    return reverse(f"contributions:{name}", args=[contribution.pk])


def test_without_scripts_the_sentences_to_quote_are_ticked(join, say, enter):
    said = say(join("carlos"), "First one. Second one! Third?\n\nA new paragraph。次の文。", language="en")
    client = enter(join("petro"))

    page = client.get(url("quote", said), follow=True)
    parts = page.context["parts"]
    assert [part.words for part in parts] == [
        "First one.",
        "Second one!",
        "Third?",
        "A new paragraph。",
        "次の文。",
    ]
    assert all(part.is_quoted for part in parts)
    ticked = [f"{part.start}-{part.end}" for part in (parts[1], parts[2], parts[4])]
    chosen = client.get(url("quote", said), {"part": ticked}, follow=True)
    text = chosen.context["form"]["text"].value()
    assert text.count("[quote #1 ") == 2  # neighbours are one quotation
    assert [part.is_quoted for part in chosen.context["parts"]] == [False, True, True, False, True]
    client.post(url("reply", said), {"text": f"{text}\n\nIndeed."})

    reply = said.replies.get()
    shown = client.get(url("contribution", reply)).text
    assert "Second one! Third?</p>" in shown
    assert "First one." not in shown.partition("contribution__actions")[0].partition('class="voice"')[2]
    assert client.get(url("quote", said), {"part": ["9-3", "x", "0-99999"]})["Location"].count("quote=") == 1
    assert not client.get(url("reply", said)).context["parts"]


def test_an_address_on_its_own_line_becomes_a_card(join, say, enter, settings, other_room):
    carlos, petro = join("carlos"), join("petro")
    target = say(carlos, "Water comes first. " + "More words follow here. " * 9)
    address = f"{settings.SITE_URL}/es/contributions/{target.pk}/"
    said = say(petro, f"Look here:\n\n{address}\n\nand not {address} here.")
    client = enter(join("layla"))

    def shown():
        page = client.get(url("contribution", said)).text
        return page.partition('<div class="voice"')[2].partition("<footer")[0]

    assert (
        '<p class="quoted" dir="auto"><user-quote><bdi>Carlos Méndez</bdi>, #1: <bdi>Water comes' in shown()
    )
    assert shown().count("<user-quote>") == 1
    assert f">{address}</a>" in shown()  # the words typed are all there
    Contribution.objects.filter(pk=target.pk).update(naming="withheld")
    assert "Méndez" not in shown()
    assert "<bdi>Name withheld</bdi>, #1" in shown()
    Contribution.objects.filter(pk=target.pk).update(visibility="hidden")
    assert "#1: A moderator hid this contribution." in shown()
    assert "Water" not in shown()
    Contribution.objects.filter(pk=target.pk).update(visibility="withdrawn")
    assert "#1: Name withheld withdrew this contribution." in shown()
    Contribution.objects.filter(pk=target.pk).update(visibility="held")
    assert "<user-quote>" not in shown()
    Contribution.objects.filter(pk=target.pk).update(visibility="visible")
    reply = {"text": address, "action": "preview"}
    assert "<bdi>Name withheld</bdi>, #1" in client.post(url("reply", said), reply).text
    Contribution.objects.filter(pk=target.pk).update(room=make_room(make_consultation("elsewhere")))
    assert "<user-quote>" not in shown()  # of another consultation
