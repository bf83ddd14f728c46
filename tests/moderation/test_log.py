from __future__ import annotations

import csv
import io
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from consultation.audit import record
from consultation.models import AuditEntry
from contributions.models import Naming
from moderation.actions.codebook import ThemeWords, change_theme, move_theme
from moderation.actions.coding import tag_contribution
from moderation.actions.decisions import hide, restore
from moderation.actions.flagging import report
from moderation.actions.reshaping import merge_themes
from moderation.acts import ACTS
from moderation.log_finding import REPORT, kind_of
from moderation.models import Passage
from synthesis.acts import ACTS as ACTS_ON_REPORTS
from synthesis.models import Report, Section
from tests.conftest import make_consultation
from tests.moderation.world import SPRING, address, plant, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def url(open_consultation):
    return address("log", open_consultation.slug)


def rows(client, url, **query):
    return client.get(url, query).context["lines"]


def test_the_log_tells_who_did_what_to_what_and_why(url, open_consultation, nadia, join, say, enter):
    said = say(join("isabel"), SPRING)
    themes = plant(open_consultation, nadia, "Data", "Trust")
    tag_contribution(said, [themes["Data"]], by=nadia)
    change_theme(
        themes["Trust"], ThemeWords("Trust and fear", "Words.", hue="b"), parent=themes["Data"], by=nadia
    )
    hide(said, reason="off-topic", by=nadia)
    client = enter(nadia)

    page = " ".join(client.get(url).text.split())
    told = [(line.who, line.what, line.thing.label, line.reason) for line in rows(client, url)]

    assert told == [
        ("Nadia Rahmani", "Hidden", "#1, Emerging trends", "Off topic"),
        ("Nadia Rahmani", "Theme changed", "1.1 Trust and fear", ""),
        ("Nadia Rahmani", "Tagged as a whole", "#1, Emerging trends", ""),
        ("Nadia Rahmani", "Theme added", "1.1 Trust and fear", ""),
        ("Nadia Rahmani", "Theme added", "1 Data", ""),
        ("Isabel Quirós", "Posted", "#1, Emerging trends", ""),
    ]
    assert "state: <bdi>Shown</bdi> &gt; <bdi>Hidden by a moderator</bdi>" in page
    assert "name: <bdi>Trust</bdi> &gt; <bdi>Trust and fear</bdi>" in page
    assert "colour: <bdi>As its section</bdi> &gt; <bdi>Blue</bdi>" in page
    assert "under: <bdi>at the top</bdi> &gt; <bdi>1 Data</bdi>" in page
    assert "definition: <bdi>empty</bdi> &gt; <bdi>written</bdi>" in page
    assert f'<a href="/contributions/{said.pk}/"><bdi>#1, Emerging trends</bdi></a>' in page


def test_a_passage_in_the_log_leads_to_it(url, open_consultation, nadia, join, say, enter):
    said = say(join("isabel"), SPRING)
    client = enter(nadia)
    tick(client, said, sentence=1, new_theme="Water")

    line = rows(client, url)[0]

    assert line.what == "Passage highlighted"
    assert line.thing.label == "passage in #1, Emerging trends"
    assert line.thing.url == f"/contributions/{said.pk}/#p{Passage.objects.get().pk}"
    assert line.changes == [("themes", "", "1 Water")]


def test_a_name_is_looked_up_when_the_log_is_read(url, open_consultation, nadia, join, enter):
    plant(open_consultation, nadia, "Data")
    record("theme.moved", open_consultation, actor=None, consultation=open_consultation)
    client = enter(join("sunhee"))
    assert [line.who for line in rows(client, url)] == ["The system", "Nadia Rahmani"]

    nadia.user.delete()

    assert [line.who for line in rows(client, url)] == ["The system", "Former member"]
    assert "Nadia" not in client.get(url).text


def test_the_acts_of_the_studio_have_words_and_no_link(url, open_consultation, nadia, enter):
    report = Report.objects.create(consultation=open_consultation)
    part = Section.objects.create(report=report, kind="part", title="Courts")
    evidence = {"passages": [4_711, 4_712]}
    record("section.added", part, actor=nadia.user, consultation=open_consultation, after=evidence)

    (line,) = rows(enter(nadia), url)[:1]

    assert line.changes == [("passages", "", "2")]  # their numbers stand on no page
    assert (line.what, line.thing.label) == ("Part or heading added", "Courts")
    assert line.thing.url == ""  # more people read the log than may open the studio


