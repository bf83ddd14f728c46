"""Two versions beside each other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from synthesis.comparing import Fate, compare_versions
from tests.synthesis.published import Published, client_of
from tests.synthesis.snapshots import insight, passage, support, text
from tests.synthesis.test_checks import report


def two() -> tuple[Any, Any]:
    """A report with four insights under one heading and an empty one below, twice."""
    made = report(
        *(
            insight(f"1.{n}", "", f"Words of {n}.", evidence=[passage(n, "Ana", f"Said {n}.")])
            for n in (1, 2, 3, 4)
        ),
        outcome=[],
    )
    made["figures"]["rooms"] = 1
    other = deepcopy(made["sections"][0])
    other |= {"id": "s2", "number": "2", "title": "Land", "insights": []}
    made["sections"].append(other)
    return made, deepcopy(made)


def test_two_equal_versions_differ_in_nothing():
    found = compare_versions(*two())

    assert (found.insights, found.headings, found.figures, found.front) == ([], [], [], [])
    assert found.unchanged == 4


def test_words_moves_evidence_and_counts_are_told_for_each_insight():
    old, new = two()
    first, second, third, fourth = new["sections"][0]["insights"]
    first["paragraphs"][0]["content"] = [text("Other words of 1.")]
    second["evidence"] = [passage(9, "Ben", "Said 9."), {**second["evidence"][0], "stance": "differs"}]
    second["support"] = support(1, 5)
    new["sections"][0]["insights"] = [fourth, first, second]
    new["sections"][1]["insights"] = [third, {**insight("2.2", "", "New."), "id": "new"}]
    new["sections"][1]["title"] = "Soil"
    new["figures"]["people"] += 1
    new["objective"] = [text("To hear.")]

    found = compare_versions(old, new)

    told = {one.number: one for one in found.insights}
    assert [part.text for part in told["1.1"].parts if part.change == "removed"] == ["Words"]
    assert [line["number"] for line in told["1.2"].gained] == [9]
    assert [(line["number"], before) for line, before in told["1.2"].restanced] == [(2, "supports")]
    assert ("people", 3, 5) in [(one.key, one.before, one.after) for one in told["1.2"].counts]
    assert vars(told["1.3"].moved) == {"before": "Water", "after": "Soil"}
    assert vars(told["1.4"].moved) == {"before": "Water", "after": "Water"}
    assert told["2.2"].fate is Fate.ADDED
    assert found.headings == [(Fate.CHANGED, "Land", "Soil")]
    assert [(one.key, one.before, one.after) for one in found.figures] == [("people", 20, 21)]
    assert found.front
    assert found.unchanged == 0
    back = compare_versions(new, old)
    assert [one.number for one in back.insights if one.fate is Fate.REMOVED] == ["2.2"]


@pytest.mark.django_db
def test_the_page_compares_any_two_versions(open_consultation, join, say, django_assert_num_queries):
    made = Published(open_consultation, join("marta"))
    spring = made.insight(made.part("Water"), "Springs.", "They are shared.")
    made.rest(spring, say(join("isabel"), "One spring."), "One spring.")
    address = "/studio/future-we-want/compare/"
    client = client_of(join("tomas"))
    page = client.get(address).text
    assert "no two versions to compare" in page
    build = 'class="button" href="/studio/future-we-want/build/"'
    assert build not in page, "an approver builds nothing"
    assert build in client_of(join("marta")).get(address).text
    first = made.publish()
    made.rest(spring, say(join("petro"), "One <well>."), "One <well>.")
    spring.paragraphs[0]["content"][0]["v"] = "They are <rare>."
    spring.save()
    second = made.publish("1.1")

    page = client.get(address).text

    assert "From v1.0 to v1.1" in page
    assert "&lt;rare&gt;" in page
    assert "One &lt;well&gt;." in page
    assert "People: <del>1</del> → <ins>2</ins>" in page
    assert "From v1.1 to v1.0" in client.get(f"{address}?old={second.pk}&new={first.pk}").text
    with django_assert_num_queries(7):
        client.get(address)
