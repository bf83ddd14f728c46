"""Dates of a draft, and moving the closing date of what is published."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import close_old_connections, connection
from django.utils import timezone

from consultation.models import AuditEntry, DateChange
from consultation.setup.actions.dates import move_closing
from consultation.setup.date_forms import token_of
from consultation.setup.refusal import RefusedError
from tests.conftest import make_consultation, make_user
from tests.consultation.setting_up import client_of, draft, editor_of, member_of, recorded, words, work_off

DATES = {
    "opens_day": "2030-06-29",
    "opens_time": "09:00",
    "closes_day": "2030-07-31",
    "closes_time": "23:59",
    "time_zone": "America/New_York",
    "summary_due_on": "",
}
URL = "/manage/inclusive-budgets/dates/"


@pytest.mark.django_db
def test_dates_are_read_off_the_wall_of_the_chosen_city_and_shown_in_four_others():
    consultation = draft(opens_at=None, closes_at=None)
    client = editor_of(consultation)

    page = client.post(URL, DATES, follow=True)

    consultation.refresh_from_db()
    assert consultation.opens_at == datetime(2030, 6, 29, 13, 0, tzinfo=UTC)
    assert consultation.closes_at == datetime(2030, 8, 1, 3, 59, tzinfo=UTC)
    assert (consultation.city, consultation.summary_due_on) == ("New York", date(2030, 10, 23))
    assert "Nairobi 06:59 (+1), Bangkok 10:59 (+1), Panama 22:59, Paris 05:59 (+1)" in words(page)
    assert "Dates and time zone Completed" in words(page)
    assert "Thursday 1 August 2030, 06:59" in words(client.get(URL))


@pytest.mark.django_db
def test_a_time_left_empty_is_the_usual_one_and_a_day_left_empty_stays_open():
    consultation = draft(opens_at=None, closes_at=None)
    client = editor_of(consultation)

    client.post(URL, DATES | {"opens_day": "", "closes_time": "", "time_zone": "UTC"})

    consultation.refresh_from_db()
    assert consultation.opens_at is None
    assert consultation.closes_at == datetime(2030, 7, 31, 23, 59, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "time", "instant", "sentence"),
    [
        (
            "2030-03-31",
            "02:30",
            datetime(2030, 3, 31, 1, 30, tzinfo=UTC),
            "Clocks in Paris go forward on 31 March 2030 and skip this time: it is now 03:30.",
        ),
        (
            "2030-10-27",
            "02:30",
            datetime(2030, 10, 27, 0, 30, tzinfo=UTC),
            "Clocks in Paris go back on 27 October 2030, so 02:30 comes twice: the first one counts.",
        ),
    ],
)
def test_a_change_of_clocks_is_told(day, time, instant, sentence):
    consultation = draft(opens_at=None, closes_at=None)
    client = editor_of(consultation)
    sent = DATES | {"opens_day": "2030-01-02", "closes_day": day, "closes_time": time}

    page = client.post(URL, sent | {"time_zone": "Europe/Paris"}, follow=True)

    consultation.refresh_from_db()
    assert consultation.closes_at == instant
    assert sentence in words(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"closes_day": "2030-06-28"}, "Closing date must be after 29 June 2030, the opening date"),
        ({"closes_day": "31.07.2030"}, "Enter a day in the format 2026-07-31"),
        ({"closes_day": "2030-02-30"}, "Enter a day in the format 2026-07-31"),
        ({"closes_day": "0001-01-01"}, "Enter a year between 2000 and 2100"),
        ({"opens_time": "25:00"}, "Enter a time in the format 23:59"),
        ({"time_zone": "Mars/Olympus"}, "Choose a city from the list"),
        ({"time_zone": "\x00"}, "Choose a city from the list"),
        ({"summary_due_on": "2030-07-31"}, "The summary must be promised for a day after the closing date"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_a_sentence_and_kept(wrong, sentence):
    consultation = draft(opens_at=None, closes_at=None)
    client = editor_of(consultation)

    response = client.post(URL, DATES | wrong)

    consultation.refresh_from_db()
    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="2030-06-29"' in response.text
    assert consultation.closes_at is None


@pytest.mark.django_db
def test_dates_of_what_is_published_move_only_with_a_reason():
    consultation = make_consultation()
    client = editor_of(consultation)
    before = consultation.closes_at

    page = client.post("/manage/future-we-want/dates/", DATES)

    consultation.refresh_from_db()
    assert consultation.closes_at == before
    assert page.status_code == 422
    assert "its closing date moves only with a reason" in words(client.get("/manage/future-we-want/dates/"))


@pytest.mark.django_db
def test_the_day_of_the_summary_can_be_promised_anew():
    consultation = make_consultation()
    client = editor_of(consultation)

    client.post("/manage/future-we-want/dates/", {"summary_due_on": "2040-10-23"})

    consultation.refresh_from_db()
    assert consultation.summary_due_on == date(2040, 10, 23)
    assert recorded(consultation) == ["consultation.dated"]


def extension(consultation, days, **more):
    closes = consultation.closes_locally + timedelta(days=days)
    return {
        "closes_day": closes.date().isoformat(),
        "closes_time": f"{closes:%H:%M}",
        "reason": "more time for country teams",
        "known": token_of(consultation.closes_at),
    } | more


@pytest.mark.django_db
def test_an_extension_keeps_both_dates_and_the_reason_and_tells_each_member_once():
    closes = (timezone.now() + timedelta(days=4)).replace(second=0, microsecond=0)
    consultation = make_consultation(closes_at=closes, summary_due_on=date(2040, 10, 16))
    client = editor_of(consultation)
    member_of(consultation, "petro")
    suspended = member_of(consultation, "carlos")
    suspended.user.suspended_at = timezone.now()
    suspended.user.save()

    page = client.post("/manage/future-we-want/dates/extend/", extension(consultation, 7), follow=True)

    consultation.refresh_from_db()
    change = DateChange.objects.get()
    assert (change.old_closes_at, change.reason) == (closes, "more time for country teams")
    assert consultation.closes_at == change.new_closes_at
    assert abs(change.new_closes_at - closes - timedelta(days=7)) <= timedelta(hours=1)
    assert consultation.summary_due_on == date(2040, 10, 23)
    assert "The closing date is now" in words(page)
    entry = AuditEntry.objects.get(action="consultation.closing_moved")
    assert entry.before == {"closes_at": closes.isoformat()}
    assert entry.reason == "more time for country teams"
    subjects = work_off()
    assert len(subjects) == 1
    assert subjects[0].startswith("More time: closes on ")


@pytest.mark.django_db
def test_the_summary_moves_by_days_of_the_consultations_own_clock():
    evening = datetime(2040, 11, 1, 19, 30, tzinfo=ZoneInfo("America/New_York"))  # on the 4th clocks go back
    closes, later = evening.astimezone(UTC), (evening + timedelta(days=7)).astimezone(UTC)
    consultation = make_consultation(closes_at=closes, summary_due_on=date(2040, 12, 16))

    move_closing(consultation, later, "more time", actor=make_user("marta"), known=closes)

    consultation.refresh_from_db()
    assert consultation.summary_due_on == date(2040, 12, 23)


@pytest.mark.django_db
def test_a_reason_is_required_and_what_was_typed_is_kept():
    consultation = make_consultation()
    client = editor_of(consultation)
    sent = extension(consultation, 7, reason="")

    response = client.post("/manage/future-we-want/dates/extend/", sent)

    assert response.status_code == 422
    assert "Say why the closing date changes" in words(response)
    assert sent["closes_day"] in response.text
    assert not DateChange.objects.exists()


@pytest.mark.django_db
def test_closing_earlier_is_asked_twice():
    consultation = make_consultation(closes_at=timezone.now() + timedelta(days=10))
    client = editor_of(consultation)
    sent = extension(consultation, -5)

    first = client.post("/manage/future-we-want/dates/extend/", sent)
    assert "Confirm that the consultation closes earlier than announced" in words(first)
    assert not DateChange.objects.exists()

    member_of(consultation, "petro")
    client.post("/manage/future-we-want/dates/extend/", sent | {"earlier": "on"})
    assert DateChange.objects.count() == 1
    assert work_off()[0].startswith("Less time: closes on ")


@pytest.mark.django_db
def test_closing_earlier_leaves_people_two_days():
    consultation = make_consultation(closes_at=timezone.now() + timedelta(days=4))
    client = editor_of(consultation)

    response = client.post("/manage/future-we-want/dates/extend/", extension(consultation, -3, earlier="on"))

    assert response.status_code == 422
    assert "Leave people at least 48 hours: close on" in words(response)
    assert not DateChange.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "sentence"),
    [(0, "This is the closing date already"), (-30, "Choose a day and time that have not passed")],
)
def test_a_new_date_must_be_new_and_ahead(days, sentence):
    closes = (timezone.now() + timedelta(days=4)).replace(hour=12, minute=0, second=0, microsecond=0)
    consultation = make_consultation(closes_at=closes)
    client = editor_of(consultation)

    response = client.post(
        "/manage/future-we-want/dates/extend/", extension(consultation, days, earlier="on")
    )

    assert response.status_code == 422
    assert sentence in words(response)


@pytest.mark.django_db
def test_a_closed_consultation_opens_again_by_an_extension():
    now = timezone.now()
    consultation = make_consultation(closes_at=now - timedelta(days=2))
    client = editor_of(consultation)

    client.post("/manage/future-we-want/dates/extend/", extension(consultation, 7))

    consultation.refresh_from_db()
    assert consultation.is_open


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["archived_at", "summary_published_at"])
def test_dates_stay_once_the_summary_is_published_or_the_consultation_archived(field):
    past = timezone.now() - timedelta(days=2)
    consultation = make_consultation(closes_at=past, **{field: past})
    client = editor_of(consultation)

    response = client.post("/manage/future-we-want/dates/extend/", extension(consultation, 7))

    assert response.status_code == 422
    assert "its dates stay" in words(response)


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["", "0", "not a number", "9" * 400, "\x00"])
def test_a_date_that_somebody_has_moved_meanwhile_is_not_moved_again_unseen(known):
    consultation = make_consultation()
    client = editor_of(consultation)

    response = client.post("/manage/future-we-want/dates/extend/", extension(consultation, 7, known=known))

    assert response.status_code == 422
    assert not DateChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_extensions_at_once_one_is_refused():
    consultation = make_consultation()
    actor = make_user("marta")
    known = consultation.closes_at
    outcomes = []

    def extend(days: int) -> None:
        try:
            move_closing(consultation, known + timedelta(days=days), "more time", actor=actor, known=known)
            outcomes.append("moved")
        except RefusedError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=extend, args=[days]) for days in (3, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert sorted(outcomes) == ["moved", "refused"]
    assert DateChange.objects.count() == 1


@pytest.mark.django_db
def test_an_open_consultation_is_closed_at_once_with_a_reason_and_a_tick():
    consultation = make_consultation()
    client = editor_of(consultation)
    member_of(consultation, "petro")
    url = "/manage/future-we-want/dates/close/"

    assert client.post(url, {"reason": "An emergency"}).status_code == 422
    assert client.post(url, {"sure": "on"}).status_code == 422
    client.post(url, {"reason": "An emergency", "sure": "on"})

    consultation.refresh_from_db()
    assert consultation.state == "closed"
    assert DateChange.objects.get().reason == "An emergency"
    assert recorded(consultation) == ["consultation.closed"]
    assert work_off()[0].startswith("The future we want was closed on ")
    assert client.post(url, {"reason": "Again", "sure": "on"}).status_code == 422


@pytest.mark.django_db
@time_machine.travel(datetime(2030, 7, 15, 12, tzinfo=UTC))
def test_the_notice_of_a_moved_date_is_read_on_the_site_in_the_readers_time():
    closes = datetime(2030, 8, 1, 3, 59, tzinfo=UTC)
    consultation = make_consultation(closes_at=closes)
    client = editor_of(consultation)
    nadia = member_of(consultation, "nadia")

    client.post("/manage/future-we-want/dates/extend/", extension(consultation, 7))
    work_off()

    page = words(client_of(nadia.user).get("/account/notifications/"))
    assert "More time: closes on 7 August, not 31 July" in page
