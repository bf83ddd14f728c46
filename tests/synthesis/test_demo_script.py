"""The demo's script: its clock, its files, and what happens when they do not fit together."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from consultation.models import Consultation, State, User
from contributions.models import Contribution
from synthesis.demo import reading
from synthesis.demo.clock import Clock
from synthesis.demo.loading import load_demo
from synthesis.demo.marking import find_words
from synthesis.demo.script import BadScriptError


@pytest.mark.parametrize("hour", [0, 23])
def test_it_can_be_loaded_at_any_hour(db: None, hour: int) -> None:
    now = datetime(2026, 3, 14, hour, 30, tzinfo=UTC)

    loaded = load_demo(Clock(now))

    assert [consultation.slug for consultation in loaded.made] == list(reading.CONSULTATIONS)
    assert not Contribution.objects.filter(created_at__gt=now).exists()
    consultation = Consultation.objects.get(slug="future-we-want")
    assert consultation.state_at(now) == State.OPEN


def test_the_clock_counts_days_and_hours() -> None:
    clock = Clock(datetime(2027, 3, 10, 3, 0, tzinfo=UTC))

    assert clock.at("-2d 06:14") == datetime(2027, 3, 8, 6, 14, tzinfo=UTC)
    assert clock.at("-2h") == datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
    assert clock.at("+4d 23:59", "America/New_York") == datetime(2027, 3, 14, 4, 59, tzinfo=UTC)
    assert clock.day("+1d", "Asia/Seoul").isoformat() == "2027-03-11"
    assert clock.counting_from("-78d").at("+1d 00:00") == clock.at("-77d 00:00")
    with pytest.raises(ValueError, match="no moment"):
        clock.at("yesterday")


def test_words_to_mark_must_be_said_exactly_once() -> None:
    plain = "One door, then another.\nOne door stayed."

    assert find_words(plain, "then another") == (10, 22)
    assert find_words(plain, "then … stayed.") == (10, 40)
    with pytest.raises(ValueError, match="is not said"):
        find_words(plain, "a window")
    with pytest.raises(ValueError, match="is said twice"):
        find_words(plain, "One door")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# 2 petro\nat: -1d 10:00\n\nWords.", "stands where #1 is expected"),
        ("# 1 petro\nat: -1d 10:00\nmood: good\n\nWords.", '"mood: good" is not understood'),
        ("# 1 petro\nat: -1d 10:00\npassage: no bar\n\nWords.", '"no bar" is no passage'),
        ("# 1 petro\nat: -1d 10:00\n\n", "nothing is said"),
        ("# 1 petro\nlanguage: fr\n\nWords.", "'at'"),
    ],
)
def test_a_mistake_in_the_texts_is_named(text: str, reason: str) -> None:
    with pytest.raises(BadScriptError, match=re.escape(reason)):
        list(reading.read_lines(text, "room.md"))


def test_words_that_are_not_said_stop_the_load_and_leave_nothing(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = reading.FOLDER / "consultations"
    for path in home.rglob("*.*"):
        copy = tmp_path / path.relative_to(home)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(
            path.read_text().replace("| A cable lock costs four dollars", "| A lock costs five dollars")
        )
    monkeypatch.setattr(reading, "HOME", tmp_path)

    with pytest.raises(CommandError, match=r"emerging-trends, #4: .A lock costs five dollars. is not said"):
        call_command("load_demo")

    assert Consultation.objects.count() == User.objects.count() == 0
