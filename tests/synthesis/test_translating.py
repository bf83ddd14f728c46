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
from rooms.models import GuidingQuestion
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
from tests.synthesis.marking import tag, theme
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
    assert translate(report.report, "fr", texts, typed, seen={}, by=report.editor) == 3
    return report


def _headings(report):
    return headings_of(report.report, codebook.load(report.consultation))


def give(client, address, typed, **more):
    """Send the form of a page of translation as a browser does."""
    return client.post(address, form_of(client, address) | typed | more)


def form_of(client, address):
    """The empty fields of a page of translation, and the hidden ones as they are."""
    page = client.get(address).text
    hidden = re.findall(r'type="hidden" name="(seen-[^"]+)" value="([^"]+)"', page)
    return dict.fromkeys(re.findall(r'name="(t-[^"]+)"', page), "") | dict(hidden)


def test_texts_are_given_beside_their_originals_and_grow_older_than_them(report, enter):
    editor, insight = enter(report.editor), Insight.objects.first()
    part = f"{FRENCH}?part=s{insight.section_id}"
    keep = {f"t-{insight.guid}.text": TEXT, f"t-{insight.guid}.lead_in": "L’eau."}

    assert editor.get(f"{STUDIO}translate/en/").status_code == 404
    assert "Languages" not in words(editor.get(f"{STUDIO}build/"))
    shown = editor.get(part).text
    assert shown.count("Not translated") == 6
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


@pytest.fixture
def signed(french, join, say):
    """More of the report that is not the editors' words: a source, questions, signatures, countries."""
    for name in ("ann", "bo", "cleo"):
        say(join(name, country="DE"), f"{name} wrote this.")
    water = theme(french.consultation, "Water")
    courts = french.heading("Courts", french.report.sections.get(kind="part"))
    courts.themes.add(water)
    tag(say(join("petro"), "Help desks answer.", naming="withheld"), water, join("nadia"))
    spring, land = Insight.objects.order_by("pk")
    far = french.rest(spring, say(join("helena", country="SH"), "Wells ran dry in May."), "ran dry")
    note = land.outside.get()
    note.words = "Springs dry up."
    note.save()
    question = GuidingQuestion.objects.get(number=2)
    typed = {f"o{note.pk}.source": "Lettre d’un village", f"q{question.pk}": "Ce qui change"}
    texts = [one for group in texts_of(french.report, _headings(french)) for one in group.texts]
    assert translate(french.report, "fr", texts, typed, seen={}, by=french.editor) == 2
    return far


def test_sources_questions_and_signatures_are_in_the_language_of_each_file(signed, french, enter):
    editor = enter(french.editor)
    formats = ["pdf", "docx", "html", "xlsx", "csv"]
    editor.post(f"{STUDIO}builds/", {"formats": formats, "languages": "fr", "with_annex": "on"})
    work_off_everything()

    files = {(one.format, one.language): one for one in BuiltFile.objects.all()}
    content = {key: shelf.place_of(one.path).read_bytes() for key, one in files.items()}
    for form, read in {"pdf": pdf_text, "docx": docx_text, "html": html_text}.items():
        told, original = read(content[form, "fr"]), read(content[form, ""])
        for french_words, english in SAID:
            assert french_words in told, (form, french_words)
            assert english not in told, (form, english)
            assert english in original, (form, english)
        assert "Springs dry up." in told, "what nobody translated stays"
    assert '<bdi lang="en">Springs dry up.' in content["html", "fr"].decode()
    assert "Letter from a village" in content["csv", ""].decode()
    assert "Lettre d’un village" in content["csv", "fr"].decode()
    with zipfile.ZipFile(io.BytesIO(content["xlsx", "fr"])) as package:
        book = b"".join(map(package.read, package.namelist())).decode(errors="replace")
    assert "2 Ce qui change" in book
    assert "2 Label 2" not in book

    snapshot = Version.objects.get().snapshot
    for row in snapshot["figures"]["by_question"]:
        del row["id"]
    for section in snapshot["sections"][0]["children"]:
        for insight in section["insights"]:
            insight["outside"] = [{k: v for k, v in one.items() if k != "id"} for one in insight["outside"]]
    old = build_document(snapshot, "fr")
    assert old.sections[0].children[0].insights[1].outside[0].line.endswith("Letter from a village.")
    assert "2 Label 2" in [row.label for chart in old.charts for row in chart.rows]


SAID = [
    ("Lettre d’un village", "Letter from a village"),
    ("2 Ce qui change", "2 Label 2"),
    ("Nom non communiqué", "Name withheld"),
    ("Allemagne", "Germany"),
    ("Sainte-Hélène", "Saint Helena"),
]


