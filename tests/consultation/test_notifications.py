from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consultation import notifications
from consultation.models import NoticeStop, Notification, Outbox, User
from consultation.notifications import Kind, Letter, Line, notify, stop_path
from consultation.tasks import mail_notice
from tests.conftest import make_user

GROUP = "tests"


def _lines(notices: Sequence[Notification]) -> dict[int, Line]:
    return {
        n.pk: Line(f"Notice {n.object_id} <b>", f"/contributions/{n.object_id}/")
        for n in notices
        if n.object_id
    }


def _letter(notice: Notification) -> Letter | None:
    return Letter("A test", ["Hello."]) if notice.object_id else None


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "KINDS", dict(notifications.KINDS))
    monkeypatch.setattr(notifications, "GROUPS", notifications.GROUPS)
    monkeypatch.setitem(notifications.GROUPS, GROUP, "Test notices")
    notifications.KINDS["test"] = Kind("test", GROUP, _lines, _letter)
    from consultation import mail as letters  # noqa: PLC0415

    monkeypatch.setattr(letters, "KINDS", notifications.KINDS)


def tell(people: list[User], number: int = 7) -> None:
    notify(people, kind="test", key=f"test:{number}", consultation=None, object_id=number)


def deliver() -> None:
    for row in Outbox.objects.open():
        mail_notice(row.pk)


@pytest.mark.django_db
def test_telling_twice_is_telling_once() -> None:
    petro, carlos = make_user("petro"), make_user("carlos")

    tell([petro, carlos, petro])
    tell([carlos, petro])
    deliver()
    deliver()

    assert Notification.objects.count() == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == ["carlos@example.org", "petro@example.org"]


@pytest.mark.django_db(transaction=True)
def test_telling_at_once_is_telling_once() -> None:
    people = [make_user(key) for key in ("petro", "carlos", "isabel")]
    ready = threading.Barrier(4)
    failures: list[BaseException] = []

    def run(order: list[User]) -> None:
        close_old_connections()
        ready.wait()
        try:
            tell(order)
        except BaseException as error:  # noqa: BLE001  looked at by the test
            failures.append(error)
        connection.close()

    orders = [people, people[::-1], [people[1], people[0], people[2]], people]
    threads = [threading.Thread(target=run, args=[order]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver()

    assert failures == []
    assert Notification.objects.count() == 3
    assert len(mail.outbox) == 3


@pytest.mark.django_db
def test_a_suspended_person_hears_nothing() -> None:
    tell([make_user("petro", suspended_at=timezone.now())])

    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_who_stops_a_kind_keeps_the_notice_and_gets_no_mail() -> None:
    petro = make_user("petro")
    tell([petro], 1)
    notifications.stop(petro, GROUP)
    tell([petro], 2)
    deliver()

    assert mail.outbox == []
    assert Notification.objects.filter(recipient=petro).count() == 2


@pytest.mark.django_db
def test_looking_at_the_stop_link_stops_nothing(client: Client) -> None:
    petro = make_user("petro")

    page = client.get(stop_path(petro, GROUP))

    assert page.status_code == 200
    assert ">Stop these emails</button>" in page.text
    assert "Test notices" in page.text
    assert not NoticeStop.objects.exists()


@pytest.mark.django_db
def test_one_click_stops_that_kind_without_logging_in() -> None:
    petro = make_user("petro")
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(stop_path(petro, GROUP), {"List-Unsubscribe": "One-Click"})
    again = strict.post(stop_path(petro, GROUP))

    assert (response.status_code, again.status_code) == (200, 200)
    assert "You get no more emails of this kind: <b>Test notices</b>." in response.text
    assert [(stop.user, stop.group) for stop in NoticeStop.objects.all()] == [(petro, GROUP)]


@pytest.mark.django_db
def test_a_changed_stop_link_is_no_link(client: Client) -> None:
    path = stop_path(make_user("petro"), GROUP)
    cut = path[:-3] + "x/"

    assert client.post(cut).status_code == 404
    assert client.post(stop_path(make_user("carlos"), "no such kind")).status_code == 404
    assert not NoticeStop.objects.exists()


@pytest.mark.django_db
def test_settings_stop_and_resume(client: Client) -> None:
    petro = make_user("petro")
    client.force_login(petro)
    row = f"mail-{GROUP}"
    others = {f"mail-{group}": "now" for group in notifications.GROUPS}
    page = client.get("/account/settings/").text
    assert f'name="{row}" value="now"' in page
    assert "Test notices: Never" in page
    sent = others | {row: "never", "time_zone": "Asia/Tokyo", "language": "en", "theme": "dark"}

    response = client.post("/account/settings/", sent, follow=True)

    assert "Your settings are saved." in response.text
    assert list(NoticeStop.objects.values_list("group", flat=True)) == [GROUP]
    assert User.objects.get().time_zone == "Asia/Tokyo"
    assert client.cookies["theme"].value == "dark"
    client.post("/account/settings/", sent | {row: "now"})
    assert not NoticeStop.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"time_zone": "x"}, {"language": "x"}, {"theme": "x"}, {f"mail-{GROUP}": "x"}]
)
def test_settings_refuse_what_is_no_choice(client: Client, change: dict[str, str]) -> None:
    petro = make_user("petro")
    client.force_login(petro)
    good = {f"mail-{group}": "never" for group in notifications.GROUPS} | {
        "time_zone": "UTC",
        "language": "en",
    }

    response = client.post("/account/settings/", good | change)

    assert response.status_code == 422
    assert not NoticeStop.objects.exists()


