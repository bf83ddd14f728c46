from __future__ import annotations

import pytest

from consultation.models import AuditEntry
from moderation.codebook import load
from synthesis.actions import outline, placing
from synthesis.headings import every, headings_of
from synthesis.models import Insight, Report, Section
from tests.synthesis.marking import highlight, tag, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def codebook(open_consultation):
    """Two top themes, the second with two below it and one below those."""
    trust = theme(open_consultation, "Trust")
    trends = theme(open_consultation, "Trends")
    digital = theme(open_consultation, "Digital justice", trends)
    climate = theme(open_consultation, "Climate justice", trends)
    remote = theme(open_consultation, "Remote hearings", digital)
    return {"trust": trust, "trends": trends, "digital": digital, "climate": climate, "remote": remote}


def outlined(report):
    return headings_of(report, load(report.consultation))


def shape(consultation):
    """The outline as numbers, kinds and titles."""
    report = Report.objects.get(consultation=consultation)
    return [(one.number, one.section.kind, one.section.title) for one in every(outlined(report))]


def test_the_codebook_gives_one_heading_per_theme_and_parts_where_themes_have_themes(
    open_consultation, codebook, join
):
    made = outline.start_from_codebook(open_consultation, by=join("marta").user)

    assert made == 5
    assert shape(open_consultation) == [
        ("1", "heading", "Trust"),
        ("2", "part", "Trends"),
        ("2.1", "heading", "Digital justice"),
        ("2.1.1", "heading", "Remote hearings"),
        ("2.2", "heading", "Climate justice"),
    ]
    for section in Section.objects.prefetch_related("themes"):
        assert [one.name for one in section.themes.all()] == [section.title]


def test_themes_deeper_than_the_outline_speak_under_the_heading_above_them(open_consultation, codebook):
    deep = theme(open_consultation, "Sound and picture", codebook["remote"])
    deeper = theme(open_consultation, "Lost connections", deep)

    outline.start_from_codebook(open_consultation, by=None)

    section = Section.objects.get(title="Remote hearings")
    assert set(section.themes.all()) == {codebook["remote"], deep, deeper}
    assert not Section.objects.filter(title__in=["Sound and picture", "Lost connections"]).exists()


def test_starting_again_adds_only_what_is_new_and_keeps_titles_and_places(open_consultation, codebook, join):
    marta = join("marta").user
    outline.start_from_codebook(open_consultation, by=marta)
    climate = Section.objects.get(title="Climate justice")
    outline.write_section(climate, "Water, land and courts", "", by=marta)
    outline.move_section(climate, -1, by=marta)
    assert outline.start_from_codebook(open_consultation, by=marta) == 0
    theme(open_consultation, "Oversight", codebook["trends"])

    assert outline.start_from_codebook(open_consultation, by=marta) == 1

    assert shape(open_consultation) == [
        ("1", "heading", "Trust"),
        ("2", "part", "Trends"),
        ("2.1", "heading", "Water, land and courts"),
        ("2.2", "heading", "Digital justice"),
        ("2.2.1", "heading", "Remote hearings"),
        ("2.3", "heading", "Oversight"),
    ]


def test_a_removed_heading_comes_back_only_when_asked_for(open_consultation, codebook, join):
    marta = join("marta").user
    outline.start_from_codebook(open_consultation, by=marta)

    outline.remove_section(Section.objects.get(title="Trust"), by=marta)

    assert shape(open_consultation)[0] == ("1", "part", "Trends")
    assert outline.start_from_codebook(open_consultation, by=marta) == 1


@pytest.mark.parametrize("what", ["heading", "insight"])
def test_a_heading_with_something_under_it_cannot_be_removed(open_consultation, codebook, what):
    outline.start_from_codebook(open_consultation, by=None)
    section = Section.objects.get(title="Trends" if what == "heading" else "Trust")
    if what == "insight":
        Insight.objects.create(section=section)

    with pytest.raises(outline.SectionIsInUseError):
        outline.remove_section(section, by=None)

    assert Section.objects.filter(pk=section.pk).exists()


def test_moving_past_the_end_changes_nothing(open_consultation, codebook):
    outline.start_from_codebook(open_consultation, by=None)
    last = Section.objects.get(title="Trends")

    assert outline.move_section(last, 1, by=None) == 2
    assert not AuditEntry.objects.filter(action="section.moved").exists()
    assert outline.move_section(last, -1, by=None) == 1
    assert AuditEntry.objects.filter(action="section.moved").count() == 1


def test_retired_themes_get_no_heading(open_consultation, codebook):
    codebook["trust"].retired_at = open_consultation.created_at
    codebook["trust"].save()

    assert outline.start_from_codebook(open_consultation, by=None) == 4