def test_an_act_without_words_is_shown_by_its_name(url, open_consultation, nadia, enter):
    record("clock.wound", open_consultation, actor=nadia.user, consultation=open_consultation)

    assert rows(enter(nadia), url)[0].what == "clock.wound"


def test_the_log_of_another_consultation_stays_there(url, open_consultation, nadia, enter):
    elsewhere = make_consultation("elsewhere")
    record("theme.moved", elsewhere, actor=nadia.user, consultation=elsewhere)

    assert rows(enter(nadia), url) == []


def test_the_log_pages_through_everything_once(url, open_consultation, nadia, enter, monkeypatch):
    monkeypatch.setattr("moderation.views.log.ENTRIES_PER_PAGE", 2)
    plant(open_consultation, nadia, *(f"Theme {number}" for number in range(5)))
    client, seen, query = enter(nadia), [], {}

    for _ in range(3):
        answer = client.get(url, query)
        seen += [line.entry.pk for line in answer.context["lines"]]
        query = {"before": answer.context["earlier"]}

    assert seen == list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True))
    assert query == {"before": None}


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_at_1_and_at_3(
    count, url, open_consultation, nadia, join, say, enter, django_assert_num_queries
):
    lines = [f"Theme {number}" for number in range(count)]
    themes = plant(open_consultation, nadia, *lines, "Last")
    client = enter(nadia)
    for number, key in enumerate(("petro", "carlos", "farrukh")[:count]):
        said = say(join(key), SPRING)
        tick(client, said, sentence=1, themes=[themes[f"Theme {number}"].pk])
        hide(said, reason="spam", by=nadia)
    move_theme(themes["Last"], place=1, by=nadia)
    client.get(url)

    with django_assert_num_queries(LOG_QUERIES):
        client.get(url)


LOG_QUERIES = 16


def test_the_log_is_for_the_team(url, join, enter):
    assert enter(join("petro")).get(url).status_code == 403
    assert enter(join("tomas")).get(url).status_code == 200


def told(client, url, **query) -> list[str]:
    return [f"{line.who}: {line.what} {line.thing.label}" for line in rows(client, url, **query)]


def test_the_log_is_looked_through_by_who_what_on_what_and_when(
    url, open_consultation, nadia, join, say, enter
):
    themes = plant(open_consultation, nadia, "Data", "  Trust")
    petro, isabel, sunhee = join("petro"), join("isabel"), join("sunhee")
    one, two = say(petro, SPRING), say(isabel, SPRING)
    say(nadia, "Without my name.", naming=Naming.WITHHELD)
    tag_contribution(two, [themes["Trust"]], by=sunhee)
    report(one, reason="spam", by=isabel.user)
    hide(one, reason="spam", by=nadia)
    client = enter(sunhee)
    tick(client, two, sentence=1, themes=[themes["Data"].pk])

    on_two = [
        "Sun-hee Park: Passage highlighted passage in #2, Emerging trends",
        "Sun-hee Park: Tagged as a whole #2, Emerging trends",
    ]
    assert told(client, url, person=sunhee.pk) == on_two
    assert told(client, url, kind="coding", on="#2") == on_two
    assert told(client, url, kind="hiding") == ["Nadia Rahmani: Hidden #1, Emerging trends"]
    assert told(client, url, person="participants") == [
        "Isabel Quirós: Reported to the moderators #1, Emerging trends",
        "Name withheld: Posted #3, Emerging trends",  # missing here, it would tell that the team wrote it
        "Isabel Quirós: Posted #2, Emerging trends",
        "Petro Lysenko: Posted #1, Emerging trends",
    ]
    assert told(client, url, on="trust") == told(client, url, on="1.1")
    assert told(client, url, on="1.1") == ["Nadia Rahmani: Theme added 1.1 Trust"]
    assert not any("#3" in one for one in told(client, url, person=nadia.pk))  # she wrote it without her name
    began = AuditEntry.objects.earliest("at").at
    today = timezone.localdate(began, zoneinfo.ZoneInfo("Asia/Seoul"))
    assert told(client, url, since=today, kind="hiding")
    assert told(client, url, until=today - timedelta(days=1)) == []
    page = client.get(url, {"since": "31 July", "kind": "hiding"})
    assert "Give the day as 2026-07-31" in page.text
    assert len(page.context["lines"]) == 1
    assert told(client, url, on="9" * 30) == told(client, url, on="nobody and nothing") == []


