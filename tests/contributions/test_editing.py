from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Notification, Outbox
from contributions.actions.revising import ChangedMeanwhileError, Edit, revise
from contributions.actions.withdrawing import NotTheAuthorError, withdraw
from contributions.models import Contribution, Draft, Revision
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def petro(join):
    return join("petro")


@pytest.fixture
def contribution(petro, say):
    return say(petro, "Desks help people.", language="en")


def url(name, contribution, *more):
    return reverse(f"contributions:{name}", args=[contribution.pk, *more])


def save(client, contribution, text, version=1, **more):
    fields = {"text": text, "version": version, "language": "en"} | more
    return client.post(url("edit", contribution), fields)


def change(contribution, by, text, **more):
    fields = {"started_from": contribution.revisions.count(), "language": contribution.language} | more
    return revise(contribution, Edit(text, **fields), by=by)


def test_an_edit_adds_a_version_and_keeps_the_one_before(contribution, petro, enter):
    answer = save(enter(petro), contribution, "Desks help people without a lawyer.")

    assert answer["Location"] == url("contribution", contribution)
    contribution.refresh_from_db()
    assert contribution.revision.plain == "Desks help people without a lawyer.\n"
    assert contribution.words == 6
    assert [r.plain for r in contribution.revisions.all()] == [
        "Desks help people.\n",
        "Desks help people without a lawyer.\n",
    ]
    entry = AuditEntry.objects.get(action="contribution.edited")
    assert (entry.before["version"], entry.after["version"]) == (1, 2)
    assert "lawyer" not in str(entry.after)


def test_the_form_holds_the_text_the_language_and_the_questions(petro, say, room, enter):
    question = room.questions.get(number=2)
    said = say(petro, "¿Dónde?", language="es", questions=[question])

    page = enter(petro).get(url("edit", said))

    form = page.context["form"]
    assert form["text"].value() == "¿Dónde?"
    assert form["language"].value() == "es"
    assert form["questions"].value() == [str(question.pk)]
    main = page.text.partition("<main")[2]
    for name in ("version", "rich", "form_key", "sequence", "edits"):
        assert f'type="hidden" name="{name}"' in main  # the composer's script works with them


def test_questions_and_language_can_be_corrected(contribution, petro, room, enter):
    question = room.questions.get(number=3)

    save(enter(petro), contribution, "Desks help people.", language="fr", questions=[question.pk])

    contribution.refresh_from_db()
    assert contribution.language == "fr"
    assert list(contribution.questions.all()) == [question]


def test_saving_what_stands_there_adds_nothing(contribution, petro, enter):
    answer = save(enter(petro), contribution, "Desks help people.")

    assert answer.status_code == 302
    assert contribution.revisions.count() == 1
    assert not AuditEntry.objects.filter(action="contribution.edited").exists()


def test_only_the_author_may_edit_not_even_a_moderator(contribution, join, enter):
    for key in ("carlos", "nadia", "marta"):
        client = enter(join(key))
        assert client.get(url("edit", contribution)).status_code == 403
        assert save(client, contribution, "Other words.").status_code == 403
    with pytest.raises(NotTheAuthorError):
        change(contribution, join("nadia"), "Other words.")
    assert contribution.revisions.count() == 1


def test_an_edit_from_an_older_version_shows_both_texts_and_loses_neither(contribution, petro, enter):
    client = enter(petro)
    save(client, contribution, "Desks help people a lot.")

    answer = save(client, contribution, "Desks and telephones help people.")

    assert answer.status_code == 409
    assert "Changed meanwhile" in answer.text
    assert "Desks help people a lot." in answer.text
    assert "Desks and telephones help people." in answer.text
    assert contribution.revisions.count() == 2
    assert answer.context["form"]["version"].value() == "2"
    assert save(client, contribution, "Desks and telephones help people.", version=2).status_code == 302
    assert contribution.revisions.count() == 3


def test_an_empty_text_is_refused_with_the_words_of_the_composer(contribution, petro, enter):
    answer = save(enter(petro), contribution, "   ")

    assert answer.status_code == 422
    assert "Enter your contribution" in answer.text
    assert contribution.revisions.count() == 1


