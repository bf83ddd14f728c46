"""Making a consultation and filling in its pages."""

from __future__ import annotations

import pytest

from consultation.models import AuditEntry, Consultation, Invitation, Membership, Role
from consultation.setup.actions.saving import save_name
from consultation.setup.refusal import RefusedError
from rooms.models import GuidingQuestion, Room
from tests.conftest import make_consultation, make_room, make_user
from tests.consultation.setting_up import client_of, draft, editor_of, member_of, recorded, words, work_off

pytestmark = pytest.mark.django_db

NAME = {
    "title": "Inclusive budgets",
    "slug": "inclusive-budgets",
    "organiser": "Programme on budgets",
    "language": "en",
    "languages": ["en", "es"],
    "topics": "budgets, towns",
}


def test_an_editor_makes_a_consultation_and_becomes_its_editor():
    client = editor_of(make_consultation())

    response = client.post("/manage/new/", {"title": "  Courts   near people ", "start": "blank"})

    made = Consultation.objects.get(slug="courts-near-people")
    assert response["Location"] == "/manage/courts-near-people/"
    assert (made.title, made.is_draft) == ("Courts near people", True)
    assert [(m.name, m.role) for m in made.memberships.all()] == [("Marta Okafor", "editor")]
    assert recorded(made) == ["consultation.made"]


def test_a_site_administrator_makes_the_first_consultation_of_a_site():
    client = client_of(make_user("admin", is_superuser=True))

    assert client.get("/manage/").status_code == 200
    assert client.post("/manage/new/", {"title": "The first"}).status_code == 302


def test_two_consultations_of_one_title_have_two_addresses():
    client = editor_of(make_consultation())

    for _time in range(3):
        client.post("/manage/new/", {"title": "New", "start": "blank"})

    slugs = Consultation.objects.filter(title="New").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["new-2", "new-3", "new-4"]


def test_a_title_without_a_latin_letter_gets_an_address():
    client = editor_of(make_consultation())

    client.post("/manage/new/", {"title": "العدالة", "start": "blank"})

    assert Consultation.objects.get(title="العدالة").slug == "consultation"


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("", "Enter the title of the consultation"),
        ("x" * 10_000, "Title must be 200 characters or less. It has 10000"),
        ("Courts\x00", "Remove the line breaks and invisible characters."),
        ("Courts\ufffd", "Remove the line breaks and invisible characters."),
    ],
)
def test_a_title_that_cannot_be_is_refused_with_a_sentence_and_kept(title, sentence):
    client = editor_of(make_consultation())

    response = client.post("/manage/new/", {"title": title, "start": "blank"})

    assert response.status_code == 422
    assert sentence in words(response)
    assert "There is a problem" in words(response)
    assert title.replace("\x00", "") in response.text
    assert Consultation.objects.count() == 1


def test_broken_utf_8_is_refused_and_nothing_is_stored():
    client = editor_of(make_consultation())

    response = client.generic(
        "POST", "/manage/new/", b"start=blank&title=Courts%ff", "application/x-www-form-urlencoded"
    )

    assert response.status_code == 422
    assert Consultation.objects.count() == 1


def test_a_copy_takes_texts_rooms_questions_and_moderators_and_nothing_else():
    source = make_consultation(welcome="Welcome.", outcome="We publish.", audience="unlisted")
    client = editor_of(source)
    member_of(source, "nadia", Role.MODERATOR)
    member_of(source, "petro")
    room = make_room(source, welcome="Here we talk.", premoderated=True)
    room.last_number = 12
    room.save()
    GuidingQuestion.objects.filter(number=1).update(sub_questions=["When?", "Where?"])

    client.post(
        "/manage/new/",
        {"title": "Again", "start": "copy", "source": source.pk, "parts": ["texts", "rooms", "moderators"]},
    )

    made = Consultation.objects.get(slug="again")
    assert (made.welcome, made.audience, made.languages) == ("Welcome.", "unlisted", ["en", "es"])
    assert (made.opens_at, made.closes_at, made.published_at) == (None, None, None)
    copied = Room.objects.get(consultation=made)
    assert (copied.title, copied.welcome, copied.premoderated, copied.last_number) == (
        room.title,
        "Here we talk.",
        True,
        0,
    )
    assert [q.sub_questions for q in copied.questions.all()] == [["When?", "Where?"], [], []]
    roles = {m.name: m.role for m in made.memberships.all()}
    assert roles == {"Marta Okafor": "editor", "Nadia Rahmani": "moderator"}
    assert work_off() == ["Your role in Again is now: moderator"]


