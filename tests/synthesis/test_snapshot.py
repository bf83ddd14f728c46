from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import DateChange
from contributions.figures import figures_of
from contributions.models import Naming
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.models import Evidence, Insight, Section
from synthesis.snapshot import NoDatesError, checksum, freeze
from synthesis.snapshot_body import MisquoteError
from tests.conftest import make_room
from tests.synthesis.marking import highlight, tag, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(open_consultation):
    trends = theme(open_consultation, "Trends")
    return {
        "trends": trends,
        "digital": theme(open_consultation, "Digital justice", trends),
        "climate": theme(open_consultation, "Climate justice", trends),
    }


@pytest.fixture
def freeze_now(open_consultation, themes):
    """freeze_now() starts the outline from the codebook and freezes it."""

    def run():
        start_from_codebook(open_consultation, by=None)
        return freeze(report_of(open_consultation), at=timezone.now())

    return run


def heading(snapshot, title):
    """The section with this title, wherever it stands."""
    waiting = list(snapshot["sections"])
    while waiting:
        section = waiting.pop()
        if section["title"] == title:
            return section
        waiting += section["children"]
    raise AssertionError(title)


def test_passages_stand_word_for_word_with_number_byline_and_address(freeze_now, themes, join, say):
    nadia, said = join("nadia"), say(join("isabel"), "Three villages share a spring. The council waits. 🌊")
    passage = highlight(said, "Three villages share a spring.", themes["climate"], nadia)
    highlight(said, "waits. 🌊", themes["climate"], nadia)

    section = heading(freeze_now(), "Climate justice")

    first, second = section["passages"]
    assert first == {
        "id": str(passage.guid),
        "room": "Emerging trends",
        "number": 1,
        "url": f"http://localhost:8000/contributions/{said.pk}/#p{passage.pk}",
        "byline": "Isabel Quirós, Costa Rica",
        "language": "en",
        "direction": "ltr",
        "quote": "Three villages share a spring.",
        "stance": "supports",
        "team": False,
    }
    assert second["quote"] == "waits. 🌊"
    assert section["theme_codes"] == ["1.2"]


