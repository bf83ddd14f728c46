"""Contributions and passages leave as streams: what readers see, nothing else, literal in every cell."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from consultation import exporting
from contributions.models import Visibility
from tests.moderation.world import address, plant
from tests.synthesis.marking import highlight, tag

pytestmark = pytest.mark.django_db

POISON = [
    '=HYPERLINK("https://x.example","y") stays',
    "\t=1+1",
    "＝1+1",
    "<r><t>a</t></r> & <w:p/> ]]> {{ x }}",
    "_x0041_ and _x000B_",
    "../../etc/passwd",
]
ARABIC = "الماء لكل القرى"
LONG = "x" * 33_000


def fetched(client, name: str, ending: str) -> bytes:
    answer = client.get(address(name, "future-we-want", ending))
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="future-we-want-')
    return b"".join(answer.streaming_content)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets_of(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table(rows: list[list[object]]) -> list[dict[str, object]]:
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


@pytest.fixture
def said(open_consultation, join, say):
    """Contributions with every text that spreadsheets and XML like to misread, one by nobody, one hidden."""
    isabel = join("isabel")
    made = [say(isabel, words) for words in POISON]
    made.append(say(join("petro"), "Help desks answer.", naming="withheld"))
    made.append(say(join("layla"), ARABIC, language="ar"))
    made.append(say(isabel, LONG))
    gone = say(isabel, "This was an insult.")
    gone.visibility = Visibility.HIDDEN
    gone.save()
    return made


@pytest.fixture
def coded(open_consultation, join, said):
    nadia = join("nadia")
    themes = plant(open_consultation, nadia, "Water", "  =Springs", "Courts")
    for one in (said[0], said[7]):
        highlight(one, one.revision.plain.strip(), themes["=Springs"], nadia)
    tag(said[6], themes["Water"], nadia)
    return themes


def test_every_contribution_leaves_as_readers_see_it_and_literal(coded, said, enter, join):
    client = enter(join("tomas"))
    tables = rows_of(fetched(client, "export_contributions", "csv"))
    data = fetched(client, "export_contributions", "xlsx")
    sheets = sheets_of(data)
    cells = table(sheets["Contributions"])

    assert [row["Text"].removeprefix("'").strip() for row in tables[:6]] == [one.strip() for one in POISON]
    assert [str(row["Text"]).strip() for row in cells[:6]] == [one.strip() for one in POISON]
    assert not [cell for row in tables for cell in row.values() if cell.lstrip().startswith(("=", "＝"))]
    assert [row["Number"] for row in tables] == [str(int(str(row["Number"]).split(".")[0])) for row in cells]
    assert [row["Name"] for row in tables[5:8]] == ["Isabel Quirós", "Name withheld", "Layla Haddad"]
    assert "Petro" not in str(tables) + str(sheets)
    assert "insult" not in str(tables) + str(sheets)
    assert "Hidden, held and withdrawn contributions are left out: 1." in str(sheets["Read me"])
    assert (tables[6]["Themes"], cells[0]["Themes"]) == ("1 Water", "1.1 =Springs")
    assert (len(tables[8]["Text"]), len(str(cells[8]["Text"]))) == (len(LONG), 32_767)
    assert "Texts cut because a cell holds no more: 1." in str(sheets["Read me"])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in b"".join(map(package.read, package.namelist()))
        assert b'state="frozen"' in package.read("xl/worksheets/sheet2.xml")


def test_passages_stand_under_their_themes_in_every_format(coded, said, enter, join, tmp_path):
    client = enter(join("tomas"))
    tables = rows_of(fetched(client, "export_passages", "csv"))
    cells = table(sheets_of(fetched(client, "export_passages", "xlsx"))["Passages"])
    data = fetched(client, "export_passages", "docx")
    document = docx.Document(io.BytesIO(data))
    told = [(paragraph.style.name, _text(paragraph)) for paragraph in document.paragraphs]

    expected = [("1", "(tagged as a whole)"), ("1.1", POISON[0]), ("1.1", ARABIC)]
    assert [(row["Code"], row["Passage"].removeprefix("'")) for row in tables] == expected
    assert [(str(row["Code"]), row["Passage"]) for row in cells] == expected
    assert [one for one in told if one[0] in {"Heading 1", "Heading 2", "Quote"}] == [
        ("Heading 1", "1 Water"),
        ("Quote", "(tagged as a whole)"),
        ("Heading 2", "1.1 =Springs"),
        ("Quote", POISON[0]),
        ("Quote", ARABIC),
        ("Heading 1", "2 Courts"),
    ]
    assert ("Source", "Name withheld · Emerging trends · contribution 7") in told
    arabic = next(one for one in document.paragraphs if _text(one) == ARABIC)
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert arabic.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    assert f"#p{said[0].taggings.get().passage_id}" in document.element.xml
    if shutil.which("soffice"):
        (tmp_path / "passages.docx").write_bytes(data)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/home",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "passages.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=600
        )
        assert (tmp_path / "passages.pdf").stat().st_size > 1000


def _text(paragraph) -> str:
    return "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))


def test_exports_cost_the_same_whatever_there_is_and_only_the_team_has_them(coded, say, enter, join):
    client = enter(join("tomas"))

    def statements() -> list[int]:
        counts = []
        for name, ending in (("contributions", "csv"), ("contributions", "xlsx"), ("passages", "docx")):
            with CaptureQueriesContext(connection) as counted:
                fetched(client, f"export_{name}", ending)
            counts.append(len(counted))
        return counts

    before = statements()
    for number in range(3):
        say(join("carlos"), f"One more, {number}.")

    assert statements() == before
    assert max(before) <= 10 + SESSION + RECORDED
    assert client.get(address("export_contributions", "future-we-want", "exe")).status_code == 404
    assert enter(join("carlos")).get(address("export_passages", "future-we-want", "docx")).status_code == 403


def test_the_log_says_who_took_which_file_and_nobody_takes_many_at_once(coded, enter, join, settings):
    settings.RATE_LIMITS = True
    client, (most, within) = enter(join("tomas")), exporting.LIMITS[0]
    client.head(address("export_passages", "future-we-want", "csv"))
    for _ in range(most - 1):
        fetched(client, "export_contributions", "csv")
    client.get(address("export_codebook", "future-we-want", "qdc"))

    refused = client.get(address("export_passages", "future-we-want", "docx"))
    log = " ".join(re.sub(r"<[^>]+>", " ", client.get(address("log", "future-we-want")).text).split())

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= within.total_seconds()
    assert f"You are downloading quickly. Wait {refused['Retry-After']} seconds." in refused.text
    assert log.count("Tomás Rivera All contributions exported") == most - 1
    assert "Tomás Rivera Codebook exported" in log
    assert "file: Codebook (REFI-QDA)" in log
    assert "All passages exported" not in log
    fetched(enter(join("nadia")), "export_passages", "csv")
    settings.RATE_LIMITS = False
    fetched(enter(join("tomas")), "export_passages", "csv")


SESSION = 3  # statements that any page of somebody signed in takes
RECORDED = 4  # by which the record learns of it, in a transaction of its own