def test_a_copy_takes_only_what_is_ticked():
    source = make_consultation(welcome="Welcome.")
    client = editor_of(source)
    member_of(source, "nadia", Role.MODERATOR)
    make_room(source)

    client.post("/manage/new/", {"title": "Again", "start": "copy", "source": source.pk, "parts": ["rooms"]})

    made = Consultation.objects.get(slug="again")
    assert (made.welcome, made.rooms.count(), made.memberships.count()) == ("", 1, 1)


def test_nobody_copies_a_consultation_that_they_may_not_set_up():
    client = editor_of(make_consultation())
    secret = draft("secret", title="The hidden inquiry")

    response = client.post("/manage/new/", {"title": "Again", "start": "copy", "source": secret.pk})

    assert response.status_code == 422
    assert "Choose one of your consultations to copy" in words(response)
    assert "The hidden inquiry" not in client.get("/manage/new/").text


def test_the_list_holds_what_this_person_may_set_up_and_nothing_else():
    mine, other = make_consultation("mine", title="Mine"), make_consultation("other", title="The other")
    client = editor_of(mine)
    member_of(other, "sunhee", Role.MODERATOR)

    page = client.get("/manage/").text

    assert "Mine" in page
    assert "The other" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(count, django_assert_num_queries):
    consultations = [make_consultation(f"c{n}") for n in range(count)]
    client = editor_of(consultations[0])
    for consultation in consultations[1:]:
        Membership.of(make_user("marta"), consultation, Role.EDITOR).save()

    with django_assert_num_queries(5):  # session, user with unread, right, list, date changes
        client.get("/manage/")


def test_a_new_draft_says_what_there_is_to_do():
    consultation = draft(organiser="", objective="", outcome="", opens_at=None, closes_at=None)
    client = editor_of(consultation)

    page = words(client.get("/manage/inclusive-budgets/"))

    assert "Name, organiser, languages In progress · Say who organises it." in page
    assert "Welcome, objective, outcome Not started" in page
    assert "Dates and time zone Not started" in page
    assert "Rooms and questions Not started · Add a room." in page
    assert "Access Not started · Decide who can see it." in page
    assert "Check and publish 7 things missing" in page


def test_a_section_is_completed_once_nothing_is_missing_in_it():
    consultation = draft(organiser="")
    client = editor_of(consultation)

    response = client.post("/manage/inclusive-budgets/name/", NAME, follow=True)

    consultation.refresh_from_db()
    assert "Name, organiser, languages Completed" in words(response)
    assert (consultation.organiser, consultation.languages, consultation.topics) == (
        "Programme on budgets",
        ["en", "es"],
        ["budgets", "towns"],
    )
    entry = AuditEntry.objects.get(action="consultation.named")
    assert entry.before["organiser"] == ""
    assert entry.after["organiser"] == "Programme on budgets"


