"""Nested quotes, paths and formulas are words in all six formats; the same report is the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from synthesis.formats import FORMATS
from synthesis.writers.coverage import coverage
from synthesis.writers.fonts import folders
from tests.architecture.house import ROOT
from tests.synthesis.reading import docx_text, html_text, pdf_text, squeezed
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.test_writers_hard_texts import everywhere
from tests.synthesis.test_writers_tables import csv_rows, sheets_of, table

QUOTES = "She said: \"He said: 'They said: “we said: ‘no’ ”' \" « et „so“ » 「と『も』」"
PATHS = "../../etc/passwd C:\\nul ..%2f%2e%2e/ ~root/.ssh file:///etc/hosts image.svg data.json"
FORMULAS = '=HYPERLINK("https://x.example","y") +1+1 -2+3 @SUM(1) =cmd|"/c calc"!A1'
TEXTS = {"pdf": pdf_text, "docx": docx_text, "html": html_text}


@pytest.mark.parametrize("poison", [QUOTES, PATHS, FORMULAS], ids=["quotes", "paths", "formulas"])
def test_poison_is_words_in_every_format(poison):
    snapshot = everywhere(poison)
    picture = insights_snapshot()["sections"][0]["children"][0]["figures"][0]["image"]
    snapshot["sections"][0]["children"][0]["figures"][0]["image"] = picture
    files = {key: one.write(snapshot).data for key, one in FORMATS.items()}
    passages = {
        "csv": csv_rows(files["csv"])[0]["Passage"].removeprefix("'"),
        "xlsx": table(sheets_of(files["xlsx"])["Evidence"])[0]["Passage"],
    }

    assert {key: " ".join(str(one).split()) for key, one in passages.items()} == dict.fromkeys(
        passages, poison
    )
    for key, read in TEXTS.items():
        assert squeezed(read(files[key])).count(squeezed(poison)) >= 10, key


HASHES = """
import json, sys
import django
django.setup()
from synthesis.formats import FORMATS
from hashlib import sha256
snapshot = json.load(sys.stdin)
print(json.dumps({key: sha256(one.write(snapshot).data).hexdigest() for key, one in FORMATS.items()}))
"""


def test_another_process_in_another_zone_with_another_seed_writes_the_same_bytes():
    snapshot = insights_snapshot()
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", HASHES],
        cwd=ROOT,
        env={**os.environ, **elsewhere, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        input=json.dumps(snapshot),
        text=True,
        capture_output=True,
        check=True,
        timeout=600,
    )

    here = {key: sha256(one.write(snapshot).data).hexdigest() for key, one in FORMATS.items()}
    assert json.loads(told.stdout) == here


def test_the_characters_of_a_font_are_those_it_has():
    for path in [path for folder in folders() for path in Path(folder).rglob("*.tt[fc]")]:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            assert coverage(path).codes() == set(font.getBestCmap()), path.name
