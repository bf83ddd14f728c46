"""Files of other places, read as tables and understood row by row. No database."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings

from consultation.sheets.cells import literal
from contributions.importing.mapping import Asked, Defaults, Entry, Interpreter, RefusedRow, guess_mapping
from contributions.importing.mapping.values import country_from, language_from, moment_from
from contributions.importing.reasons import REASONS, sentence
from contributions.importing.rows import UnfitFileError
from contributions.importing.tables import Reading, examine, read_table
from contributions.importing.tables.encodings import ENCODINGS, guess_encoding
from contributions.importing.tables.shape import LONGEST_CELL

INPUT = settings.BASE_DIR.parent / "shared" / "input"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
QUESTIONS = [
    Asked(11, 1, "Water", "Who waits for water?"),
    Asked(12, 2, "Light", "Where is it dark?"),
]


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def understood(path: Path, questions: list[Asked] | None = None) -> list[Entry | RefusedRow]:
    found = examine(path, path.name)
    mapping = guess_mapping(found.columns, found.sample, questions or QUESTIONS)
    assert not list(mapping.problems())
    reader = Interpreter(mapping, Defaults("Letters", NOW, UTC), questions or QUESTIONS)
    return [one for line in read_table(path, found.reading).lines() for one in reader.entries(line)]


def sheet(path: Path, *rows: list[object]) -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("Letters")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                page.write(number, place, value)
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter", "ends"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8-sig", ";", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-16-le", ";", "\n"),
        ("cp1252", ";", "\r\n"),
        ("utf-8", "|", "\r"),
    ],
)
def test_encoding_and_separator_are_recognised(tmp_path, encoding, delimiter, ends):
    rows = [["Name", "Comment", "Country"], ["Zoë Ruß", '"Größe, Maß; und\nRest"', "Österreich"]]
    text = ends.join(delimiter.join(row) for row in rows)
    path = written(tmp_path, "a.csv", text.encode(encoding))

    (entry,) = understood(path)

    assert entry.payload["text"] == "Größe, Maß; und\nRest"
    assert entry.payload["person"]["name"] == "Zoë Ruß"
    assert entry.payload["country"] == "AT"


ONE_BYTE = {
    "cp1251": [
        "Нам нужна чистая вода каждый день",
        "НАМ НУЖНА ЧИСТАЯ ВОДА КАЖДЫЙ ДЕНЬ",
        "Дорога до школы далека, и зимой её заносит. НАМ НУЖЕН АВТОБУС!",
        "Пътищата са лоши.",
        "ПЪТИЩАТА СА ЛОШИ",
        "Има ли пијаће воде и на селу, или нема? Нама је далеко, не можемо ни дању ни ноћу.",
        "ПУТЕВИ СУ ЛОШИ",
        "Да, но кога дојде. Има и добри дела.",
        "Дороги погані, школа далеко.",
        "ДОРОГИ ПОГАНІ І ЇХ НІХТО НЕ ЛАГОДИТЬ",
        "Дарогі дрэнныя, і ўсё далёка.",
    ],
    "cp1256": [
        "نريد ماء نظيفا في القرية كل يوم",
        "شكراً جزيلاً",
        "إنّ الماءَ حقٌّ لكلِّ إنسانٍ في هذه الأرضِ",
        "الطُّرُقُ بَعِيدَةٌ وَالمَدْرَسَةُ مُغْلَقَةٌ",
        "جفّت عشر آبار صغيرة",
        "المدرسة بعيدة جدًا، والطريق سيئ؛ فمتى تُصلحونه؟",
        "نحتاج إلى طبيب في القرية كل أسبوع، والمستوصف مغلق منذ الصيف: « fermé à clé »",
    ],
    "cp1252": [
        "L’été, l’école est fermée, à côté du marché où l’eau a été coupée.",
        "Größe, Maß und Übergänge müssen überprüft werden.",
        "L’ÉCOLE EST FERMÉE L’ÉTÉ",
        "La caña no llegó; ¿mañana sí?",
    ],
}


@pytest.mark.parametrize(
    ("encoding", "said"), [(encoding, said) for encoding, texts in ONE_BYTE.items() for said in texts]
)
def test_scripts_of_one_byte_are_told_apart_in_capitals_and_with_vowel_signs(tmp_path, encoding, said):
    assert guess_encoding(written(tmp_path, "a.csv", f"id,comment\n1,{said}\n".encode(encoding))) == encoding


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-8-sig"])
def test_an_encoding_that_is_known_by_its_mark_can_be_chosen_too(tmp_path, encoding):
    guessed = guess_encoding(written(tmp_path, "a.csv", "id,comment\n1,water\n".encode(encoding)))

    assert guessed == encoding
    assert guessed in ENCODINGS


def test_what_looks_like_nothing_or_like_a_number_stays_text(tmp_path):
    cells = ["N/A", "0", "=1+1", "007", "None", "null", "NaN", "!", "😂", "-"]
    table = "id,comment\n" + "".join(f"{number:03},{cell}\n" for number, cell in enumerate(cells, 1))
    in_sheet = sheet(
        tmp_path / "a.xlsx", ["id", "comment"], *([f"{n:03}", c] for n, c in enumerate(cells, 1))
    )
    in_json = json.dumps([{"id": f"{n:03}", "comment": c} for n, c in enumerate(cells, 1)])

    for path in (
        written(tmp_path, "a.csv", table),
        in_sheet,
        written(tmp_path, "a.json", in_json),
        written(tmp_path, "a.jsonl", "\n".join(json.dumps(one) for one in json.loads(in_json))),
    ):
        found = understood(path)
        assert [one.payload["text"] for one in found] == cells
        assert [one.own for one in found][:2] == ["001", "002"]


def test_each_bad_row_has_a_sentence_and_the_others_stand(tmp_path):
    rows = [
        "id,name,date,language,question,consent,comment",
        "1,Ana,2026-03-02,English,1,yes,Good",
        "2,Ana,someday,English,1,yes,Good",
        "3,Ana,2099-01-01,English,1,yes,Good",
        "4,Ana,2026-03-02,English,9,yes,Good",
        "5,Ana,2026-03-02,English,1,no,Good",
        "6,Ana,2026-03-02,English,1,yes,  \u200b",
        f"7,Ana,2026-03-02,English,1,yes,{'x' * 70_001}",
        "8,Ana,2026-03-02,English,1,yes,one,two",
        f"9,{'n' * 200},2026-03-02,English,1,yes,Good",
        "10,Ana,2026-03-02",
        '11,Ana,2026-03-02,Français,Where is it dark?,anonymous,"Never closed',
        "12,Bea,2026-03-02,English,1,yes,Lost",
    ]
    found = understood(written(tmp_path, "a.csv", "\n".join(rows)))

    refused = {one.reason: one for one in found if isinstance(one, RefusedRow)}
    reasons = {"date", "future", "empty", "unclosed", "unknown question", "no consent", "long text"}
    assert set(refused) == reasons | {"too wide", "long name"}
    told = {reason: sentence(one.reason, one.values) for reason, one in refused.items()}
    assert "70,001" in told["long text"]
    assert "8 cells" in told["too wide"]
    assert not any("%(" in words for words in told.values())
    assert set(REASONS) >= set(refused)
    (good,) = [one for one in found if isinstance(one, Entry)]
    assert (good.payload["questions"], good.payload["language"]) == ([11], "en")


def test_a_column_for_each_question_makes_a_contribution_of_each_answer(tmp_path):
    rows = ["Respondent;Privacy;Who waits for water?;Q2;Score"]
    rows += ["r1;Anonymous;We all do.;At the quay;3", "r2;Public;;The lane;4", "r3;Public;;;5"]

    found = understood(written(tmp_path, "survey.csv", "\n".join(rows)))

    said = [(one.payload["text"], one.payload["questions"]) for one in found if isinstance(one, Entry)]
    assert said == [("We all do.", [11]), ("At the quay", [12]), ("The lane", [12])]
    assert [one.payload["person"]["key"] for one in found[:2]] == [found[0].payload["person"]["key"]] * 2
    assert found[3].reason == "empty"


def test_polis_exports_are_read_as_they_are(tmp_path):
    head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
    rows = ["1521223304957,Sat Mar 17 01:01:44 WIB 2018,2157,77,1,0,0,Keep the quay simple"]
    rows += ["1520719698408,Sun Mar 11 05:08:18 WIB 2018,1905,78,1,0,-1,Buy this"]

    accepted, rejected = understood(written(tmp_path, "comments.csv", "\n".join([head, *rows])))

    assert accepted.own == "2157"
    assert accepted.at == datetime(2018, 3, 16, 18, 1, 44, 957000, UTC)
    assert accepted.payload["person"]["code"] == "77"
    assert rejected.reason == "rejected"


def test_the_same_thing_has_the_same_key_whatever_the_file_is_called(tmp_path):
    one = understood(written(tmp_path, "a.csv", "id,name,comment\n1,Ana,Yes\n2,Ana,Yes\n"))
    other = understood(written(tmp_path, "b.csv", "name;id;comment\nAna;1;Yes\nAna;3;No\n"))

    assert one[0].key == other[0].key
    assert len({entry.key for entry in [*one, *other]}) == 3


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("19.06.2020 23:58", "2020-06-19T23:58:00+00:00"),
        ("2020-06-19", "2020-06-19T00:00:00+00:00"),
        ("6/19/2020 1:05 PM", "2020-06-19T13:05:00+00:00"),
        ("3/4/2020", "2020-04-03T00:00:00+00:00"),
        ("19 June 2020", "2020-06-19T00:00:00+00:00"),
        ("2020-06-19T10:00:00-04:00", "2020-06-19T10:00:00-04:00"),
        ("1592611080", "2020-06-19T23:58:00+00:00"),
        ("31.02.2020", None),
        ("7", None),
        ("soon", None),
    ],
)
def test_dates_as_tables_write_them(cell, expected):
    found = moment_from(cell)

    assert (found.isoformat() if found else None) == expected


def test_names_of_languages_and_countries():
    assert [language_from(name) for name in ("German", "français", "pt-BR", "zh", "Klingon")] == [
        "de",
        "fr",
        "pt-br",
        "zh",
        "",
    ]
    assert [country_from(name) for name in ("United States", "Allemagne", "KEN", "kg", "Atlantis")] == [
        "US",
        "DE",
        "KE",
        "KG",
        "",
    ]


def zipped(**parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def lying_bomb() -> bytes:
    """A part that unpacks to 300 MB and states a kilobyte."""
    content = bytearray(
        zipped(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": bytes(300 << 20)})
    )
    stated = struct.pack("<I", 300 << 20)
    return bytes(content.replace(stated, struct.pack("<I", 1024)))


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNFIT = {
    "empty.csv": b"",
    "heading.csv": b"id,comment\n",
    "binary.csv": bytes(range(256)) * 20,
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "book.csv": zipped(a=b"x"),
    "text.xlsx": b"id,comment\n1,Yes\n",
    "archive.xlsx": zipped(a=b"x"),
    "old.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600),
    "old.xls": b"\xd0\xcf\x11\xe0" + bytes(600),
    "cut.xlsx": zipped(**{"xl__workbook.xml": b"<x/>"})[:60],
    "macros.xlsx": zipped(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}),
    "far.xlsx": zipped(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": FAR}),
    "placeless.xlsx": zipped(
        **{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": "<row><c><v>1</v></c></row>"}
    ),
    "bomb.xlsx": lying_bomb,
    "broken.json": b'[{"id": 1},',
    "deep.json": b"[" * 100_000,
    "digits.json": b"[" + b"9" * 10_000 + b"]",
    "scalar.json": b'"words"',
    "letters.docx": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, name):
    content = UNFIT[name]
    path = written(tmp_path, name, content() if callable(content) else content)

    with pytest.raises(UnfitFileError, match=r"^[A-Z].*\.$"):
        examine(path, name)


@pytest.mark.parametrize(("rest", "why"), [("", "too long"), ("\n3,No\n", "too long"), (None, "unclosed")])
def test_a_cell_without_end_is_one_bad_row_and_a_wrong_encoding_a_sentence(tmp_path, rest, why):
    cell = '"No' if rest is None else "x" * (LONGEST_CELL + 1) + rest
    path = written(tmp_path, "a.csv", f"id,comment\n1,Yes\n2,{cell}")

    assert [one.reason for one in understood(path) if isinstance(one, RefusedRow)] == [why]
    assert f"more than {LONGEST_CELL:,} characters" in sentence("too long", {"found": 0, "columns": 2})
    latin = written(tmp_path, "b.csv", "id,comment\n1,Größe\n".encode("cp1252"))
    with pytest.raises(UnfitFileError, match="encoding"):
        examine(latin, "b.csv", Reading("csv", "utf-8", ","))


def test_signs_that_cannot_be_stored_go_and_formulas_are_disarmed(tmp_path):
    (entry,) = understood(written(tmp_path, "a.json", '[{"id": "1\\u0000", "text": "a\\u0000b\\ud800c"}]'))

    assert (entry.own, entry.payload["text"]) == ("1", "abc")
    assert [literal(cell) for cell in ("=1", "+1", "-1", "@a", "\t=1", "a=1")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\t=1",
        "a=1",
    ]


REAL = {
    "datasets/eu-ai-whitepaper-2020/open_answers_long.csv": (6691, {}),
    "datasets/eu-ai-whitepaper-2020/responses_wide.csv": (7114, {"empty": 224}),
    "datasets/polis-open-data/march-on.operation-marchin-orders/comments.csv": (1767, {"rejected": 395}),
    "datasets/bowling-green-topics-en/comments.json": (607, {}),
    "datasets/tttc-samples-en/tiny.csv": (5, {}),
    "discussion-room.csv": (12, {}),
    "discussion-room.json": (12, {}),
}


@pytest.mark.skipif(not INPUT.is_dir(), reason="real input files are not at hand")
@pytest.mark.parametrize("name", REAL)
def test_open_data_are_understood_by_the_guess_alone(name):
    found = understood(INPUT / name, [Asked(n, n, text=f"Question number {n}") for n in range(1, 19)])

    refused = Counter(one.reason for one in found if isinstance(one, RefusedRow))
    assert (len(found) - refused.total(), dict(refused)) == REAL[name]