def test_saving_what_stands_there_already_leaves_no_line_on_record():
    consultation = draft()
    client = editor_of(consultation)
    client.post("/manage/inclusive-budgets/name/", NAME)
    before = recorded(consultation)

    client.post("/manage/inclusive-budgets/name/", NAME)

    assert recorded(consultation) == before == ["consultation.named"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Enter the title of the consultation"),
        ("title", "x" * 10_000, "Title must be 200 characters or less. It has 10000"),
        ("slug", "taken", "Another consultation has this address. Choose a different one"),
        ("slug", "new", "Another consultation has this address. Choose a different one"),
        ("slug", "größe und mehr", "The address may hold letters without accents, digits and hyphens"),
        ("language", "xx", "Choose a language from the list"),
        ("languages", ["en", "xx"], "Choose languages from the list"),
        ("organiser", "Courts\x00", "Remove the line breaks and invisible characters."),
        ("topics", ",".join(f"topic {n}" for n in range(9)), "Name at most 8 topics"),
        ("topics", "t" * 61, "Each topic must be 60 characters or less"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_a_sentence_and_everything_is_kept(field, value, sentence):
    make_consultation("taken")
    consultation = draft(organiser="Before")
    client = editor_of(consultation)

    response = client.post("/manage/inclusive-budgets/name/", NAME | {"summary": "Kept words", field: value})

    consultation.refresh_from_db()
    assert response.status_code == 422
    assert sentence in words(response)
    assert "<title>Error:" in response.text
    assert "Kept words" in response.text
    assert consultation.organiser == "Before"


def test_the_address_changes_only_before_publication():
    consultation = make_consultation()
    client = editor_of(consultation)

    page = client.get("/manage/future-we-want/name/")
    client.post("/manage/future-we-want/name/", NAME | {"slug": "other"})

    consultation.refresh_from_db()
    assert 'name="slug"' not in page.text
    assert consultation.slug == "future-we-want"
    with pytest.raises(RefusedError):
        save_name(consultation, {"slug": "other"}, actor=make_user("marta"))


def test_an_address_taken_this_moment_is_refused_with_a_sentence():
    consultation = draft()
    editor_of(consultation)
    make_consultation("taken")

    with pytest.raises(RefusedError, match="Another consultation has this address"):
        save_name(consultation, {"slug": "taken", "title": "Other"}, actor=make_user("marta"))

    consultation.refresh_from_db()
    assert consultation.title == "Inclusive budgets"


def test_texts_are_saved_and_the_record_holds_their_length_alone():
    consultation = draft(welcome="")
    client = editor_of(consultation)

    client.post(
        "/manage/inclusive-budgets/texts/",
        {"welcome": "Nadia welcomes you.\r\n\r\nCome in.", "objective": "Why", "outcome": "Then"},
    )

    consultation.refresh_from_db()
    entry = AuditEntry.objects.get(action="consultation.written")
    assert consultation.welcome == "Nadia welcomes you.\n\nCome in."
    assert entry.after["welcome"] == {"characters": 29}
    assert "Nadia" not in str(entry.after)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 20_001, "Welcome must be 20,000 characters or less. It has 20,001"),
        ("Come\x00 in", "The text held characters that cannot be stored."),
        ("Come\ufffd in", "Some characters did not arrive intact"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused_and_kept(text, sentence):
    consultation = draft(welcome="Before")
    client = editor_of(consultation)

    response = client.post("/manage/inclusive-budgets/texts/", {"welcome": text, "objective": "Kept words"})

    consultation.refresh_from_db()
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Kept words" in response.text
    assert consultation.welcome == "Before"


def test_access_of_a_draft_is_saved_at_once_and_counts_as_decided():
    consultation = draft()
    client = editor_of(consultation)

    page = client.post("/manage/inclusive-budgets/access/", {"audience": "public"}, follow=True)

    assert "Access Completed" in words(page)
    assert recorded(consultation) == ["consultation.audience_set"]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("public", "invited", "2 people keep sight of it"),
        ("public", "unlisted", "It leaves all lists and searches."),
        ("invited", "unlisted", "Everyone who has the address gains sight of it"),
        ("unlisted", "public", "Everyone gains sight of it"),
    ],
)
def test_access_of_what_is_published_is_asked_twice_and_says_who_gains_or_loses(before, after, sentence):
    consultation = make_consultation(audience=before)
    client = editor_of(consultation)
    Invitation.objects.create(consultation=consultation, email="guest@example.org")

    asked = client.post("/manage/future-we-want/access/", {"audience": after})

    consultation.refresh_from_db()
    assert sentence in words(asked)
    assert consultation.audience == before

    client.post("/manage/future-we-want/access/", {"audience": after, "confirmed": after})

    consultation.refresh_from_db()
    assert consultation.audience == after
    entry = AuditEntry.objects.get(action="consultation.audience_set")
    assert (entry.before, entry.after) == ({"audience": before}, {"audience": after})


def test_a_tampered_audience_is_refused():
    client = editor_of(draft())

    response = client.post("/manage/inclusive-budgets/access/", {"audience": "nobody"})

    assert response.status_code == 422
    assert "Choose who can see it" in words(response)


def test_the_consultation_page_leads_those_who_may_to_its_set_up():
    consultation = make_consultation()
    moderator = member_of(consultation, "nadia", Role.MODERATOR)

    for_editor = editor_of(consultation).get("/consultations/future-we-want/").text
    for_moderator = client_of(moderator.user).get("/consultations/future-we-want/").text

    assert "/manage/future-we-want/" in for_editor
    assert "/manage/" not in for_moderator