def test_what_the_platform_says_in_signatures_is_in_the_language_of_the_page(signed, french, client):
    french.publish(languages=["fr"])
    pages = {code: words(client.get(f"{code}/reports/future-we-want/")) for code in ("", "/fr", "/ar")}

    for french_words, english in SAID:
        assert french_words in pages["/fr"], french_words
        assert english not in pages["/fr"], english
        assert english in pages[""], english
    assert "ألمانيا" in pages["/ar"], "though nobody gave its texts in Arabic"
    assert "Name withheld" not in pages["/ar"]
    assert "Letter from a village" in pages["/ar"]
    assert "A spring comes before a court." in pages["/ar"]

    said = signed.contribution
    said.naming = "withheld"
    said.save(update_fields=["naming"])
    later = words(client.get("/fr/reports/future-we-want/"))
    assert "Helena" not in later
    assert later.count("Nom non communiqué") > pages["/fr"].count("Nom non communiqué")


@pytest.fixture
def desks(french, join):
    """Two editors' browsers at one part, whose address comes first, and the names of two of its fields."""
    insight = Insight.objects.first()
    part = f"{FRENCH}?part=s{insight.section_id}"
    hers, his = client_of(french.editor), client_of(join("sunhee", role="editor"))
    return part, hers, his, f"t-{insight.guid}.text", f"t-{insight.guid}.lead_in"


def standing():
    """The translations of the insight's texts, by the ends of their keys."""
    listed = Translation.objects.filter(of__endswith=".text") | Translation.objects.filter(
        of__endswith="lead_in"
    )
    return {of.rpartition(".")[2]: text for of, text in listed.values_list("of", "text")}


def test_two_people_at_one_text_see_both_and_lose_nothing(desks):
    part, hers, his, text, lead_in = desks
    seen = form_of(hers, part) | {text: TEXT}
    his_form = form_of(his, part) | {text: "Sa version à lui.", lead_in: "L’eau."}
    assert his.post(part, his_form).status_code == 302

    both = hers.post(part, seen | {text: "Sa version à elle."})
    told = words(both)
    assert both.status_code == 409
    assert "Changed by Sun-hee Park, " in told
    assert "Sa version à lui." in told
    assert "Sa version à elle.</textarea>" in both.text
    assert 'value="L’eau."' in both.text, "what she left alone is as he saved it"
    assert standing() == {"text": "Sa version à lui.", "lead_in": "L’eau."}
    again = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', both.text))
    assert hers.post(part, seen | again | {text: "Les deux.", lead_in: "L’eau."}).status_code == 302
    assert standing() == {"text": "Les deux.", "lead_in": "L’eau."}

    # What she leaves alone while he changes it is his.
    seen = form_of(hers, part) | {text: "Les deux.", lead_in: "L’eau d’abord."}
    assert his.post(part, form_of(his, part) | {text: "Encore lui.", lead_in: "L’eau."}).status_code == 302
    assert hers.post(part, seen).status_code == 302
    assert standing() == {"text": "Encore lui.", "lead_in": "L’eau d’abord."}


def test_an_original_that_changes_or_goes_while_somebody_translates_it_takes_no_words_along(desks, french):
    part, hers, _his, text, lead_in = desks
    insight = Insight.objects.first()
    seen = form_of(hers, part) | {text: "Toujours elle.", lead_in: "L’eau d’abord."}
    changed = InsightWords("Water first.", "A spring comes before any court.")
    write_insight(insight, changed, seen=fingerprint(words_of(insight)), by=french.editor)
    anew = hers.post(part, seen)
    assert anew.status_code == 409
    assert "The original was changed while you worked." in words(anew)
    assert "Toujours elle.</textarea>" in anew.text

    seen = form_of(hers, part) | {text: "Des mots pour rien."}
    Insight.objects.filter(pk=insight.pk).delete()
    gone = hers.post(part, seen)
    assert gone.status_code == 409
    assert "no longer in the report. Copy your words to keep them." in words(gone)
    assert "Des mots pour rien." in words(gone)


def test_a_conflict_elsewhere_leaves_every_typed_word_in_its_field(desks, french):
    part, hers, _his, text, _lead_in = desks
    water, land = Insight.objects.order_by("pk")
    elsewhere = Section.objects.exclude(pk=water.section_id).get()
    beside = f"t-{land.guid}.text"
    seen = form_of(hers, part) | {text: "L’eau, à elle.", beside: "La terre, à elle."}
    Insight.objects.filter(pk=water.pk).update(section=elsewhere)
    water.refresh_from_db()
    changed = InsightWords("Water first.", "A spring comes before any court.")
    write_insight(water, changed, seen=fingerprint(words_of(water)), by=french.editor)

    both = hers.post(part, seen)
    assert both.status_code == 409
    assert "The original was changed while you worked." in words(both)
    assert "L’eau, à elle.</textarea>" in both.text
    assert "La terre, à elle.</textarea>" in both.text
    assert f'action="{part.removeprefix(FRENCH)}"' in both.text

    again = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', both.text))
    assert hers.post(part, seen | again).status_code == 302
    kept = set(Translation.objects.values_list("text", flat=True))
    assert {"L’eau, à elle.", "La terre, à elle."} <= kept


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
