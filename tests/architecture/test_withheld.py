"""The guarantee behind "Name withheld": no surface of the product tells who did not sign.

Somebody with a name, handle, organisation, job, country and address that stand nowhere else writes without
their name, and everything that can happen to a contribution happens. Then every page is read as several
people, and every search, list, file and mail, for those words.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from datetime import timedelta
from urllib.parse import urldefrag, urljoin

import pymupdf
import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consultation import texts
from consultation.models import Membership
from contributions import digests
from contributions.actions.following import follow_room
from contributions.actions.naming import change_naming
from contributions.actions.revising import Edit, revise
from contributions.actions.withdrawing import withdraw
from contributions.models import Contribution, Naming
from moderation.actions.decisions import hide, restore
from moderation.models import Theme
from synthesis.formats import FORMATS
from synthesis.models import Version
from tests.architecture.test_crawl import HOST, Links
from tests.conftest import make_user
from tests.synthesis.marking import highlight, tag, theme
from tests.synthesis.published import Published, forget
from tests.work import work_off_everything

UNIQUE = re.compile("zebulon|zebulatin|quixworthy|zqxwander|xylophonic|vexillolog|greenland", re.IGNORECASE)
READERS = [None, "petro", "otis", "stranger", "tomas"]
MOST_PAGES = 140
OFFERED = re.compile(r'<option value="GL"[^>]*>[^<]*</option>')
"""Lists of all countries of the world name the author's too."""
SKIPPED = re.compile(r"^/(static|admin|account/(enter|log-out|link))|^/(ar|fr)/")


@pytest.fixture
def author(join) -> Membership:
    return join(
        "zqxwanderer",
        name="Zebulona Quixworthy",
        latin_name="Zebulatin Quixworthy",
        organisation="Xylophonic Watchers",
        organisation_kind="academia",
        job_title="Vexillologist",
        country="GL",
    )


@pytest.fixture
def voices(author, room, join, say, settings, tmp_path) -> list[Contribution]:
    """What the author wrote, and all that came of it."""
    settings.MEDIA_ROOT = tmp_path
    petro, isabel, nadia = join("petro"), join("isabel"), join("nadia")
    follow_room(room, isabel)
    said = say(author, "Springs dry up first. @Petro Lysenko knows why.", naming=Naming.WITHHELD)
    assert said.revision is not None
    quote = texts.QuotePlace(said.revision.pk, 0, 21).typed(said.number)
    answer = say(petro, f"{quote}\n\nSo they do.", parent=said)
    replied = say(author, "They did again.", parent=answer, naming=Naming.WITHHELD)
    say(isabel, "And here too.", parent=replied)
    revise(said, Edit("Springs dry up first, then wells. @Petro Lysenko knows.", 1, "en"), by=author)
    hidden, gone = say(author, "A harsh word.", naming="withheld"), say(author, "A slip.", naming="withheld")
    hide(hidden, reason="off_topic", by=nadia)
    hide(replied, reason="off_topic", by=nadia)
    restore(replied, by=nadia)
    withdraw(gone, by=author)
    said.refresh_from_db()
    water = theme(room.consultation, "Water")
    tag(replied, water, nadia)
    highlight(said, "Springs dry up first", water, nadia)
    work_off_everything()
    digests.tell(isabel, timezone.now().date().isoformat(), at=timezone.now() + timedelta(hours=1))
    work_off_everything()
    return [said, replied, hidden, gone]


@pytest.fixture
def report(voices, open_consultation, join) -> Published:
    made = Published(open_consultation, join("marta"))
    heading = made.heading("Water")
    heading.themes.set(Theme.objects.filter(consultation=open_consultation))
    insight = made.insight(heading, "Water comes first.", "People say springs dry up.")
    made.rest(insight, voices[0], "Springs dry up first")
    made.rest(insight, voices[1], stance="differs")
    forget()
    made.publish()
    return made


def client_of(key: str | None, join) -> Client:
    client = Client()
    if key is not None:
        person = make_user(key) if key == "stranger" else join(key).user
        client.force_login(person, backend="consultation.people.backend.ActivePeopleBackend")
    return client


def crawled(client: Client) -> dict[str, str]:
    """Every page that can be reached from the first, as it was sent."""
    pages: dict[str, str] = {}
    waiting, known = deque(["/"]), {"/"}
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.popleft()
        answer = client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        pages[path] = f"{dict(answer.headers)} {OFFERED.sub('', content.decode(errors='replace'))}"
        if answer.status_code != 200 or answer.streaming or "text/html" not in answer["Content-Type"]:
            continue
        for address in Links(answer.text).found:
            there = urldefrag(urljoin(HOST + path, address))[0].removeprefix(HOST)
            if there.startswith("/") and there not in known and not SKIPPED.match(there):
                known.add(there)
                waiting.append(there)
    return pages


