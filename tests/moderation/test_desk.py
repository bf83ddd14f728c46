"""The moderators' desk: what waits there, how it is worked off, and what two moderators at once may do."""

from __future__ import annotations

import io
import threading
from itertools import pairwise

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils.html import escape

from consultation.models import AuditEntry, Membership, Notification
from contributions.actions.revising import Edit, revise
from contributions.actions.withdrawing import withdraw
from contributions.models import Contribution, Naming, Visibility
from moderation import desk, desk_triggers
from moderation.actions import coding, flagging
from moderation.actions import desk as acts
from moderation.actions.decisions import hide, release, restore
from moderation.desk_models import Assignment, DeskSettings, Presence, TeamNote, TeamRead, Waiting
from moderation.models import Decision, Flag, Tagging
from tests.moderation.world import address, page_of, plant
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

SLUG = "future-we-want"


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def sunhee(join):
    return join("sunhee")


@pytest.fixture
def petro(join):
    return join("petro")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Water", "Courts", "Roads")


def counts(consultation) -> dict[str, int]:
    return {one.key: one.count for one in desk.buckets_of(consultation) if one.count}


def wrong() -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(desk_triggers.WRONG)
        return cursor.fetchall()


def at_desk(client, contribution=None, **query):
    query |= {"open": contribution.pk} if contribution else {}
    return client.get(address("queue", SLUG), query)


