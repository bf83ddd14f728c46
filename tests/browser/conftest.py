"""A real Chromium at a live server. A console error or a third-party request fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from consultation.models import Membership, User
from rooms.models import Room
from tests.browser.chromium import find_chromium
from tests.browser.gate import Gate

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread

SCRIPTLESS: set[Page] = set()
PATIENCE = 30_000  # milliseconds: machines that run other tests meanwhile are slow, not wrong
expect.set_options(timeout=PATIENCE)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
ON_ITS_WAY = ("context was destroyed", "axe is not defined", "page is navigating")
ASK_NOTHING = "window.fetch = () => new Promise(() => {})"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)  # noqa: PTH120  compared with pytest's own strings
    missing = pytest.mark.skip(reason="no Chromium here: install one, or name one with CHROMIUM=/path/to/it")
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True))
            if find_chromium() is None:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield chromium
    chromium.close()


type Open = Callable[..., Page]


@pytest.fixture
def gate(live_server) -> Iterator[None]:
    """What pages still send when the test has ended does not meet the emptying of the tables."""
    gate = Gate.before(live_server.thread.httpd)
    gate.open()
    yield
    gate.shut()


@pytest.fixture
def open_page(browser: Browser, live_server, gate, client) -> Iterator[Open]:
    """open_page(person, js=False, width=360, scheme="dark") gives a page signed in as that person."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def make(
        person: User | Membership | None = None, *, js: bool = True, width: int = 1280, **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=js,
            viewport={"width": width, "height": 900},
            color_scheme=more.get("scheme", "light"),
            has_touch=more.get("touch", False),
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            sign_in(context, person)
        page = context.new_page()
        if not js:
            SCRIPTLESS.add(page)
        page.on("console", lambda message: message.type == "error" and trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((live_server.url, "data:"))
                or trouble.append(f"third party: {request.url}")
            ),
        )
        return page

    def sign_in(context: BrowserContext, person: User | Membership) -> None:
        user = person.user if isinstance(person, Membership) else person
        client.force_login(user, backend="consultation.people.backend.ActivePeopleBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    make.trouble = trouble  # type: ignore[attr-defined]
    yield make
    told = [*trouble, *refusals(contexts)] if trouble else []
    for context in contexts:
        context.close()
    assert told == []


def refusals(contexts: list[BrowserContext]) -> list[str]:
    """What the open pages say of the fields they refuse, for whoever reads of a failure."""
    pages = [page for context in contexts for page in context.pages]
    return [words for page in pages for words in page.locator(".error-summary, .errorlist").all_inner_texts()]


@pytest.fixture
def address(room: Room) -> str:
    """Where the room is read and written in."""
    return reverse("contributions:room", args=[room.consultation.slug, room.slug])


@pytest.fixture
def post_address(room: Room) -> str:
    """What a new contribution is sent to, as Playwright's pattern."""
    return f"**{reverse('contributions:contribute', args=[room.consultation.slug, room.slug])}"


@pytest.fixture
def known_failures(open_page: Open) -> Callable[[], None]:
    """known_failures() says that the requests that failed so far were made to fail by the test."""

    def forgive() -> None:
        trouble: list[str] = open_page.trouble  # type: ignore[attr-defined]
        trouble[:] = [told for told in trouble if not told.startswith("Failed to load resource")]

    return forgive


def look_at[T](page: Page, look: Callable[[Page], T]) -> T:
    """What is seen once all of the page is there; on the page that comes, where one was still on its way."""
    page.wait_for_load_state()
    try:
        return look(page)
    except Error as error:
        if not any(words in str(error) for words in ON_ITS_WAY):
            raise
    page.wait_for_load_state()
    return look(page)


def run_axe(page: Page) -> Any:
    return Axe().run(page, options=RULES)


@pytest.fixture
def expect_accessible(browser: Browser) -> Callable[[Page], None]:
    """Run axe on the page as it stands; any violation of any impact fails."""

    def check(page: Page) -> None:
        looked_at = with_scripts(page) if page in SCRIPTLESS else page
        results = look_at(looked_at, run_axe)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
        if looked_at is not page:
            looked_at.context.close()

    def with_scripts(page: Page) -> Page:
        """The same page where scripts run: axe is one, and cannot look at a page that allows none.

        Its own scripts ask the site for nothing: nobody is signed in there, and its answers would come in.
        """
        twin = browser.new_context(viewport=page.viewport_size).new_page()
        twin.add_init_script(ASK_NOTHING)
        body = look_at(page, Page.content)
        twin.route(page.url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
        twin.goto(page.url)
        return twin

    return check