type Page = Callable[..., str]


@pytest.fixture
def page(client: Client, db: None) -> Page:
    client.force_login(make_user("petro", time_zone="Asia/Tokyo"))
    return lambda query="": client.get(f"/account/notifications/{query}").text


def test_notices_stand_under_the_persons_own_today(page: Page) -> None:
    petro = User.objects.get()
    with time_machine.travel("2026-07-05T14:59:00Z", tick=False):
        tell([petro], 1)  # 23:59 on the 5th in Tokyo
    with time_machine.travel("2026-07-05T15:01:00Z", tick=False):
        tell([petro], 2)

        text = page()

    assert text.index("<h2>Today</h2>") < text.index("Notice 2 &lt;b&gt;") < text.index("<h2>Earlier</h2>")
    assert text.index("<h2>Earlier</h2>") < text.index("Notice 1 &lt;b&gt;")
    assert 'href="/contributions/2/"' in text


def test_looking_marks_nothing_as_read(page: Page) -> None:
    tell([User.objects.get()])
    assert "Unread 1" in page()
    assert "Unread 1" in page("?show=unread")

    assert not Notification.objects.exclude(read_at=None).exists()


def test_one_or_all_are_marked_by_a_button(page: Page, client: Client) -> None:
    petro, carlos = User.objects.get(), make_user("carlos")
    for number in (1, 2, 3):
        tell([petro, carlos], number)
    first = Notification.objects.filter(recipient=petro).earliest("pk")
    foreign = Notification.objects.filter(recipient=carlos).earliest("pk")

    assert client.get("/account/notifications/read/").status_code == 405
    client.post("/account/notifications/read/", {"notification": foreign.pk})
    client.post("/account/notifications/read/", {"notification": "9" * 40})
    client.post("/account/notifications/read/", {"notification": "x"})
    assert not Notification.objects.exclude(read_at=None).exists()

    client.post("/account/notifications/read/", {"notification": first.pk})
    assert "Unread 2" in page()
    client.post("/account/notifications/read/")

    assert "Nothing new." in page("?show=unread")
    assert Notification.objects.filter(recipient=carlos, read_at=None).count() == 3


def test_pages_go_back_by_key_and_show_each_notice_once(page: Page) -> None:
    petro = User.objects.get()
    start = timezone.now() - timedelta(days=2)
    for number in range(1, 66):
        with time_machine.travel(start + timedelta(minutes=number // 3), tick=False):
            tell([petro], number)

    seen: list[int] = []
    query = ""
    for _page in range(3):
        text = page(query)
        seen += [number for number in range(1, 66) if f"Notice {number} &lt;b&gt;</a>" in text]
        query = "?" + text.split('rel="next" href="?')[1].split('"')[0] if 'rel="next"' in text else ""

    assert sorted(seen) == list(range(1, 66))
    assert query == ""


@pytest.mark.parametrize("before", ["0", "x", "%00", "9" * 40, "-1", "²"])
def test_a_page_key_that_is_none_is_not_found(page: Page, client: Client, before: str) -> None:
    assert client.get(f"/account/notifications/?before={before}").status_code == 404


def test_what_has_no_words_any_more_is_not_shown(page: Page) -> None:
    notify([User.objects.get()], kind="test", key="gone", consultation=None, object_id=None)
    notify([User.objects.get()], kind="test", key="shown", consultation=None, object_id=5)

    text = page()

    assert text.count('class="row"') == 1
    assert "Notice 5" in text


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petro = make_user("petro")
    for number in range(1, count + 1):
        tell([petro], number)
    client.force_login(petro)

    with django_assert_num_queries(4):  # session, person with unread, notices, unread for the page
        client.get("/account/notifications/")
