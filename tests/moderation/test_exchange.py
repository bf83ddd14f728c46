"""Codebooks leave and come back: in tables, in JSON, and in the format of other programs."""

from __future__ import annotations

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from consultation.models import AuditEntry
from contributions.importing.tables.encodings import ENCODINGS
from moderation import codebook as codebooks
from moderation.actions.codebook import ThemeWords, change_theme
from moderation.actions.importing import import_codebook
from moderation.exchange import refi, sheets
from moderation.exchange.nodes import Node, UnreadableCodebookError, nearest_hue
from moderation.forms.exchange import LARGEST
from moderation.models import Theme
from tests.architecture.house import ROOT
from tests.conftest import make_consultation
from tests.moderation.world import address, plant

pytestmark = pytest.mark.django_db
SCHEMA = ROOT.parent / "shared" / "input" / "refi-qda" / "Codebook.xsd"


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    planted = plant(
        open_consultation, nadia, "Trust", "  Courts", "    Distance", "  Police", "=Land; & <water>"
    )
    words = ThemeWords(
        "Courts", "What courts do.", "A court is named.", "Only a building is meant.", "c", "Ask."
    )
    change_theme(planted["Courts"], words, parent=planted["Trust"], by=nadia)
    return planted


def export(client, consultation, ending):
    return client.get(address("export_codebook", consultation.slug, ending)).content


def tree(consultation):
    memos = dict(Theme.objects.filter(consultation=consultation).values_list("pk", "memo"))
    return [
        (theme.code, theme.name, theme.definition, theme.use_when, theme.use_not, theme.hue, memos[theme.pk])
        for theme in codebooks.load(consultation)
    ]


def send(client, consultation, content, name, **more):
    url = address("import_codebook", consultation.slug)
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def sent_with(page, button):
    """What the form with that button sends as it stands: its fields, and the button if it has a name."""
    forms = lxml.html.fromstring(page.text).forms
    (form,) = (one for one in forms if button in one.text_content() or one.xpath(f".//*[@name='{button}']"))
    buttons = {one.get("name"): one.get("value") for one in form.xpath(".//button[@name]")}
    return {name: value or "" for name, value in form.fields.items() if name != "file"} | buttons


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "qdc"])
def test_a_codebook_comes_back_as_it_left_and_twice_changes_nothing(
    ending, themes, open_consultation, nadia, enter, join
):
    client = enter(nadia)
    content = export(client, open_consultation, ending)
    elsewhere = make_consultation("elsewhere")
    there = enter(join("marta", consultation=elsewhere, role="editor"))

    asked = send(there, elsewhere, content, f"book.{ending}")
    seen = " ".join(asked.text.split())
    assert "Themes to add: 5. Themes whose words change: 0." in seen
    assert '<th scope="row" dir="auto">Distance</th><td dir="auto">Courts</td>' in seen
    assert not Theme.objects.filter(consultation=elsewhere).exists()
    send(there, elsewhere, content, f"book.{ending}", apply="1")
    again = send(there, elsewhere, content, f"book.{ending}", apply="1")

    assert tree(elsewhere) == tree(open_consultation)
    assert "Themes added: 0. Changed: 0. As they were: 5." in again.text
    assert AuditEntry.objects.filter(action="codebook.imported").count() == 1


def test_what_is_wrong_is_said_once_and_above_nothing_else(open_consultation, nadia, enter):
    client = enter(nadia)
    url = address("import_codebook", open_consultation.slug)

    assert "There is a problem" not in client.get(url).text
    assert client.post(url, {}).text.count("There is a problem") == 1
    assert "Choose a file" in client.post(url, {}).text
    assert "Its columns are: title." in send(client, open_consultation, b"title\nx\n", "book.csv").text


def test_a_file_as_large_as_may_be_is_taken_from_its_preview(open_consultation, nadia, enter):
    client, rows = enter(nadia), [f"Theme {n},{'Water and wells. ' * 290}\n" for n in range(210)]
    content = "".join(["name,definition\n", *rows]).encode()
    assert len(content) < LARGEST < len(content) * 1.05

    shown = send(client, open_consultation, content, "book.csv")
    client.post(address("import_codebook", open_consultation.slug), sent_with(shown, "apply"))

    assert Theme.objects.filter(consultation=open_consultation).count() == 210