def handed_in(page, **fields):
    """The panel's form as the page has it, with other values."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if name != "add_theme"}
    return {"in": "to-read"} | {name: value for name, value in data.items() if value} | fields


def send(client, page, **fields):
    contribution = page.context["contribution"]
    return client.post(address("work", SLUG, contribution.pk), handed_in(page, **fields), follow=True)


def test_every_queue_follows_what_happens(open_consultation, room, say, nadia, petro, join, themes):
    isabel = join("isabel")
    say(nadia, "Welcome.")
    one = say(petro, "Libraries. @Amina Diallo knows.")
    assert counts(open_consultation) == {"to-read": 1, "no-reply": 1, "untagged": 2, "unknown-mention": 1}

    flagging.report(one, reason="spam", by=isabel.user)
    acts.save(one, sheet_of(one, is_read=True), by=nadia)
    reply = say(isabel, "In our valley too.", parent=one)
    assert counts(open_consultation) == {"to-read": 1, "reported": 1, "untagged": 3, "unknown-mention": 1}

    tagged = coding.tag_contribution(one, [themes["Water"]], by=nadia)
    flagging.keep_shown(one, by=nadia)
    assert counts(open_consultation) == {"to-read": 1, "untagged": 2, "unknown-mention": 1}
    coding.take_back(one, [tagged.taggings[0].pk], by=nadia)
    assert counts(open_consultation)["untagged"] == 3

    revise(one, Edit("Libraries alone.", 1, "en"), by=petro)  # to be read again, and it names nobody now
    assert counts(open_consultation) == {"to-read": 2, "untagged": 3}, (
        "an edit is to be read, and names nobody"
    )
    hide(reply, reason="spam", by=nadia)
    withdraw(one, by=petro)
    assert counts(open_consultation) == {"untagged": 1}

    room.premoderated = True
    room.save()
    held = say(petro, "Held words.")
    assert counts(open_consultation) == {"held": 1, "untagged": 1}
    release(held, by=nadia)
    assert counts(open_consultation) == {"to-read": 1, "no-reply": 1, "untagged": 2}
    assert wrong() == []
    Waiting.objects.filter(contribution=held).update(to_read=False)
    assert wrong() == [(held.pk,)]


def sheet_of(contribution, **fields) -> acts.Sheet:
    contribution.refresh_from_db()
    assigned = Assignment.objects.filter(contribution=contribution).values_list("to", flat=True).first()
    state = desk.state_of(contribution, assigned)
    return acts.Sheet(**({"seen": state, "questions": state.questions, "themes": []} | fields))


def test_a_queue_is_worked_off_without_scripts(say, room, nadia, sunhee, petro, join, themes, enter):
    first, question = say(petro, "The older one."), room.questions.get(number=2)
    newest = say(join("isabel"), "The newer one.", questions=list(room.questions.filter(number=1)))
    client = enter(nadia)

    page = at_desk(client)
    assert page.context["contribution"] == newest
    assert "first contribution" in page.text
    answer = send(
        client,
        page,
        questions=[question.pk],
        themes=[themes["Courts"].pk],
        add_theme="1",
        assignee=sunhee.pk,
        note="Ask her for the numbers.",
        then="done",
    )

    assert answer.context["contribution"] == first
    assert "#2 is read." in answer.text
    assert list(newest.questions.all()) == [question]
    standing = Tagging.objects.standing().filter(contribution=newest, passage=None)
    assert set(standing.values_list("theme__name", flat=True)) == {"Water", "Courts"}
    assert Assignment.objects.get().to == sunhee
    assert (TeamRead.objects.get().by, TeamNote.objects.get().words) == (nadia, "Ask her for the numbers.")
    entry = AuditEntry.objects.get(action="contribution.asked")
    assert (entry.before, entry.after) == ({"questions": [1]}, {"questions": [2]})

    undone = client.post(address("unread", SLUG, newest.pk), {"in": "to-read"}, follow=True)
    assert undone.context["contribution"] == newest
    again = send(client, undone, themes=[themes["Water"].pk], then="next")
    assert [theme.name for theme in again.context["recent"]][:1] == ["Water"]
    assert set(standing.values_list("theme__name", flat=True)) == {"Water"}
    assert counts(room.consultation)["to-read"] == 2, "“Save and next” does not say that it was read"

    for one in (first, newest):
        answer = send(client, at_desk(client, one), then="done")
    assert "Queue is clear. Last new contribution" in " ".join(answer.text.split())
    assert "read by Nadia Rahmani" in answer.text


def test_what_is_typed_wrongly_is_asked_for_and_nothing_is_lost(say, nadia, petro, themes, enter):
    one, client = say(petro), enter(nadia)

    answer = send(client, at_desk(client, one), add_theme="Wells", note="Look here.", then="done")

    assert answer.status_code == 422
    assert "No theme has this name or code." in answer.text
    assert "Look here." in answer.text
    assert not TeamRead.objects.exists()
    assert not TeamNote.objects.exists()
    for query in ({"in": "none"}, {"room": "none"}, {"open": "999999"}):
        assert client.get(address("queue", SLUG), query).status_code == 404


def test_who_saves_late_sees_both_and_overwrites_nobody(say, nadia, sunhee, petro, themes, client, room):
    one = say(petro)
    coding.tag_contribution(one, [themes["Roads"]], by=nadia)
    sign_in(client, nadia)
    page = at_desk(client, one)
    theirs = sheet_of(one, themes=[themes["Roads"], themes["Courts"]])
    acts.save(one, theirs, by=sunhee)

    late = send(client, page, themes=[themes["Water"].pk], note="Mine.", then="done")

    assert late.status_code == 409
    told = " ".join(late.text.split())
    assert "Changed by Sun-hee Park, " in told
    assert "See both." in told
    standing = Tagging.objects.standing().filter(contribution=one).values_list("theme__name", flat=True)
    assert set(standing) == {"Roads", "Courts"}, "nothing of it is saved"
    assert not TeamRead.objects.exists()
    form = late.context["form"]
    assert [theme.name for theme in form.ticked_themes] == ["Water", "Courts"], "hers, and what I changed"
    assert form["note"].value() == "Mine."

    assert send(client, late, then="done").status_code == 200
    assert set(standing.all()) == {"Water", "Courts"}
    revise(one, Edit("Other words.", 1, "en"), by=petro)
    late = send(client, late, then="done")
    assert late.status_code == 409
    assert "The text was edited: read it again below." in late.text


def sign_in(client, person) -> None:
    client.force_login(person.user, backend="consultation.people.backend.ActivePeopleBackend")


def at_once(*works) -> list[object]:
    """Do these at the same moment, each on a connection of its own; what each gave or raised."""
    answers: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def attempt(place) -> None:
        gate.wait()
        try:
            answers[place] = works[place]()
        except Exception as error:  # noqa: BLE001  the answer is looked at by the test
            answers[place] = type(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_lose_nothing_and_mail_once(say, room, nadia, sunhee, petro, join, themes):
    one = say(petro, "Libraries.")
    sheets = [sheet_of(one, themes=[theme], note=name) for name, theme in themes.items()]
    saved = at_once(
        *(
            lambda sheet=sheet, by=by: acts.save(one, sheet, by=by)
            for sheet, by in zip(sheets, (nadia, sunhee, nadia), strict=True)
        )
    )
    assert saved.count(acts.ChangedMeanwhileError) == 2
    assert Tagging.objects.standing().filter(contribution=one).count() == TeamNote.objects.count() == 1

    same = sheet_of(one, themes=list(themes.values()), note="Once.", note_key=sheets[0].note_key)
    done = at_once(*(lambda by=by: acts.save(one, same, by=by) for by in (nadia, sunhee)))
    assert done.count(acts.ChangedMeanwhileError) == 1

    for reader in ("isabel", "carlos"):
        flagging.report(one, reason="spam", by=join(reader).user)
    kept = at_once(*(lambda by=by: flagging.keep_shown(one, by=by) for by in (nadia, sunhee)))
    assert sorted(kept) == [0, 2]

    room.premoderated = True
    room.save()
    held = say(join("giulia"), "Held. @Petro Lysenko knows.")
    twins = [Contribution.objects.select_related("room", "author__user").get(pk=held.pk) for _ in range(2)]
    at_once(*(lambda it=it, by=by: release(it, by=by) for it, by in zip(twins, (nadia, sunhee), strict=True)))
    assert Decision.objects.filter(contribution=held).count() == 1
    work_off_everything()
    work_off_everything()
    sent = sorted(
        (letter.to[0], letter.subject) for letter in mail.outbox if "was reported" not in letter.subject
    )
    assert sent == sorted(set(sent))
    assert ("giulia@example.org", "Your contribution #2 is shown now") in sent
    assert ("petro@example.org", "Your contribution #1 stays") in sent
    assert ("petro@example.org", "Giulia Conti mentioned you in Emerging trends") in sent
    assert [to for to, subject in sent if "Your report of" in subject] == [
        "carlos@example.org",
        "isabel@example.org",
    ]
    assert wrong() == []


def test_a_report_is_worked_off_and_all_concerned_are_told(say, nadia, petro, join, enter):
    one, isabel = say(petro, "My telephone is in the book."), join("isabel")
    flagging.report(one, reason="personal-data", note="It is hers.", by=isabel.user)
    client = enter(nadia)
    page = at_desk(client, **{"in": "reported"})
    told = " ".join(page.text.split())
    assert "Reported once" in told
    assert "It is hers." in told

    answer = client.post(
        address("keep_shown", one.pk), {"in": "reported", "answer": "The book is public."}, follow=True
    )
    work_off_everything()

    assert answer.redirect_chain[-1][0].startswith(address("queue", SLUG))
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "> The book is public." in letters[isabel.user.email]
    assert "The moderators keep it shown." in letters[petro.user.email]
    assert "Isabel" not in letters[petro.user.email]
    assert "book is public" not in letters[petro.user.email]


def test_a_held_one_is_let_through_or_refused(say, room, nadia, petro, enter):
    room.premoderated = True
    room.save()
    one, two = say(petro, "Let me in."), say(petro, "And me.")
    client = enter(nadia)

    assert "Let through" in at_desk(client, two, **{"in": "held"}).text
    answer = client.post(address("release", SLUG, two.pk), {"in": "held"}, follow=True)
    assert answer.context["contribution"] == one
    answer = client.post(address("hide", one.pk), {"in": "held", "reason": "spam"}, follow=True)
    work_off_everything()

    assert "Queue is clear." in answer.text
    states = Contribution.objects.order_by("number").values_list("visibility", flat=True)
    assert list(states) == [Visibility.HIDDEN, Visibility.VISIBLE]
    assert Contribution.objects.get(pk=two.pk).released_at is not None
    assert sorted(letter.subject for letter in mail.outbox if letter.to == [petro.user.email]) == [
        "Your contribution #1 is not shown to others",
        "Your contribution #2 is shown now",
    ]
    late = client.post(address("release", SLUG, two.pk), {"in": "held"}, follow=True)
    assert "Somebody was faster" in late.text


def test_an_unknown_name_is_given_to_whom_it_means(say, nadia, petro, join, enter):
    one, isabel = say(petro, "@Isabella Quiros knows."), join("isabel")
    client = enter(nadia)

    assert "“@Isabella Quiros” is nobody we know." in at_desk(client, **{"in": "unknown-mention"}).text
    data = {"in": "unknown-mention", "name": "isabella quiros", "member": isabel.pk}
    answer = client.post(address("name_here", SLUG, one.pk), data, follow=True)
    work_off_everything()

    assert "Isabel Quirós is now named in 1 place" in answer.text
    assert counts(one.room.consultation).get("unknown-mention") is None
    assert any(letter.to == [isabel.user.email] for letter in mail.outbox)


def test_whoever_highlights_from_the_desk_comes_back_to_their_place(say, other_room, nadia, petro, enter):
    one = say(petro, "Wells. Springs.", room=other_room)
    client, place = enter(nadia), {"in": "untagged", "room": other_room.slug}
    page = at_desk(client, one, **place)
    picker = client.get(f"{address('new_passage', one.pk)}?{page.context['asked']}")
    assert escape(f"?{page.context['asked']}") in page.text
    back = escape(f"{address('queue', SLUG)}?in=untagged&room={other_room.slug}&open={one.pk}")
    assert picker.text.count(f'href="{back}"') == 2  # above the sentences, and to cancel

    data = place | {"revision": one.revision_id, "sentence": 1, "new_theme": "Water"}
    answer = client.post(address("new_passage", one.pk), data, follow=True)

    assert "Passage saved in #1: 1 Water." in answer.text
    assert f'href="{back}"' in answer.text


def test_a_welcome_is_offered_in_the_language_of_the_newcomer_and_never_sent(say, room, nadia, join, enter):
    one = say(join("layla"), "Bonjour.", language="fr", questions=list(room.questions.filter(number=1)))
    client = enter(nadia)

    answer = client.post(address("answer", SLUG, one.pk), {"with": "welcome"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"{reverse('contributions:reply', args=[one.pk])}?desk=1"
    assert "Layla Haddad" in answer.context["form"]["text"].value()
    assert "What do you see at place 1?" in answer.context["form"]["text"].value()
    assert Contribution.objects.count() == 1


def test_a_reply_begun_at_the_desk_leads_back_to_its_place_there(say, room, nadia, petro, join, enter):
    one = say(petro, "Words.")
    client, reply = enter(nadia), reverse("contributions:reply", args=[one.pk])
    sent = {"text": "Thank you.", "language": "en", "action": "post"}
    there = f"{address('queue', SLUG)}?in=no-reply&room={room.slug}&open={one.pk}"
    place = {"in": "no-reply", "room": room.slug}

    begun = client.post(address("answer", SLUG, one.pk), {"with": "reply", **place}, follow=True)
    posted = client.post(reply, sent, follow=True)

    assert f'<a href="{escape(there)}">Back to the queue</a>' in begun.text
    assert posted.redirect_chain == [(there, 302)]
    in_room = f"{reverse('contributions:room', args=[SLUG, room.slug])}?at=2#c2"
    assert f'Your contribution is posted as #2. <a href="{in_room}">See it in the room</a>' in posted.text
    other = enter(join("isabel"))
    assert "Back to the queue" not in other.get(reply).text
    assert other.post(reply, sent)["Location"] == in_room.replace("2", "3")


def test_the_way_back_to_the_desk_goes_with_the_next_reply_and_with_the_role(say, room, nadia, petro, enter):
    one = say(petro, "Words.")
    client, reply = enter(nadia), reverse("contributions:reply", args=[one.pk])
    sent = {"text": "Thank you.", "language": "en", "action": "post"}
    in_room = reverse("contributions:room", args=[SLUG, room.slug])
    client.post(address("answer", SLUG, one.pk), {"with": "reply"})
    in_the_room = client.post(f"{in_room}contributions/", sent | {"parent": one.pk})
    assert in_the_room["Location"].startswith(in_room), "this one was not begun at the desk"

    client.post(address("answer", SLUG, one.pk), {"with": "reply"})
    assert "Back to the queue" not in client.get(reply).text
    assert client.post(reply, sent | {"text": "Once more."})["Location"].startswith(in_room)

    client.post(address("answer", SLUG, one.pk), {"with": "reply"})
    Membership.objects.filter(pk=nadia.pk).update(role="participant")
    assert client.post(reply, sent | {"text": "And again."})["Location"].startswith(in_room)


def test_who_else_reads_it_is_told_and_forgotten(say, nadia, sunhee, petro, client, monkeypatch):
    one, two = say(petro), say(petro)
    sign_in(client, sunhee)
    at_desk(client, one)
    sign_in(client, nadia)

    page = " ".join(at_desk(client, one).text.split())
    assert "Sun-hee Park is reading this." in page
    assert "Nadia Rahmani is reading this." not in page
    assert "is reading this." not in at_desk(client, two).text
    told = client.post(address("queue_here", SLUG), {"open": one.pk}).text
    assert "Sun-hee Park is reading this." in told
    assert {(row.membership, row.contribution) for row in Presence.objects.all()} == {
        (nadia, one),
        (sunhee, one),
    }
    monkeypatch.setattr(desk, "PRESENT_FOR", -desk.PRESENT_FOR)
    assert "is reading" not in at_desk(client, one).text


def test_keys_are_off_until_turned_on_and_can_be_changed(say, nadia, petro, enter):
    say(petro)
    client = enter(nadia)
    assert "data-key" not in at_desk(client).text

    client.post(address("queue_keys", SLUG), {"act": "on"})
    page = at_desk(client).text
    assert "data-shortcuts" in page
    assert "<kbd>d</kbd>" in page
    initial = client.get(address("queue_keys", SLUG)).context["form"].initial
    for change, sentence in (
        ({"done": "h"}, "Another act has this key"),
        ({"done": "3"}, "The digits choose"),
    ):
        answer = client.post(address("queue_keys", SLUG), initial | change)
        assert (answer.status_code, sentence in answer.text) == (422, True)
    client.post(address("queue_keys", SLUG), initial | {"done": "E"})
    assert DeskSettings.objects.get().keys == {"done": "e"}
    assert "<kbd>e</kbd>" in at_desk(client).text


def test_replies_are_hidden_along_but_not_the_moderators_own(say, nadia, petro, join, enter):
    one = say(petro, "Harsh.")
    reply = say(join("isabel"), "Harsher.", parent=one)
    own = say(nadia, "Calmly.", parent=reply)
    client = enter(nadia)
    assert "Also hide the 1 reply" in client.get(address("hide", one.pk)).text

    answer = client.post(address("hide", one.pk), {"reason": "abuse", "with_replies": "on"}, follow=True)

    assert "#1 and 1 reply are hidden." in answer.text
    states = dict(Contribution.objects.values_list("pk", "visibility"))
    assert states == {one.pk: "hidden", reply.pk: "hidden", own.pk: "visible"}
    assert Decision.objects.filter(kind="hide", actor=nadia).count() == 2


def test_another_moderator_answers_the_author_who_asks_for_a_review(say, nadia, sunhee, petro, client):
    one = say(petro, "Said too fast.")
    hide(one, reason="abuse", by=nadia)
    sign_in(client, petro)
    assert address("review", one.pk) in page_of(client, one)
    client.post(address("review", one.pk), {"note": "I took it out."})
    client.post(address("review", one.pk), {"note": "I took it out, really."})
    assert Flag.objects.get().reason == Flag.Reason.REVIEW
    assert set(Notification.objects.filter(kind="reported").values_list("recipient", flat=True)) == {
        sunhee.user.pk
    }
    assert counts(one.room.consultation) == {"reported": 1}

    sign_in(client, nadia)
    assert client.post(address("restore", one.pk)).status_code == 403
    assert client.post(address("keep_shown", one.pk)).status_code == 403
    with pytest.raises(flagging.OwnDecisionError):
        restore(one, by=nadia)
    sign_in(client, sunhee)
    assert "Its author asks for a review" in at_desk(client, **{"in": "reported"}).text
    client.post(address("restore", one.pk), {"in": "reported"})
    work_off_everything()
    assert not Flag.objects.open().exists()
    assert "Your contribution #1 is shown again" in [letter.subject for letter in mail.outbox]


def test_the_desk_costs_the_same_however_much_waits(
    say, nadia, petro, join, enter, themes, django_assert_max_num_queries
):
    client = enter(nadia)
    statements = []
    for more in (3, 24):
        for number in range(more):
            text = f"Wells, {number} of {more}. @Amina Diallo knows."
            said = say(petro, text, naming=Naming.WITHHELD)
            coding.tag_contribution(said, [themes["Water"]], by=nadia)
            flagging.report(said, reason="spam", by=join("isabel").user)
        with django_assert_max_num_queries(40) as asked:
            page = at_desk(client)
        statements.append(len(asked.captured_queries))
    assert page.context["later"]
    assert statements[0] == statements[1], statements
    pages = [page.context["page"]]
    while pages[-1].after:
        pages.append(at_desk(client, after=pages[-1].after).context["page"])
    numbers = [[entry.contribution.number for entry in one.entries] for one in pages]
    assert [number for page in numbers for number in page] == list(range(27, 0, -1))
    assert all(before[-1] > after[0] for before, after in pairwise(numbers))


def test_recount_finds_and_mends_a_queue_that_is_not_what_it_is_kept_from(join, say):
    said = say(join("petro"), "Three villages share one spring.")
    call_command("recount", stdout=io.StringIO())
    Waiting.objects.filter(contribution=said).update(to_read=False)
    told = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("recount", stdout=told)

    assert f"Contribution {said.pk}: what it waits for at the desk" in told.getvalue()
    call_command("recount", "--repair", stdout=io.StringIO())
    assert wrong() == []
    assert Waiting.objects.get(contribution=said).to_read
