"""What a moderator hides is gone at once: from every page, search, list, mail and file that others get."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from consultation import texts
from contributions import digests
from contributions.actions.following import follow_room
from contributions.actions.revising import Edit, revise
from contributions.models import Contribution
from moderation.actions.decisions import hide
from moderation.desk_models import TeamNote
from tests.architecture.test_withheld import client_of, crawled, text_of
from tests.moderation.world import address
from tests.synthesis.marking import highlight, tag, theme
from tests.synthesis.published import Published, forget
from tests.work import work_off_everything

WORD = re.compile("qwybble", re.IGNORECASE)
NOTE = re.compile("plumbago", re.IGNORECASE)
MANY = 3  # pages at least hold a word that is shown


@pytest.fixture
def said(room, join, say, settings, tmp_path) -> Contribution:
    """Words that stand wherever words can stand: edited, quoted, marked, in a published report, in mails."""
    settings.MEDIA_ROOT = tmp_path
    petro, isabel, nadia = join("petro"), join("isabel"), join("nadia")
    follow_room(room, isabel)
    said = say(petro, "Qwybble springs dry up first. @Isabel Quirós knows why.")
    assert said.revision is not None
    quote = texts.QuotePlace(said.revision.pk, 0, 29).typed(said.number)
    say(isabel, f"{quote}\n\nSo they do.", parent=said)
    revise(said, Edit("Qwybble springs dry up first, then wells.", 1, "en"), by=petro)
    said.refresh_from_db()
    water = theme(room.consultation, "Water")
    tag(said, water, nadia)
    highlight(said, "Qwybble springs dry up first", water, nadia)
    TeamNote.objects.create(contribution=said, by=nadia, words="Plumbago: ask her again.")
    made = Published(room.consultation, join("marta"))
    insight = made.insight(made.heading("Water"), "Water comes first.", "So people say.")
    made.rest(insight, said, "Qwybble springs dry up first")
    forget()
    made.publish()
    return said


def places_of(word: re.Pattern[str], found: dict[str, str]) -> list[str]:
    return sorted(where for where, text in found.items() if word.search(text))


def seen_by(reader: str | None, join) -> dict[str, str]:
    """Every page this reader can walk to, what search finds for them, and what scripts ask for."""
    client = client_of(reader, join)
    found = crawled(client)
    for address_ in ("/search/?q=qwybble", "/search/?q=springs", "/search/?q=qwyb&in=future-we-want"):
        page = client.get(address_)
        found[address_] = str([page.context["results"].shown, page.context["results"].findings])
    return found


@pytest.mark.django_db
def test_a_hidden_word_and_a_note_of_the_team_stand_nowhere(said, join, tmp_path):
    isabel, nadia = join("isabel"), join("nadia")
    desk = client_of("nadia", join).get(address("queue", "future-we-want"), {"open": said.pk})
    assert NOTE.search(desk.text)
    shown = seen_by("isabel", join)
    assert len(places_of(WORD, shown)) > MANY
    assert places_of(NOTE, shown) == []

    hide(said, reason="off-topic", by=nadia)

    for reader in (None, "isabel"):
        seen = seen_by(reader, join)
        assert places_of(WORD, seen) + places_of(NOTE, seen) == [], reader
    work_off_everything()  # mails that had not left yet
    digests.tell(isabel, timezone.now().date().isoformat(), at=timezone.now())
    work_off_everything()
    letters = enumerate(one for one in mail.outbox if "petro" not in one.to[0])
    assert places_of(WORD, {str(n): str(one.message()) + one.body for n, one in letters}) == []
    for options in ([], ["--draft"]):
        call_command("build_report", "future-we-want", "--out", str(tmp_path / "out"), *options)
    files = {path.name: text_of(path.name, path.read_bytes()) for path in (tmp_path / "out").iterdir()}
    assert files
    assert places_of(WORD, files) + places_of(NOTE, files) == []