def test_a_passage_that_is_not_its_slice_stops_the_freeze(freeze_now, themes, join, say):
    passage = highlight(
        say(join("isabel"), "The council waits."), "council", themes["climate"], join("nadia")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE moderation_passage DISABLE TRIGGER USER")
        cursor.execute("UPDATE moderation_passage SET quote = 'councils' WHERE id = %s", [passage.pk])

    with pytest.raises(MisquoteError):
        freeze_now()


def test_a_contribution_tagged_as_a_whole_stands_by_number_unless_a_passage_of_it_does(
    freeze_now, themes, join, say
):
    nadia = join("nadia")
    whole, both = say(join("petro"), "All of it."), say(join("carlos"), "Part of it.")
    tag(whole, themes["digital"], nadia)
    tag(both, themes["digital"], nadia)
    highlight(both, "Part", themes["digital"], nadia)

    section = heading(freeze_now(), "Digital justice")

    assert [(one["number"], one["byline"]) for one in section["tagged"]] == [(1, "Petro Lysenko, Moldova")]
    assert [one["number"] for one in section["passages"]] == [2]
    assert section["support"]["contributions"] == 2


def test_the_figures_are_those_of_the_page(freeze_now, open_consultation, join, say):
    say(join("petro"), language="fr")
    say(join("nadia"))
    say(join("carlos")).move_to("hidden")

    figures = freeze_now()["figures"]

    page = figures_of([open_consultation])[open_consultation.pk]
    for key in (
        "people",
        "team_people",
        "contributions",
        "team_contributions",
        "countries",
        "languages",
        "rooms",
    ):
        assert figures[key] == getattr(page, key)
    assert (figures["people"], figures["contributions"], figures["team_contributions"]) == (1, 2, 1)


def test_hidden_words_and_rooms_that_do_not_count_are_nowhere(
    freeze_now, themes, join, say, open_consultation
):
    nadia = join("nadia")
    aside = make_room(open_consultation, "aside", title="Tea corner", counts_in_report=False)
    hidden, elsewhere = say(join("petro"), "Secret plan."), say(join("carlos"), "Tea talk.", room=aside)
    for said in (hidden, elsewhere):
        highlight(said, said.revision.plain.strip(), themes["digital"], nadia)
        tag(said, themes["trends"], nadia)
    hidden.move_to("hidden")

    text = json.dumps(freeze_now())

    assert "Secret" not in text
    assert "Tea" not in text
    assert "Petro" not in text


def test_a_withheld_name_is_nowhere_in_the_snapshot(freeze_now, themes, join, say):
    said = say(join("layla"), "I keep the register.", naming=Naming.WITHHELD)
    highlight(said, "the register", themes["digital"], join("nadia"))
    tag(said, themes["climate"], join("nadia"))

    snapshot = freeze_now()

    text = json.dumps(snapshot, ensure_ascii=False)
    assert heading(snapshot, "Digital justice")["passages"][0]["byline"] == "Name withheld"
    assert all(word not in text for word in ("Layla", "Haddad", "Legal clinic", "layla"))


def test_an_extension_keeps_both_dates_and_the_reason(freeze_now, open_consultation):
    old = open_consultation.closes_at - timedelta(days=7)
    DateChange.objects.create(
        consultation=open_consultation,
        old_closes_at=old,
        new_closes_at=open_consultation.closes_at,
        reason="More time for country teams",
    )

    period = freeze_now()["period"]

    zone = open_consultation.zone
    assert period["closes_on"] == open_consultation.closes_at.astimezone(zone).date().isoformat()
    assert period["extended_from"] == old.astimezone(zone).date().isoformat()
    assert period["extension_reason"] == "More time for country teams"
    assert (period["city"], period["time_zone"]) == ("New York", "America/New_York")


def test_without_dates_there_is_no_period_to_print(open_consultation):
    open_consultation.published_at = open_consultation.opens_at = None
    open_consultation.save()

    with pytest.raises(NoDatesError):
        freeze(report_of(open_consultation), at=timezone.now())


def test_each_contribution_is_a_dot_with_the_parts_it_feeds(freeze_now, themes, join, say):
    nadia = join("nadia")
    fed, idle, team = say(join("petro"), "One."), say(join("carlos"), "Two."), say(nadia, "Three.")
    highlight(fed, "One.", themes["climate"], nadia)
    question = idle.room.questions.order_by("number").first()
    idle.questions.add(question)
    tag(team, themes["climate"], nadia)

    snapshot = freeze_now()
    asked = snapshot["figures"]["by_question"][0]["label"]

    assert snapshot["contributions"] == [
        {
            "id": f"c{fed.pk}",
            "room": "Emerging trends",
            "number": 1,
            "parts": ["1"],
            "differs": False,
            "questions": [],
        },
        {
            "id": f"c{idle.pk}",
            "room": "Emerging trends",
            "number": 2,
            "parts": [],
            "differs": False,
            "questions": [asked],
        },
    ]


def test_insights_carry_their_evidence_and_count_who_supports_and_who_differs(freeze_now, themes, join, say):
    nadia = join("nadia")
    one, two = say(join("isabel"), "The spring is shared."), say(join("carlos"), "Whoever came last waits.")
    quote = highlight(one, "The spring is shared.", themes["climate"], nadia)
    freeze_now()
    insight = Insight.objects.create(
        section=Section.objects.get(title="Climate justice"),
        lead_in=[{"t": "text", "v": "Water first"}],
        paragraphs=[{"id": "8b1f", "content": [{"t": "text", "v": "A few say so."}]}],
    )
    facts = {"insight": insight, "added_by": nadia}
    Evidence.objects.create(contribution=one, revision=one.revision, passage=quote, **facts)
    Evidence.objects.create(contribution=two, revision=two.revision, stance="differs", position=2, **facts)

    snapshot = freeze_now()

    (found,) = heading(snapshot, "Climate justice")["insights"]
    assert found["number"] == "1.2.1"
    assert [(each["quote"], each["stance"]) for each in found["evidence"]] == [
        ("The spring is shared.", "supports"),
        ("", "differs"),
    ]
    assert (found["support"]["people"], found["support"]["passages"], found["support"]["differs"]) == (
        1,
        1,
        1,
    )
    assert [dot["differs"] for dot in snapshot["contributions"]] == [False, True]


def test_the_objective_travels_as_a_tree(freeze_now, open_consultation):
    open_consultation.objective = "First.\n\n- one"
    open_consultation.save()

    assert [block["t"] for block in freeze_now()["objective"]] == ["p", "ul"]


def test_the_checksum_survives_the_database_and_tells_changes_apart(freeze_now, themes, join, say):
    highlight(say(join("layla"), "مرحبا 🌊"), "🌊", themes["digital"], join("nadia"))
    snapshot = freeze_now()
    again = json.loads(json.dumps(snapshot))

    assert checksum(again) == checksum(snapshot)
    again["title"] += "."
    assert checksum(again) != checksum(snapshot)


def queries_of(freeze_now):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        freeze_now()
    return len(captured)


def test_freezing_costs_the_same_whatever_there_is(freeze_now, themes, join, say):
    nadia, numbers = join("nadia"), itertools.count(1)

    def add():
        said = say(join("petro"), f"Number {next(numbers)}. Two.")
        for one in themes.values():
            tag(said, one, nadia)
            highlight(said, "Two.", one, nadia) if one is themes["digital"] else None

    add()
    freeze_now()
    once = queries_of(freeze_now)
    add()
    add()

    assert queries_of(freeze_now) == once