def test_the_log_as_a_file_holds_the_same_lines_and_is_recorded(
    url, open_consultation, nadia, join, say, enter, monkeypatch
):
    monkeypatch.setattr("moderation.views.log.AT_ONCE", 2)
    plant(open_consultation, nadia, "=Data", *(f"Theme {number}" for number in range(4)))
    hide(say(join("petro"), SPRING), reason="off-topic", by=nadia)
    client = enter(nadia)
    shown = told(client, url)

    answer = client.get(address("export_log", open_consultation.slug))
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    # The file begins with the record of itself: it is read while it goes out.
    assert [f"{line['Who']}: {line['What']} {line['On']}" for line in lines][1:] == shown
    assert lines[1] | {"When": ""} == {
        "When": "",
        "Who": "Nadia Rahmani",
        "What": "Hidden",
        "On": "#1, Emerging trends",
        "Address": f"{settings.SITE_URL}{lines[1]['Address'].removeprefix(settings.SITE_URL)}",
        "Before": "state: Shown",
        "After": "state: Hidden by a moderator",
        "Reason": "Off topic",
    }
    assert rows(client, url)[0].what == "Log exported"
    only = client.get(address("export_log", open_consultation.slug), {"kind": "codebook"}).getvalue()
    assert b"Theme 3" in only
    assert b"Off topic" not in only


def test_the_file_of_the_log_counts_days_and_hours_as_the_page_does(url, open_consultation, nadia, enter):
    """In Bangkok it is the 3rd already: the file goes out when the zone of the page is out of force."""
    at = datetime(2026, 7, 2, 22, 30, tzinfo=UTC)
    act = {
        "consultation_id": open_consultation.pk,
        "action": "theme.moved",
        "object_type": "moderation.theme",
    }
    AuditEntry.objects.create(**act, at=at)
    nadia.user.time_zone = "Asia/Bangkok"
    nadia.user.save()
    client, day = enter(nadia), {"since": "2026-07-03", "until": "2026-07-03"}

    answer = client.get(address("export_log", open_consultation.slug), day)
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert told(client, url, **day) == ["The system: Theme moved "]
    assert [line["When"] for line in lines] == ["2026-07-03T05:30:00+07:00"]


def test_every_act_of_this_floor_is_of_a_kind_of_its_own() -> None:
    assert [act for act in ACTS if kind_of(act) == REPORT and act not in ACTS_ON_REPORTS] == []
    assert kind_of("contributions.exported") == "contributions"


def test_restore_stands_beside_the_last_hiding_alone(url, nadia, join, say, enter, monkeypatch):
    monkeypatch.setattr("moderation.views.log.ENTRIES_PER_PAGE", 1)
    said = say(join("petro"), SPRING)
    hide(said, reason="spam", by=nadia)
    restore(said, by=nadia)
    hide(said, reason="off-topic", by=nadia)
    client, found, query = enter(nadia), [], {"before": ""}

    while query["before"] is not None:
        answer = client.get(url, query)
        found += [(line.what, line.undo is not None) for line in answer.context["lines"]]
        query = {"before": answer.context["earlier"]}

    assert found == [("Hidden", True), ("Restored", False), ("Hidden", False), ("Posted", False)]


def test_the_log_takes_back_what_can_be_taken_back(url, open_consultation, nadia, join, say, enter):
    themes = plant(open_consultation, nadia, "Data", "Trust")
    one, own = say(join("petro"), SPRING), say(nadia, "My own.")
    hide(one, reason="spam", by=nadia)
    hide(own, reason="author", by=join("sunhee"))
    merge_themes(themes["Data"], themes["Trust"], by=nadia)
    client = enter(nadia)

    def undos() -> list[tuple[str, str]]:
        return [(line.what, line.undo.url) for line in rows(client, url) if line.undo]

    restoring = address("restore", one.pk)
    assert [what for what, _url in undos()] == ["Theme merged into another", "Hidden"]
    assert undos()[1][1] == restoring
    client.post(undos()[0][1])
    client.post(restoring)
    assert undos() == []
    assert [line.undo for line in rows(enter(join("tomas")), url)] == [None] * len(rows(client, url))