def test_what_was_typed_survives_the_end_of_the_session(contribution, petro, client, enter):
    answer = save(client, contribution, "Desks help people today.")

    assert "/account/enter/" in answer["Location"]
    assert contribution.revisions.count() == 1
    page = enter(petro).get(url("edit", contribution))
    assert page.context["form"]["text"].value() == "Desks help people today."
    assert page.context["form"]["version"].value() == "1"


def test_a_muted_author_cannot_edit_and_keeps_the_text(contribution, petro, enter):
    petro.muted_until = timezone.now() + timedelta(days=1)
    petro.save()

    answer = save(enter(petro), contribution, "Desks help people today.")

    assert answer.status_code == 403
    assert "Desks help people today." in answer.text


def test_editing_after_the_close_is_possible_and_marked(contribution, petro, open_consultation, enter):
    open_consultation.closes_at = timezone.now() - timedelta(minutes=1)
    open_consultation.save()
    client = enter(petro)

    assert "The history says that you edited after the close." in client.get(url("edit", contribution)).text
    save(client, contribution, "Desks help people today.")

    assert "edited after the close" in client.get(url("history", contribution)).text
    assert AuditEntry.objects.get(action="contribution.edited").after["after_close"] is True


def test_an_edit_tells_only_those_it_mentions_for_the_first_time(contribution, petro, join, say):
    carlos, isabel, giulia = join("carlos"), join("isabel"), join("giulia")
    said = say(petro, "Ask @Carlos Méndez.", parent=say(giulia, "Where?"))
    work_off_everything()
    told = {n.recipient.name: n.kind for n in Notification.objects.all()}
    assert told == {"Carlos Méndez": "mention", "Giulia Conti": "reply"}
    mail.outbox.clear()
    Outbox.objects.all().delete()  # as the daily sweep does in time

    change(said, petro, "Ask @Carlos Méndez and @Isabel Quirós, says @Giulia Conti.")
    work_off_everything()

    assert {n.recipient for n in Notification.objects.filter(kind="mention")} == {carlos.user, isabel.user}
    assert [letter.to for letter in mail.outbox] == [[isabel.user.email]]


def test_the_page_says_edited_and_whether_a_reply_stood_there(contribution, petro, join, say, client):
    page = url("contribution", contribution)
    assert "edited" not in client.get(page).text
    change(contribution, petro, "Desks help.")
    assert "edited" in client.get(page).text
    assert "edited after a reply" not in client.get(page).text
    say(join("carlos"), "Which desks?", parent=contribution)

    change(contribution, petro, "No desks help.")

    assert "edited after a reply" in client.get(page).text
    history = " ".join(client.get(url("history", contribution)).text.split())
    assert history.count("edited after a reply") == 1
    assert history.index("edited after a reply") < history.index("Version 2")


def test_the_history_marks_words_with_elements_and_hidden_words(contribution, petro, client):
    change(contribution, petro, "Desks never help.")

    page = client.get(url("history", contribution)).text

    assert "<ins><bdi" in page
    assert "[added:]" in page
    assert "[removed:]" in page
    assert page.index('id="v2"') < page.index('id="v1"')


def test_a_long_history_is_paged(contribution, petro, client):
    for number in range(11):
        change(contribution, petro, f"Desks help {number} people.")

    first = client.get(url("history", contribution))
    second = client.get(url("history", contribution) + "?before=3")

    assert [v.revision.number for v in first.context["history"].versions] == [*range(12, 2, -1)]
    assert [v.revision.number for v in second.context["history"].versions] == [2, 1]
    assert client.get(url("history", contribution) + "?before=1").status_code == 404


