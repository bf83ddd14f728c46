"""A report in two languages: given in the studio, frozen with the version, the same numbers in every file."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pymupdf
import pytest

from consultation.models import AuditEntry
from moderation import codebook
from synthesis import shelf
from synthesis.actions.insights import InsightWords, fingerprint, words_of
from synthesis.actions.translating import translate
from synthesis.actions.wordings import write_insight
from synthesis.checks.lexicon import bare
from synthesis.document import build_document
from synthesis.headings import headings_of
from synthesis.models import BuiltFile, Insight, Section, Translation, Version
from synthesis.redaction import Tainted, redacted
from synthesis.texts import texts_of
from tests.synthesis.published import Published, client_of, forget, put_file, words
from tests.synthesis.reading import docx_text, html_text, pdf_text
from tests.synthesis.report_snapshots import insights_snapshot
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"
FRENCH = f"{STUDIO}translate/fr/"
TITLE, TEXT = "L’avenir que nous voulons", "Une source passe avant un tribunal.[note: Loi de 2019.]"


@pytest.fixture
def report(open_consultation, join, say, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    forget()
    made = Published(open_consultation, join("marta"))
    section = made.heading("Climate justice", made.part("Trends"))
    note = {"t": "note", "ref": made.note("Act of 2019.")}
    spring = made.insight(
        section, "Water first.", [{"t": "text", "v": "A spring comes before a court."}, note]
    )
    made.rest(spring, say(join("isabel"), "Three villages share one spring."), "share one spring")
    made.insight(section, "Land next.", "Nobody has said whose it is.", outside="Letter from a village")
    return made


@pytest.fixture
def french(report):
    """The report with some of its texts in French."""
    guid = Insight.objects.first().guid
    section = Section.objects.get(kind="heading")
    typed = {"title": TITLE, f"s{section.pk}.title": "Justice climatique", f"{guid}.text": TEXT}
    texts = [one for group in texts_of(report.report, _headings(report)) for one in group.texts]
    assert translate(report.report, "fr", texts, typed, by=report.editor) == 3
    return report


def _headings(report):
    return headings_of(report.report, codebook.load(report.consultation))


def give(client, address, typed, **more):
    """Send the form of a page of translation as a browser does."""
    fields = re.findall(r'name="(t-[^"]+)"', client.get(address).text)
    return client.post(address, {**{name: typed.get(name, "") for name in fields}, **more})


def test_texts_are_given_beside_their_originals_and_grow_older_than_them(report, enter):
    editor, insight = enter(report.editor), Insight.objects.first()
    part = f"{FRENCH}?part=s{insight.section_id}"
    keep = {f"t-{insight.guid}.text": TEXT, f"t-{insight.guid}.lead_in": "L’eau."}

    assert editor.get(f"{STUDIO}translate/en/").status_code == 404
    assert "Languages" not in words(editor.get(f"{STUDIO}build/"))
    shown = editor.get(part).text
    assert shown.count("Not translated") == 5
    assert "A spring comes before a court.[note: Act of 2019.]" in shown
    assert give(editor, part, keep)["Location"].endswith(part)
    assert "translate the title" in words(editor.get(f"{STUDIO}translate/"))
    give(editor, FRENCH, {"t-title": TITLE, "t-objective": "Pourquoi.\r\n\r\nEnfin."})
    assert Translation.objects.count() == 4
    assert AuditEntry.objects.filter(action="report.translated").count() == 2
    assert "Français" in words(editor.get(f"{STUDIO}build/"))

    changed = InsightWords("Water first.", "A spring comes before any court.[note: Act of 2019.]")
    write_insight(insight, changed, seen=fingerprint(words_of(insight)), by=report.editor)
    stale = words(editor.get(part))
    assert "The original changed on" in stale
    assert "[added:] any [end of added]" in stale
    assert "1 older than its original" in words(editor.get(f"{STUDIO}translate/"))
    give(editor, part, keep)
    assert "The original changed on" in words(editor.get(part)), "saving the page alone proves nothing"
    give(editor, part, keep, right=f"{insight.guid}.text")
    assert "The original changed on" not in words(editor.get(part))
    give(editor, part, {})
    assert Translation.objects.count() == 2


def test_one_snapshot_is_built_in_two_languages_with_the_same_numbers(french, enter):
    editor = enter(french.editor)
    formats = ["pdf", "docx", "html", "xlsx", "csv", "json"]
    editor.post(f"{STUDIO}builds/", {"formats": formats, "languages": "fr", "with_annex": "on"})
    work_off_everything()

    files = {(one.format, one.language): one for one in BuiltFile.objects.all()}
    assert len(files) == 11
    assert files["pdf", "fr"].name == "future-we-want-draft-1-fr.pdf"
    content = {key: shelf.place_of(one.path).read_bytes() for key, one in files.items()}
    snapshot = Version.objects.get().snapshot
    assert json.loads(content["json", ""]) == snapshot
    for form, read in {"pdf": pdf_text, "docx": docx_text, "html": html_text}.items():
        told, original = read(content[form, "fr"]), read(content[form, ""])
        assert TITLE in told
        assert "Une source passe avant un tribunal." in told
        assert "Loi de 2019." in told
        assert "Nobody has said whose it is." in told, "what nobody translated stays"
        assert "share one spring" in told, "people keep their own words"
        assert "Une source" not in original
        assert "A spring comes before a court." in original
    with pymupdf.open(stream=content["pdf", "fr"]) as pdf:
        spoken = {pdf.xref_get_key(xref, "Lang")[1][:2] for xref in range(1, pdf.xref_length())}
    assert {"fr", "en"} <= spoken
    assert '<span lang="en" dir="ltr">Nobody has said' in content["html", "fr"].decode()
    with zipfile.ZipFile(io.BytesIO(content["docx", "fr"])) as package:
        assert b'w:lang w:val="en-GB"' in package.read("word/document.xml")
    assert "Personnes" in content["csv", "fr"].decode()
    assert numbers(snapshot, "fr") == numbers(snapshot, "")
    assert re.search(r"printed in their first language: Français: \d", words(editor.get(f"{STUDIO}build/")))


def numbers(snapshot, language):
    """Everything that is counted in a document, and its checksum."""
    document = build_document(snapshot, language)
    insights = [one for section in document.sections for one in section.children[0].insights]
    return (
        [one.number for one in document.big_numbers],
        [(one.number, one.support.people, one.support.differing, len(one.evidence)) for one in insights],
        [[row.count for row in chart.rows] for chart in document.charts],
        document.checksum,
    )


def test_readers_find_the_report_in_its_languages_and_each_file_with_its_own(french, client, join):
    version = french.publish(languages=["fr"])
    put_file(version)
    put_file(version, language="fr", name="future-we-want-v1.0-fr.pdf")

    original, translated = (client.get(f"{start}/reports/future-we-want/") for start in ("", "/fr"))
    arabic = client.get("/ar/reports/future-we-want/")

    assert "A spring comes before a court." in words(original)
    assert 'href="/fr/reports/future-we-want/" lang="fr" hreflang="fr"' in original.text
    assert "v1.0-en.pdf" in original.text
    assert "v1.0-fr.pdf" not in original.text
    assert "Une source passe avant un tribunal." in words(translated)
    assert "Justice climatique" in words(translated)
    assert '<h2 id="s-1" lang="en"' in translated.text, "a title that nobody translated"
    assert "v1.0-fr.pdf" in translated.text
    assert "Three villages share one spring." not in words(translated)
    assert "share one spring" in words(translated)
    assert "A spring comes before a court." in words(arabic), "where nobody gave it, it stays as it was"
    assert "Une source" in words(client.get("/reports/future-we-want/?in=fr"))
    assert client_of(join("petro")).get("/reports/future-we-want/?in=xx").status_code == 200


def test_a_translation_of_words_that_were_taken_back_goes_with_them():
    snapshot = insights_snapshot()
    insight = snapshot["sections"][0]["children"][0]["insights"][0]
    said = "three villages far away share one spring"
    insight["paragraphs"][0]["content"] = [{"t": "text", "v": f"One wrote “{said}” last week."}]
    key = insight["id"]
    given = {"title": TITLE, f"{key}.text": "Quelqu’un l’a écrit.", f"{key}.lead_in": "L’eau."}
    texts = [{"of": of, "content": [[{"t": "text", "v": words}]]} for of, words in given.items()]
    snapshot["translations"] = [{"language": "fr", "direction": "ltr", "texts": texts, "names": []}]

    left = redacted(snapshot, Tainted(typed={bare(said)}), {})

    assert [one["of"] for one in left["translations"][0]["texts"]] == ["title", f"{key}.lead_in"]
