"""Reports of the demo that do not fit their consultation are refused where they do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone

from synthesis.demo import report_reading
from synthesis.demo.clock import Clock
from synthesis.demo.marking import mark
from synthesis.demo.people import load_people
from synthesis.demo.playing import Play
from synthesis.demo.reading import read_consultation
from synthesis.demo.report_reading import chapters_of
from synthesis.demo.reporting import write_report
from synthesis.demo.script import BadScriptError


def play_of(name: str) -> Play:
    clock = Clock(timezone.now())
    play = Play(read_consultation(name), load_people(clock), clock)
    play.set_up()
    play.perform()
    mark(play)
    return play


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## 1.1\n\n### Said.\nsupport: doors 2 | words\n\nText.", "is not understood"),
        ("## 1.1\n\n### Said.\nsupports: doors | words\n\nText.", "names no passage"),
        ("## 1.1\n\n### Said.\ncaption: A door\n\nText.", "a figure has words but no file"),
        ("Words.\n## 1.1\n", "stands before the first heading"),
    ],
)
def test_a_line_that_means_nothing_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "report.md"
    path.write_text(text)

    with pytest.raises(BadScriptError, match=re.escape(told)):
        list(chapters_of(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# 9\n\nA lead.", "report, 9: '9'"),
        ("## 1.1\n\n### Said.\nsupports: doors 2 | nobody said this\n\nText.", "is not said"),
        ("## 1.1\n\n### Said.\nsupports: doors 99 | words\n\nText.", "report, 1.1"),
    ],
)
def test_a_report_that_quotes_what_nobody_said_is_refused(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    play = play_of("access-to-justice")
    (tmp_path / "access-to-justice").mkdir()
    (tmp_path / "access-to-justice" / "report.md").write_text(text)
    monkeypatch.setattr(report_reading, "HOME", tmp_path)

    with pytest.raises(BadScriptError, match=re.escape(told)):
        write_report(play)