@pytest.mark.parametrize("remover", ["petro", "nadia"])
def test_an_older_version_is_removed_and_its_words_stand_nowhere_in_public(
    remover, contribution, petro, join, client, enter
):
    change(contribution, petro, "My telephone is 12345.")
    change(contribution, petro, "Call the desk.")
    person = join(remover)
    enter(person)
    assert "12345" in client.get(url("remove_version", contribution, 2)).text

    assert client.post(url("remove_version", contribution, 2)).status_code == 302

    assert "12345" in client.get(url("history", contribution)).text
    client.logout()
    page = client.get(url("history", contribution)).text
    assert "A version was removed." in page
    assert "12345" not in page
    assert "Call the desk." in page
    assert "Desks help people." in page
    entry = AuditEntry.objects.get(action="contribution.sealed")
    assert entry.after == {"version": 2}


def test_others_cannot_remove_a_version_and_nobody_removes_the_newest(contribution, petro, join, enter):
    change(contribution, petro, "Call the desk.")

    assert enter(join("carlos")).post(url("remove_version", contribution, 1)).status_code == 403
    assert enter(petro).post(url("remove_version", contribution, 2)).status_code == 403
    assert enter(petro).post(url("remove_version", contribution, 3)).status_code == 404
    assert not Revision.objects.filter(sealed_at__isnull=False).exists()


def test_a_draft_of_an_edit_is_offered_continued_and_gone_when_saved(contribution, petro, room, enter):
    client = enter(petro)
    address = reverse("contributions:draft", args=[room.consultation.slug, room.slug])
    kept = client.post(address, {"text": "Desks help all.", "edits": contribution.pk, "language": "en"})
    assert kept.json()["sequence"] == 1

    offered = client.get(url("edit", contribution))
    continued = client.get(url("edit", contribution) + "?draft=1")

    assert "You have a draft from" in offered.text
    assert offered.context["form"]["text"].value() == "Desks help people."
    assert continued.context["form"]["text"].value() == "Desks help all."
    assert continued.context["form"]["version"].value() == 1
    save(client, contribution, "Desks help all.")
    assert not Draft.objects.exists()


def test_a_draft_of_an_edit_can_be_thrown_away(contribution, petro, room, enter):
    client = enter(petro)
    address = reverse("contributions:draft", args=[room.consultation.slug, room.slug])
    client.post(address, {"text": "Desks help all.", "edits": contribution.pk})

    answer = client.post(address, {"edits": contribution.pk, "page": "1", "discard": "1"})

    assert answer["Location"] == url("edit", contribution)
    assert not Draft.objects.exists()


def test_an_edit_that_changes_no_word_says_so(contribution, petro, client):
    change(contribution, petro, "Desks help people.", language="fr")

    assert "No words were changed" in client.get(url("history", contribution)).text


def test_more_edits_than_30_a_day_wait_and_keep_their_text(contribution, petro, enter, settings):
    settings.RATE_LIMITS, settings.EDITS_A_DAY = True, {"others": 1, "team": 100}
    change(contribution, petro, "Desks help everybody.")

    answer = save(enter(petro), contribution, "Desks help nobody.", version=2)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Desks help nobody." in answer.text
    assert contribution.revisions.count() == 2


def test_the_same_edit_sent_twice_is_saved_once(contribution, petro, enter):
    client = enter(petro)

    answers = [save(client, contribution, "Desks help everybody.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert contribution.revisions.count() == 2


def test_what_is_withdrawn_is_not_edited(contribution, petro, enter):
    withdraw(contribution, by=petro)
    client = enter(petro)

    assert client.get(url("edit", contribution)).status_code == 403
    answer = save(client, contribution, "Once more.")
    assert answer.status_code == 403
    assert "Once more." in answer.text


@pytest.mark.django_db(transaction=True)
def test_fifty_edits_at_once_have_one_winner_and_clear_answers(contribution, petro):
    answers: list[str] = []
    gate = threading.Barrier(50)

    def attempt(number: int) -> None:
        mine = Contribution.objects.get(pk=contribution.pk)
        gate.wait()
        try:
            revise(mine, Edit(f"Desks help {number}.", started_from=1, language="en"), by=petro)
            answers.append("saved")
        except ChangedMeanwhileError as error:
            answers.append(f"changed to {error.newest.number}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(set(answers)) == ["changed to 2", "saved"]
    assert answers.count("saved") == 1
    assert [r.number for r in contribution.revisions.all()] == [1, 2]