def test_the_file_that_was_shown_is_taken_without_sending_it_again(open_consultation, nadia, enter):
    client = enter(nadia)
    shown = send(client, open_consultation, b"name\nTrust\n", "book.csv")
    form = shown.context["again"]

    client.post(address("import_codebook", open_consultation.slug), {**form, "apply": "1"})

    assert tree(open_consultation)[0][:2] == ("1", "Trust")


def test_a_round_trip_renames_by_identity(themes, open_consultation, nadia, enter):
    client = enter(nadia)
    content = export(client, open_consultation, "qdc").replace(b'name="Police"', b'name="Police and fear"')

    send(client, open_consultation, content, "book.qdc", apply="1")

    assert Theme.objects.get(pk=themes["Police"].pk).name == "Police and fear"
    assert Theme.objects.filter(consultation=open_consultation).count() == 5


@pytest.mark.skipif(not SCHEMA.exists(), reason="the official schema is not beside this checkout")
def test_what_is_written_is_valid_by_the_official_schema(themes, open_consultation, nadia, enter):
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    schema.assertValid(etree.fromstring(export(enter(nadia), open_consultation, "qdc")))


def test_formulas_are_neutral_in_the_table_and_whole_after_it(themes, open_consultation, nadia, enter):
    content = export(enter(nadia), open_consultation, "csv").decode("utf-8-sig")

    assert "'=Land; & <water>" in content
    assert [node.name for node in sheets.read_csv(content.encode())] == ["Trust", "=Land; & <water>"]


def test_rows_of_a_table_come_in_any_order_and_know_their_parents_by_name():
    roots = sheets.read_csv(b"name;parent;colour\nCourts;Trust;#23743F\nTrust;;\n")

    assert [(node.name, node.hue) for node in roots[0].walk()] == [("Trust", ""), ("Courts", "c")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_encoding_it_was_saved_in(encoding):
    content = "sep=;\nname;definition\nÉcole;Les maîtres, les élèves\n".encode(encoding)

    assert [(node.name, node.definition) for node in sheets.read_csv(content)] == [
        ("École", "Les maîtres, les élèves")
    ]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1250", "Řeka a žízeň"),
        ("mac_roman", "Été à l’école"),
        ("big5", "山區的水"),
        ("gb18030", "山区的水"),
    ],
)
def test_a_table_whose_encoding_is_guessed_wrong_is_read_in_the_one_that_is_chosen(
    encoding, name, open_consultation, nadia, enter
):
    content = f"name,definition\n{name},Water.\n".encode(encoding)
    client = enter(nadia)

    guessed = send(client, open_consultation, content, "book.csv")
    chosen = send(client, open_consultation, content, "book.csv", encoding=encoding)

    assert name not in guessed.text
    assert "<p>Encoding: Windows-1252 (Western Europe)</p>" in guessed.text
    assert f'<th scope="row" dir="auto">{name}</th>' in chosen.text
    assert f"<p>Encoding: {ENCODINGS[encoding]}</p>" in chosen.text
    assert f'<option value="{encoding}" selected>' in chosen.text
    client.post(address("import_codebook", open_consultation.slug), sent_with(chosen, "apply"))
    assert tree(open_consultation)[0][1:3] == (name, "Water.")


def test_a_table_that_was_shown_in_a_wrong_encoding_is_read_again_without_sending_it_again(
    open_consultation, nadia, enter
):
    client, url = enter(nadia), address("import_codebook", open_consultation.slug)
    guessed = send(client, open_consultation, "name\nŘeka a žízeň\n".encode("cp1250"), "book.csv")
    again = sent_with(guessed, "Read again")

    failed = client.post(url, {**again, "encoding": "utf-8"})
    assert failed.status_code == 422
    assert "not written in the encoding that was chosen" in failed.text
    shown = client.post(url, {**sent_with(failed, "Show what happens"), "encoding": "cp1250"})

    assert "Řeka a žízeň" in shown.text
    assert not Theme.objects.exists()
    client.post(url, sent_with(shown, "apply"))
    assert tree(open_consultation)[0][1] == "Řeka a žízeň"