def test_a_heading_is_as_wide_as_its_voices_and_a_part_counts_each_once(
    open_consultation, codebook, join, say
):
    nadia, petro, carlos = join("nadia"), join("petro"), join("carlos")
    first, second = say(petro, "One. Two."), say(petro, "Three.")
    third, team = say(carlos, "Four."), say(nadia, "Five.")
    highlight(first, "One.", codebook["digital"], nadia)
    highlight(first, "Two.", codebook["climate"], nadia)
    tag(second, codebook["climate"], nadia)
    tag(third, codebook["remote"], nadia)
    tag(team, codebook["trends"], nadia)
    outline.start_from_codebook(open_consultation, by=None)

    found = {one.number: one.support for one in every(outlined(Report.objects.get()))}

    def counts(number):
        support = found[number]
        keys = ("people", "countries", "contributions", "passages", "team_contributions", "team_people")
        return tuple(support[key] for key in keys)

    assert counts("1") == (0, 0, 0, 0, 0, 0)
    assert counts("2") == (2, 2, 3, 2, 1, 1)
    assert counts("2.1") == (2, 2, 2, 1, 0, 0)
    assert counts("2.1.1") == (1, 1, 1, 0, 0, 0)
    assert counts("2.2") == (1, 1, 2, 1, 0, 0)


def test_what_is_hidden_or_in_a_room_that_does_not_count_stands_behind_nothing(
    open_consultation, codebook, join, say, room
):
    nadia = join("nadia")
    hidden, taken_back, shown = say(join("petro")), say(join("carlos")), say(join("isabel"))
    tag(hidden, codebook["trust"], nadia)
    tag(shown, codebook["trust"], nadia)
    tagging = tag(taken_back, codebook["trust"], nadia)
    tagging.removed_at = tagging.at
    tagging.save()
    hidden.move_to("hidden")
    outline.start_from_codebook(open_consultation, by=None)
    report = Report.objects.get()

    assert outlined(report)[0].support["contributions"] == 1

    room.counts_in_report = False
    room.save()
    assert outlined(report)[0].support["contributions"] == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_outline_costs_the_same_whatever_there_is(
    open_consultation, codebook, join, say, count, django_assert_num_queries
):
    nadia = join("nadia")
    for number in range(count):
        said = say(join("petro"), f"One. Two. {number}.")
        for one in codebook.values():
            tag(said, one, nadia)
    outline.start_from_codebook(open_consultation, by=None)
    report = Report.objects.get()

    with django_assert_num_queries(6):
        outlined(report)


def test_headings_are_added_where_the_outline_has_room(open_consultation, codebook, join):
    marta = join("marta").user
    outline.start_from_codebook(open_consultation, by=marta)
    digital = Section.objects.get(title="Digital justice")
    remote = Section.objects.get(title="Remote hearings")

    outline.add_section(open_consultation, "Annex", parent=None, is_part=True, by=marta)
    outline.add_section(open_consultation, "Screens", parent=digital, is_part=False, by=marta)

    assert shape(open_consultation)[-1] == ("3", "part", "Annex")
    assert ("2.1.2", "heading", "Screens") in shape(open_consultation)
    with pytest.raises(outline.OutlineTooDeepError):
        outline.add_section(open_consultation, "Deeper", parent=remote, is_part=False, by=marta)
    with pytest.raises(outline.OutlineTooDeepError):
        outline.add_section(open_consultation, "Part in a part", parent=digital, is_part=True, by=marta)


def test_a_heading_moves_to_another_with_all_below_it_and_never_under_itself(open_consultation, codebook):
    outline.start_from_codebook(open_consultation, by=None)
    titles = ("Trust", "Digital justice", "Climate justice", "Trends", "Remote hearings")
    trust, digital, climate, trends, remote = (Section.objects.get(title=title) for title in titles)

    assert outline.move_section_to(climate, trust, by=None)
    assert not outline.move_section_to(climate, trust, by=None)

    assert shape(open_consultation)[:2] == [("1", "heading", "Trust"), ("1.1", "heading", "Climate justice")]
    climate.refresh_from_db()
    for section, parent in ((trends, trust), (digital, remote), (digital, climate)):
        with pytest.raises(outline.OutlineTooDeepError):
            outline.move_section_to(section, parent, by=None)
    assert outline.move_section_to(climate, None, by=None)
    assert shape(open_consultation)[-1] == ("3", "heading", "Climate justice")


def test_a_heading_is_put_before_another_one_and_never_deeper_than_headings_go(open_consultation, codebook):
    outline.start_from_codebook(open_consultation, by=None)
    titles = ("Trust", "Digital justice", "Climate justice", "Trends", "Remote hearings")
    trust, digital, climate, trends, remote = (Section.objects.get(title=title) for title in titles)

    assert placing.place_section(climate, digital.parent, before=digital, by=None)
    assert not placing.place_section(climate, digital.parent, before=digital, by=None)

    names = [title for _number, _kind, title in shape(open_consultation)]
    assert names.index("Climate justice") < names.index("Digital justice")
    kept = shape(open_consultation)
    for section, parent in ((trends, trust), (digital, remote), (digital, digital)):
        with pytest.raises(outline.OutlineTooDeepError):
            placing.place_section(section, parent, before=None, by=None)
    assert shape(open_consultation) == kept
