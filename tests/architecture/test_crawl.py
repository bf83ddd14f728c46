"""Every link of every page leads somewhere, for everyone who is shown it."""

from __future__ import annotations

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from consultation.models import User

pytestmark = pytest.mark.django_db

WALKERS = [None, "isabel", "nadia", "marta", "tomas", "admin"]
MOST_OF_A_KIND = 2
HOST = "http://testserver"


class Links(HTMLParser):
    """The addresses of a page's links, style sheets, scripts and pictures, and the ids it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        address = values.get("href") if tag in {"a", "link", "use"} else values.get("src")
        if address and not address.startswith(("mailto:", "data:")):
            self.found.append(address)


@pytest.fixture
def demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)


LANGUAGE = re.compile(r"^/(fr|ar)(?=/)")


def kind_of(path: str) -> str:
    """Pages of one pattern and language are of one kind; a few of each are enough."""
    language = LANGUAGE.match(path)
    try:
        with translation.override("en"):  # a page asked for in Arabic leaves Arabic in force
            view = resolve(LANGUAGE.sub("", path)).view_name
    except Resolver404:
        return path
    return f"{language[1]} {view}" if language else view


class Walk:
    """Follows every link from the home page, a few pages of each kind, and notes the dead ones."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dead: list[str] = []
        self.seen: Counter[str] = Counter()
        self.known, self.waiting = {"/"}, deque([("/", "the start")])
        while self.waiting:
            self.visit(*self.waiting.popleft())

    def visit(self, path: str, source: str) -> None:
        if path.startswith("/static/"):
            if finders.find(path.removeprefix("/static/")) is None:
                self.dead.append(f"{path} on {source}")
            return
        kind = kind_of(urlsplit(path).path)
        self.seen[kind] += 1
        if self.seen[kind] > (1 if LANGUAGE.match(path) else MOST_OF_A_KIND):
            return
        answer = self.client.get(path)
        if answer.status_code >= 400:
            self.dead.append(f"{path} on {source}: {answer.status_code}")
        elif answer.status_code == 200 and not answer.streaming and "text/html" in answer["Content-Type"]:
            self.read(path, Links(answer.text))
        elif answer.streaming:
            b"".join(answer.streaming_content)  # a file stays open until it is read to its end

    def read(self, path: str, page: Links) -> None:
        for address in page.found:
            target, fragment = urldefrag(urljoin(HOST + path, address))
            if fragment and target == HOST + path and fragment not in page.ids:
                self.dead.append(f"#{fragment} on {path}")
            there = target.removeprefix(HOST)
            if target.startswith(HOST) and there not in self.known:
                self.known.add(there)
                self.waiting.append((there, path))


def test_no_link_is_dead_for_anyone(demo):
    dead = {}
    for walker in WALKERS:
        client = Client()
        if walker:
            person = User.objects.get(email=f"{walker}@example.org")
            client.force_login(person, backend="consultation.people.backend.ActivePeopleBackend")
        walked = Walk(client)
        assert walked.seen["contributions:room"] > 1
        if walked.dead:
            dead[walker] = sorted(set(walked.dead))

    assert dead == {}


def test_no_table_and_no_address_holds_the_sites_name(settings):
    names = connection.introspection.table_names()

    assert [name for name in names if re.search("conspectus", name)] == []