@pytest.mark.parametrize("ending", ["xlsx", "json", "qdc"])
def test_files_that_say_their_encoding_themselves_heed_no_other(
    ending, themes, open_consultation, nadia, enter
):
    client = enter(nadia)
    content = export(client, open_consultation, ending)

    shown = send(client, open_consultation, content, f"book.{ending}", encoding="utf-16")

    assert "Themes to add: 0." in shown.text
    assert "=Land; &amp; &lt;water&gt;" in shown.text
    assert "Encoding" not in shown.text


@pytest.mark.parametrize(
    ("reader", "content", "sentence"),
    [
        (sheets.read_csv, b"title\nx\n", "has no column"),
        (sheets.read_csv, b"name,parent\nx,y\n", "is not in the table"),
        (sheets.read_csv, b"name,parent\nx,y\ny,x\n", "in a circle"),
        (sheets.read_csv, b"", "is empty"),
        (sheets.read_csv, b"\x89PNG\r\n\x1a\n", "holds no text"),
        (sheets.read_csv, b"name,memo\nx,y\nDogs, cats,z\n", "Row 3 of the table: The row has 3 cells where"),
        (sheets.read_json, b"[]", "no codebook in JSON"),
        (
            sheets.read_csv,
            b"name\n" + b"x" * 1_000_001,
            "Row 2 of .* has more than 1,000,000",
        ),
        (sheets.read_csv, b"name\n" + b"x\n" * 5001, "more than 5000"),
        (sheets.read_json, b'{"themes": []}', "no themes"),
        (refi.read, b"<a", "not well-formed"),
        (refi.read, b"<a/>", "not a REFI-QDA codebook"),
        (refi.read, b'<!DOCTYPE x [<!ENTITY e "boom">]><CodeBook><Codes/></CodeBook>', "no themes"),
    ],
)
def test_what_is_no_codebook_is_answered_with_a_sentence(reader, content, sentence):
    with pytest.raises(UnreadableCodebookError, match=sentence):
        reader(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "book.json",
            b'{"themes": [{"name": "Tr\\u0000ust\\ud800", "definition": "\\u0000A b\\u0007ell."}]}',
        ),
        (
            "book.csv",
            b"name,definition\nTr\x00ust,\x00A b\x07ell.\nCourts,What is said of the courts here.\n",
        ),
    ],
)
def test_signs_that_cannot_be_stored_go_and_the_rest_is_taken(name, content, open_consultation, nadia, enter):
    answer = send(enter(nadia), open_consultation, content, name, apply="1")

    assert answer.status_code == 200
    assert tree(open_consultation)[0][1:3] == ("Trust", "A bell.")


def test_other_programs_write_braces_namespaces_and_short_colours():
    content = (
        b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        b'<Code guid="{1F66AD00-0000-4000-8000-00000000000A}"'
        b' name=" Open  data " isCodable="false" color="#26A"><Description>Data.</Description>'
        b'<Code guid="x" name="Portals" isCodable="true"/></Code></Codes></CodeBook>'
    )

    (root,) = refi.read(content)

    assert (root.name, root.definition, root.hue) == ("Open data", "Data.", "b")
    assert str(root.guid) == "1f66ad00-0000-4000-8000-00000000000a"
    assert [child.name for child in root.children] == ["Portals"]
    assert nearest_hue("red") == ""


def test_an_empty_codebook_is_not_written_as_refi(open_consultation, nadia, enter):
    url = address("export_codebook", open_consultation.slug, "qdc")

    assert "at least one theme" in enter(nadia).get(url, follow=True).text
    with pytest.raises(UnreadableCodebookError):
        refi.write([], origin="x")
    assert sheets.read_csv(sheets.write_csv([Node("Trust")]))[0].name == "Trust"


def test_taking_a_file_costs_the_same_statements_for_any_number_of_themes(open_consultation, nadia):
    def cost(start: int, count: int) -> int:
        nodes = [
            Node(f"Section {number}", children=[Node(f"Theme {number}")])
            for number in range(start, start + count)
        ]
        with CaptureQueriesContext(connection) as asked:
            import_codebook(open_consultation, nodes, by=nadia)
        return len(asked)

    assert cost(0, 2) == cost(2, 60)
    done = import_codebook(
        open_consultation, [Node("Section 1", "Now said.", children=[Node("New"), Node("NEW")])], by=nadia
    )
    assert (done.added, done.changed) == (1, 1)
    assert Theme.objects.filter(consultation=open_consultation).count() == 125
