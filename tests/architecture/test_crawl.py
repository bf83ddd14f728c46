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

from consultation.models import User

pytestmark = pytest.mark.django_db

WALKERS = [None, "petro", "isabel", "layla", "nadia", "marta", "tomas", "admin"]
MOST_OF_A_KIND = 5
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


def kind_of(path: str) -> str:
    """Pages of one pattern are of one kind; a few of each are enough."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def walk(client: Client) -> tuple[list[str], Counter[str]]:
    """Follow every link from the home page; says which were dead, and how many of each kind were seen."""
    dead: list[str] = []
    seen: Counter[str] = Counter()
    known, waiting = {"/"}, deque([("/", "the start")])
    while waiting:
        path, source = waiting.popleft()
        if path.startswith("/static/"):
            if finders.find(path.removeprefix("/static/")) is None:
                dead.append(f"{path} on {source}")
            continue
        kind = kind_of(urlsplit(path).path)
        seen[kind] += 1
        if seen[kind] > MOST_OF_A_KIND:
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            dead.append(f"{path} on {source}: {answer.status_code}")
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"] or answer.streaming:
            continue
        page = Links(answer.text)
        for address in page.found:
            target, fragment = urldefrag(urljoin(HOST + path, address))
            if not target.startswith(HOST):
                continue
            if fragment and target == HOST + path and fragment not in page.ids:
                dead.append(f"#{fragment} on {path}")
            if (there := target.removeprefix(HOST)) not in known:
                known.add(there)
                waiting.append((there, path))
    return dead, seen


def test_no_link_is_dead_for_anyone(demo):
    dead = {}
    for walker in WALKERS:
        client = Client()
        if walker:
            person = User.objects.get(email=f"{walker}@example.org")
            client.force_login(person, backend="consultation.people.backend.ActivePeopleBackend")
        found, seen = walk(client)
        assert seen["contributions:room"] > 3
        if found:
            dead[walker] = sorted(set(found))

    assert dead == {}


def test_no_table_and_no_address_holds_the_sites_name(settings):
    names = connection.introspection.table_names()

    assert [name for name in names if re.search("conspectus", name)] == []
