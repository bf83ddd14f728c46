"""One person at a time writes under a heading; the place is asked for, given, or lost by silence."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from consultation.models import Membership, Notification
from consultation.notifications import lines_for
from synthesis.actions.insights import InsightWords, add_insight, words_of
from synthesis.actions.outline import add_section, start_from_codebook
from synthesis.actions.places import ask_for_place, hand_over, keep_place
from synthesis.models import Section, WriterPresence
from synthesis.presence import ANSWER_WITHIN, PRESENT_FOR, Place, come_to, place_of, settle
from tests.conftest import make_user
from tests.synthesis.marking import theme

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"


@pytest.fixture
def insight(open_consultation, join):
    theme(open_consultation, "Climate justice")
    start_from_codebook(open_consultation, by=None)
    return add_insight(Section.objects.get(), InsightWords("Water first.", "A few say so."), by=join("marta"))


@pytest.fixture
def ines(open_consultation):
    made = Membership.of(make_user("ines"), open_consultation, "editor")
    made.save()
    return made


@pytest.fixture
def other(open_consultation, join):
    """An insight under another heading."""
    section = add_section(open_consultation, "Digital justice", parent=None, is_part=False, by=None)
    return add_insight(section, InsightWords("Second."), by=join("marta"))


class Page:
    """An insight as one person has it open, without a script."""

    def __init__(self, person, insight):
        self.client, self.address = Client(), f"{STUDIO}insights/{insight.pk}/"
        backend = "consultation.people.backend.ActivePeopleBackend"
        self.client.force_login(person.user, backend=backend)
        self.open()

    def open(self):
        self.html = self.client.get(self.address).text
        self.hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', self.html))
        return html.unescape(self.html)

    def save(self, text, **more):
        typed = {"lead_in": "Water first.", "text": text, **self.hidden, **more}
        return self.client.post(f"{self.address}words/", typed, follow="alone" not in more)

    def ask(self):
        return html.unescape(self.client.post(f"{self.address}ask/", follow=True).text)

    def hears(self, **more):
        return html.unescape(self.client.post(f"{self.address}here/", more).text)

    def notices(self, person):
        given = Notification.objects.filter(recipient=person.user, kind="report.place")
        return [line.text for _, line in lines_for(list(given))]


def test_a_place_is_asked_for_kept_and_handed_over_and_no_word_is_lost(insight, ines, join):
    marta = join("marta")
    first, second = Page(marta, insight), Page(ines, insight)

    read = second.open()
    assert re.search(r"Marta Okafor is editing 1 \(since \d\d:\d\d\)\.", read)
    assert "A few say so." in read
    assert "Save insight" not in read
    assert "Ask to take over</button>" in read
    assert "You asked to take over at" in second.ask()
    assert "asks to take over" not in second.hears()
    assert "Ines asks to take over 1 (since" in first.hears(writes="1")
    assert second.notices(marta) == ["Ines asks to take over 1 Climate justice"]

    first.save("Some say so.", answer="keep")
    assert "Marta Okafor keeps writing for now" in second.hears()
    assert second.notices(marta) == []
    second.ask()
    page = first.open()
    assert "Hand over</button>" in page
    assert page.index("Save insight</button>") < page.index("Hand over</button>")
    given = first.save("Most say so.", answer="hand_over")
    assert "Ines writes at 1 now." in given.text
    assert "Save insight" not in given.text
    insight.refresh_from_db()
    assert words_of(insight).text == "Most say so."
    assert second.notices(ines) == ["You can write at 1 Climate justice now"]
    assert "You can write at 1 now." in second.hears()
    assert "Save insight" in second.open()


def test_what_is_typed_after_the_place_is_gone_waits_in_the_history(insight, ines, join):
    marta = join("marta")
    first = Page(marta, insight)
    first.save("Most say so.", alone="1")
    ask_for_place(insight, by=ines)
    assert hand_over(insight, by=marta) == ines
    second = Page(ines, insight)

    aside = first.save("Typed on.", alone="1").json()
    assert re.fullmatch(
        r"Kept in the history at \d\d:\d\d, not in the report: Ines is editing 1\.", aside["aside"]
    )
    assert "What you write here is kept in the history" in first.hears(writes="1", active="1")
    told = first.save("Typed on and on.").text
    assert "Your words are kept in the history, not in the report: Ines is editing 1." in told
    insight.refresh_from_db()
    assert words_of(insight).text == "Most say so."
    aside = insight.wordings.get(is_aside=True)
    assert (aside.text, aside.by, aside.number) == ("Typed on and on.", marta, 3)
    second.save("Nearly all say so.", alone="1")
    history = first.client.get(f"{first.address}history/").text
    assert history.count("not in the report") == 1
    assert [one.number for one in insight.wordings.standing()] == [4, 2, 1]

    seen = re.findall(r'name="seen" value="(\w+)"', history)[0]
    refused = first.client.post(f"{first.address}restore/", {"number": 3, "seen": seen}, follow=True).text
    assert "Not restored: Ines is editing 1." in refused
    WriterPresence.objects.update(seen_at=timezone.now() - PRESENT_FOR)
    first.client.post(f"{first.address}restore/", {"number": 3, "seen": seen})
    insight.refresh_from_db()
    assert words_of(insight).text == "Typed on and on."


def test_an_empty_insight_is_handed_over_too(insight, ines, join):
    first = Page(join("marta"), insight)
    ask_for_place(insight, by=ines)

    page = first.save("", lead_in="", answer="hand_over")

    assert "Ines writes at 1 now." in page.text


def test_an_empty_insight_keeps_its_place_too(insight, ines, join):
    first = Page(join("marta"), insight)
    ask_for_place(insight, by=ines)

    first.save("", lead_in="", answer="keep")

    assert "keeps writing for now" in Page(ines, insight).html


def test_looking_at_another_heading_leaves_no_place_and_writing_there_does(insight, ines, join, other):
    marta = join("marta")
    Page(marta, insight)

    second = Page(marta, other)

    assert "Save insight" in second.html
    assert place_of(insight.section_id, ines).holder.membership == marta
    second.save("Second.", alone="1")
    assert place_of(insight.section_id, ines).holder is None
    assert place_of(other.section_id, ines).holder.membership == marta


@pytest.mark.parametrize("how", ["writes elsewhere", "writes no more"])
def test_a_place_is_left_free_where_who_asked_cannot_have_it(insight, ines, join, other, how):
    marta = join("marta")
    first = Page(marta, insight)
    ask_for_place(insight, by=ines)
    if how == "writes elsewhere":
        come_to(other, ines)
    else:
        ines.role = "participant"
        ines.save()

    given = first.save("Most say so.", answer="hand_over")

    assert "The place at 1 is free now." in given.text
    assert place_of(insight.section_id, marta) == Place()
    assert WriterPresence.objects.filter(membership=ines, insight=other).exists() == (
        how == "writes elsewhere"
    )


def test_who_saved_by_itself_hears_that_it_is_saved(insight, join):
    page = Page(join("marta"), insight)
    assert "Nothing was changed." in page.save("A few say so.").text
    page.open()
    page.save("Some say so.", alone="1")

    assert "Undo" in page.save("Some say so.").text


def test_who_falls_silent_loses_the_place_sooner_when_asked(insight, ines, join):
    marta, now = join("marta"), timezone.now()
    come_to(insight, marta)
    assert come_to(insight, ines).holder.membership == marta
    assert not WriterPresence.objects.filter(membership=ines).exists()

    WriterPresence.objects.update(seen_at=now - ANSWER_WITHIN)
    assert ask_for_place(insight, by=ines)
    assert not ask_for_place(insight, by=ines)
    assert place_of(insight.section_id, ines).is_asker
    WriterPresence.objects.update(asked_at=now - ANSWER_WITHIN)
    assert place_of(insight.section_id, ines).holder is None
    assert not keep_place(insight, by=marta)
    assert hand_over(insight, by=marta) is None

    come_to(insight, marta)
    row = WriterPresence.objects.get(membership=marta)
    assert (row.asked_by, row.asked_at) == (None, None)
    WriterPresence.objects.update(seen_at=now - PRESENT_FOR)
    assert come_to(insight, ines).holder is None
    assert come_to(insight, marta).holder.membership == ines


def test_of_two_at_the_same_moment_the_first_has_the_place_of_the_whole_heading(insight, ines, join):
    marta, other = join("marta"), add_insight(insight.section, InsightWords("Second."), by=join("marta"))
    settle(insight, marta)
    settle(other, ines)

    assert place_of(insight.section_id, ines).holder.membership == marta
    assert place_of(insight.section_id, marta).holder is None
    come_to(other, marta)
    assert WriterPresence.objects.get(membership=marta).insight == other
    assert place_of(insight.section_id, ines).holder.membership == marta


def test_an_approver_sees_who_writes_and_asks_for_nothing(insight, join):
    come_to(insight, join("marta"))

    page = Page(join("tomas"), insight)

    assert "Marta Okafor is editing 1" in page.html
    assert "Ask to take over" not in page.html
    assert page.client.post(f"{page.address}ask/").status_code == 403
    assert WriterPresence.objects.get().asked_at is None
