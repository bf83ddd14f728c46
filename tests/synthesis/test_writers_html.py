"""The single web page: complete in itself, marked by language."""

from __future__ import annotations

import re

from synthesis.writers.html import write_html
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import ARABIC_QUOTE
from tests.synthesis.theme_snapshots import themes_snapshot


def test_the_web_page_needs_nobody_else():
    html = write_html(insights_snapshot()).data.decode()

    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!https://conspectus\.example/|#|data:|mailto:)[^"]*"', html)
    assert not re.findall(r"url\(", html)


def test_names_in_the_annex_of_the_web_page_stand_apart_from_its_direction():
    html = write_html({**insights_snapshot(), "with_annex": True}).data.decode()

    names = re.findall(r'<section id="e-[^"]*">\s*<h3><a [^>]*>[\d.]+</a> (.*?)</h3>', html)
    assert names
    assert all(name.startswith("<bdi>") for name in names)


def test_the_web_page_marks_language_and_direction():
    html = write_html(themes_snapshot()).data.decode()

    assert f'<blockquote lang="ar" dir="rtl"><p>{ARABIC_QUOTE}</p></blockquote>' in html
    assert '<html lang="en" dir="ltr">' in html
