from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from consultation import urls
from consultation.permissions import anyone
from consultation.views import health
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

TEXT = "I see three things in our valley, and <none> of them is new to us."
FORM = "application/x-www-form-urlencoded"


@anyone
def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only <editors> may.")


@anyone
def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the inside")


@anyone
def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@anyone
def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", "") + request.GET.get("q", ""))


class Broken:
    """The site's addresses and some that go wrong."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [
        path("refuse/", refuse),
        path("break/", break_down),
        path("database/", lose_database),
        path("read/", read),
        *urls.urlpatterns,
    ]


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = Broken


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def test_a_page_that_is_not_there(visitor: Client) -> None:
    response = visitor.get("/no/such/page/")

    assert response.status_code == 404
    assert "<h1>Page not found</h1>" in response.text


def test_a_refusal_says_its_sentence(visitor: Client) -> None:
    response = visitor.get("/refuse/")

    assert response.status_code == 403
    assert "Only &lt;editors&gt; may." in response.text


def test_a_breakdown_keeps_the_text_and_tells_no_secret(visitor: Client) -> None:
    response = visitor.post("/break/", {"text": TEXT, "theme": "3", "csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 500
    assert "There is a problem with the service" in response.text
    assert "I see three things in our valley, and &lt;none&gt; of them" in response.text
    assert "secret" not in response.text
    assert "x" * 64 not in response.text


def test_while_the_database_is_away_the_page_stands_and_asks_to_come_back(
    visitor: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = visitor.post("/database/", {"text": TEXT})

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "I see three things" in response.text


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (f"{FORM}; charset=utf-7", b"text=+AGE-", 400),
        (f"{FORM}; charset=no-such", b"text=a", 200),
        ("multipart/form-data; boundary=x", b"broken", 200),
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x", 400),
        (FORM, b"text=%00%ff%fe", 200),
        (FORM, b"\xff\xfe\x00", 200),
        (FORM, b"text=" + b"a" * (2 * 1024 * 1024), 413),
        (FORM, b"&".join(b"a=1" for _field in range(401)), 400),
    ],
)
def test_a_body_that_cannot_be_read_is_no_breakdown(
    visitor: Client, strict: Client, content_type: str, body: bytes, status: int
) -> None:
    response = visitor.generic("POST", "/read/", body, content_type=content_type)
    assert response.status_code == status

    checked = strict.generic("POST", "/read/", body, content_type=content_type)
    assert checked.status_code == (status if status >= 400 else 403)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=" + "a" * 5000, "next=%00", "before=%00&show=%00", "%00=%00"]
)
@pytest.mark.parametrize(
    "page", ["/read/", "/account/enter/", "/account/notifications/", "/account/profile/", "/consultations/"]
)
def test_strange_queries_are_no_breakdown(visitor: Client, page: str, query: str) -> None:
    visitor.force_login(make_user("petro"))

    assert visitor.get(f"{page}?{query}").status_code < 500


def test_a_host_that_is_not_ours_is_a_bad_request(visitor: Client) -> None:
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "theme", "known", "django_language"])
def test_a_cookie_with_a_nul_byte_is_no_breakdown(visitor: Client, name: str) -> None:
    cookie = {"cookie": f'{name}="{r"\000" * 9}"'}

    assert visitor.get("/account/enter/", headers=cookie).status_code == 200
    assert visitor.post("/account/enter/", {"email": "a@example.org"}, headers=cookie).status_code == 302


def test_methods_that_no_page_answers_are_refused(visitor: Client) -> None:
    assert visitor.trace("/").status_code == 405
    assert visitor.put("/account/enter/").status_code == 405
    assert visitor.delete("/account/enter/").status_code == 405


def test_a_form_without_a_token_comes_back_whole_and_can_be_sent(strict: Client) -> None:
    fields = {"text": f"\n{TEXT}", "questions": ["2", "5"], "csrfmiddlewaretoken": "stale"}
    response = strict.post("/read/?q=1", fields)

    assert response.status_code == 403
    assert "Only" not in response.text
    assert re.search(r'<textarea[^>]* name="text"[^>]*>\n\nI see three things', response.text)
    assert response.text.count('type="hidden" name="questions"') == 2
    assert 'action="/read/?q=1"' in response.text
    assert ">Try again</button>" in response.text
    form = response.text.split('action="/read/?q=1"')[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token

    again = strict.post("/read/?q=1", {"text": TEXT, "csrfmiddlewaretoken": token[1]})

    assert again.status_code == 200
    assert again.text == TEXT + "1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_gets_no_button(strict: Client, headers: dict[str, str]) -> None:
    response = strict.post("/read/", {"text": TEXT}, headers=headers)

    assert response.status_code == 403
    assert ">Try again</button>" not in response.text
    assert "This form did not come from this site" in response.text


def test_a_form_of_this_site_keeps_its_button_by_its_origin(strict: Client) -> None:
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}

    assert ">Try again</button>" in strict.post("/read/", {"text": TEXT}, headers=headers).text


def test_the_process_says_it_is_up_without_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "up\n")


@pytest.fixture
def broker_is_away(settings: Settings) -> Iterator[None]:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    return  # type: ignore[return-value]


@pytest.mark.usefixtures("broker_is_away")
def test_not_ready_without_a_broker_and_only_administrators_learn_why(client: Client) -> None:
    stranger = client.get("/readyz")
    assert stranger.status_code == 503
    assert stranger.json() == {"ready": False}
    client.force_login(make_user("marta", is_superuser=True))

    administrator = client.get("/readyz")

    assert administrator.json()["checks"] == {
        "database": True, "migrations": True, "broker": False, "worker": False,
    }  # fmt: skip


def test_ready_with_a_broker_but_no_worker_is_not_ready() -> None:
    assert health.broker_answers()
    assert not health.worker_answers()
