"""The checks on one real room and its published summary, with the links between the two made by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from consultation.models import Membership
from contributions.models import Contribution
from moderation.sentences import split_sentences
from synthesis.actions.insights import add_evidence, change_evidence
from synthesis.actions.publishing import NotReadyError, send_for_sign_off
from synthesis.checking import check_draft
from synthesis.ledger import OPEN, USED, with_fates
from synthesis.models import Build, Insight, Report, Version
from synthesis.snapshot import checksum, freeze
from tests.synthesis.marking import highlight, theme

INPUT = settings.BASE_DIR.parent / "shared" / "input"
FILES = [INPUT / "discussion-room.json", INPUT / "consultation-summary.json"]
LINKS = [
    # heading, insight, paragraph (from 1; 0: all of it), contributions
    ("LEGAL EDUCATION", 1, 1, [2]),
    ("PEOPLE CENTERED SECURITY", 2, 0, [4]),
    ("CLIMATE JUSTICE", 1, 1, [6]),
    ("CLIMATE JUSTICE", 1, 2, [7, 8]),
    ("DIGITALIZATION", 2, 0, [9]),
    ("TRANSPARENCY AND JUDICIAL ACCOUNTABILITY", 1, 0, [12]),
]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not all(path.exists() for path in FILES), reason="the real room and its summary are not at hand"
    ),
]


@pytest.fixture
def report(tmp_path) -> Report:
    room, summary = map(str, FILES)
    quiet = {"apply": True, "stdout": StringIO()}
    call_command("import_consultation", room, editor="editor@example.org", slug="real", **quiet)
    call_command("import_report", summary, consultation="real", **quiet)
    report = Report.objects.select_related("consultation").get()
    editor = Membership.objects.get(role="editor")
    said = theme(report.consultation, "Said")
    for heading, place, paragraph, numbers in LINKS:
        insight = Insight.objects.get(section__title=heading, position=place)
        for number in numbers:
            contribution = Contribution.objects.get(number=number)
            for sentence in split_sentences(contribution.revision.plain):
                passage = highlight(contribution, sentence.text, said, editor)
                for one in add_evidence(insight, [passage], by=editor):
                    key = insight.paragraphs[paragraph - 1]["id"] if paragraph else None
                    change_evidence(one, stance="supports", paragraph=key, by=editor)
    return report


def test_the_checks_find_what_is_wrong_with_the_summary_and_nothing_else(report):
    found = check_draft(report)
    must = [check.sentence for check in found if check.must]
    look = [check.sentence for check in found if not check.must]

    marks = [one for one in must if "footnote mark without its note" in one]
    dead = [one for one in must if "leads nowhere" in one]
    credit = [one for one in must if "has no credit" in one]
    assert (len(marks), len(dead), len(credit)) == (2, 1, 1)
    assert must == [*(one for one in must if one in {*marks, *dead, *credit})]
    changed = [one for one in look if "“oppression” where a passage behind it says “pression”" in one]
    assert len(changed) == 1
    assert changed[0].startswith("3.4.2 ")
    assert "3.5.1, paragraph 2, rests on the team alone" in look
    assert any("does not fit the count" in one and one.startswith("“120 ") for one in look)
    assert any("does not fit the count" in one and one.startswith("“140 ") for one in look)


def test_the_contribution_that_came_to_nothing_is_open(report):
    fates = {row.number: row.fate for row in with_fates(report)}

    assert {number for number, fate in fates.items() if fate == USED} == {2, 4, 6, 7, 8, 9, 12}
    assert {number for number, fate in fates.items() if fate == OPEN} == {1, 3, 5, 10, 11}
    said = [check for check in check_draft(report) if check.code == "open"]
    people = Contribution.objects.filter(number__in=[10, 11], as_team=False).count()
    assert [check.facts["n"] for check in said] == [people]
    assert people >= 1


def test_it_cannot_be_sent_as_it_is(report):
    snapshot = freeze(report, at=report.created_at)
    build = Build.objects.create(report=report, formats=["html"], status="done")
    version = Version.objects.create(
        report=report, draft=1, snapshot=snapshot, checksum=checksum(snapshot), build=build
    )
    version.files.create(format="html", name="x.html", path="x.html", size=1, sha256="0")

    with pytest.raises(NotReadyError, match="faults must be mended first"):
        send_for_sign_off(version, by=Membership.objects.get(role="editor"))
