"""What the demo's organisers did after their summary: rows of `responses.toml`, in the order of the file."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

from rooms.models import GuidingQuestion
from synthesis.actions.responding import (
    ResponseWords,
    add_response,
    filled_in,
    fingerprint,
    make_public,
    write_response,
)
from synthesis.demo.playing import Play
from synthesis.demo.reading import HOME
from synthesis.demo.script import BadScriptError
from synthesis.models import Insight, Report, Response
from synthesis.trees import plain

FILE = "responses.toml"
EDITOR = "marta"


def respond(play: Play, report: Report) -> None:
    """Add the rows and make them public on their days; nothing where there is no such file.

    Raises BadScriptError.
    """
    path = HOME / play.script.slug / FILE
    if not path.exists():
        return
    insights = {plain(one.lead_in): one for one in Insight.objects.filter(section__report=report)}
    for row in tomllib.loads(path.read_text())["rows"]:
        try:
            _add(row, play, report, insights)
        except (KeyError, ValueError) as error:
            raise BadScriptError(f"{play.script.slug}, {FILE}: {error}") from error


def _add(row: dict[str, Any], play: Play, report: Report, insights: dict[str, Insight]) -> None:
    editor, zone = play.members[EDITOR], play.script.fields["time_zone"]
    question = _question(row, report)
    words = {
        "question": question,
        "asked": row["asked"] if question is None else question.text,
        "insight": insights[row["insight"]].guid,
        "said": "",
        "did": row.get("did", ""),
        "reason": row.get("reason", ""),
        "owner": row["owner"],
        "on": play.clock.day(row["on"], zone),
    }
    before = row.get("before", row["status"])
    response = add_response(report, ResponseWords(**words, status=before), by=editor)
    make_public(response, by=editor)
    days = [play.clock.at(row["public"], zone)]
    if before != row["status"]:
        seen = fingerprint(filled_in(response))
        write_response(response, ResponseWords(**words, status=row["status"]), seen=seen, by=editor)
        days.append(play.clock.at(row["changed"], zone))
    _date(response, days)


def _question(row: dict[str, Any], report: Report) -> GuidingQuestion | None:
    if "question" not in row:
        return None
    room = report.consultation.rooms.get(slug=row["room"])
    return room.questions.get(number=row["question"])


def _date(response: Response, days: list[datetime]) -> None:
    """Everything happened on the days of the file, and people were told of it then."""
    Response.objects.filter(pk=response.pk).update(added_at=days[0], published_at=days[0])
    for change, at in zip(response.changes.all(), days, strict=True):
        change.at = change.told_at = at
        change.save(update_fields=["at", "told_at"])