def told(texts_: dict[str, str]) -> dict[str, list[str]]:
    """Where the author's own words of identity stand."""
    return {where: sorted(set(UNIQUE.findall(text))) for where, text in texts_.items() if UNIQUE.search(text)}


@pytest.mark.parametrize("reader", READERS)
def test_no_page_tells_who_did_not_sign(reader, report, voices, join):
    pages = crawled(client_of(reader, join))

    for one in voices[:2]:
        assert f"/contributions/{one.pk}/" in pages
    assert any("Name withheld" in page for page in pages.values())
    assert told(pages) == {}


@pytest.mark.parametrize("reader", [None, "petro", "nadia"])
@pytest.mark.parametrize("words", ["Zebulona", "Quixworthy", "zqxwanderer", "Xylophonic", "Vexillologist"])
def test_no_search_finds_by_who_did_not_sign(reader, words, report, join):
    client = client_of(reader, join)
    for query in ({"q": words}, {"q": words, "in": "future-we-want"}, {"q": words[:-2]}):
        results = client.get("/search/", query).context["results"]
        assert (results.shown, results.findings, results.meant) == ([], [], "")


@pytest.mark.parametrize("narrowed", [{"country": "GL"}, {"by": "AUTHOR"}])
def test_no_filter_pins_who_did_not_sign(narrowed, report, author, room, client):
    query = {name: str(author.pk) if value == "AUTHOR" else value for name, value in narrowed.items()}
    page = client.get("/search/", {"q": "springs", **query})

    assert [one for one in page.context["results"].shown if one.contribution.author_id == author.pk] == []
    assert "Zebulona" not in page.text
    shown = client.get(f"/consultations/future-we-want/rooms/{room.slug}/", query | {"q": ""}).text
    assert "Springs dry up" not in shown or "country" not in narrowed


@pytest.mark.parametrize("typed", ["Zeb", "quix", "zqxw"])
def test_nobody_is_offered_who_came_without_a_name(typed, report, room, join):
    client = client_of("petro", join)

    answer = client.get("/consultations/future-we-want/people/", {"q": typed, "room": room.slug})

    assert answer.json() == []


def test_no_mail_tells_who_did_not_sign(report):
    letters = [one for one in mail.outbox if "zqxwanderer@example.org" not in one.to]

    assert {address for one in letters for address in one.to} >= {"petro@example.org", "isabel@example.org"}
    assert told({one.subject: str(one.message()) + str(one.subject) + one.body for one in letters}) == {}


def test_no_file_tells_who_did_not_sign(report, tmp_path):
    for options in ([], ["--draft"]):
        call_command("build_report", "future-we-want", "--out", str(tmp_path / "out"), *options)

    files = {path.name: text_of(path.name, path.read_bytes()) for path in (tmp_path / "out").iterdir()}
    assert {name.rpartition(".")[2] for name in files} == {one.extension for one in FORMATS.values()}
    assert all("Name withheld" in re.sub(r"\s+", " ", text) for text in files.values())
    assert told(files) == {}
    assert told({str(one): str(one.snapshot) for one in Version.objects.all()}) == {}


def text_of(name: str, content: bytes) -> str:
    """All there is to read in a file, whatever packs it."""
    if name.endswith(".pdf"):
        with pymupdf.open(stream=content) as document:
            return f"{document.metadata} {document.get_xml_metadata()} " + " ".join(
                page.get_text() for page in document
            )
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return " ".join(package.read(one).decode(errors="replace") for one in package.namelist())
    return content.decode()


def test_a_name_withheld_after_the_report_is_gone_from_pages_searches_and_the_next_files(
    author, room, join, say, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    said = say(author, "Springs dry up first.")
    made = Published(room.consultation, join("marta"))
    insight = made.insight(made.heading("Water"), "Water comes first.", "So they say.")
    made.rest(insight, said, "Springs dry up")
    forget()
    made.publish()
    assert told(crawled(Client())) != {}

    change_naming(said, Naming.WITHHELD, quotable_by_name=False, by=author)

    assert told(crawled(Client())) == {}
    call_command("build_report", "future-we-want", "--out", str(tmp_path / "out"), "--draft")
    files = {path.name: text_of(path.name, path.read_bytes()) for path in (tmp_path / "out").iterdir()}
    assert told(files) == {}
    results = Client().get("/search/", {"q": "Zebulona"}).context["results"]
    assert (results.shown, results.findings) == ([], [])


def test_the_author_reads_what_only_they_and_the_moderators_know(report, voices, author):
    client = Client()
    client.force_login(author.user, backend="consultation.people.backend.ActivePeopleBackend")

    page = client.get(f"/contributions/{voices[0].pk}/").text

    assert "You, Zebulona Quixworthy. Only you and the moderators know." in page
