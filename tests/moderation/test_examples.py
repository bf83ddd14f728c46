"""Examples of themes leave with the codebook, arrive elsewhere, and never say what not everybody may read."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example as case
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from consultation.models import Audience
from contributions.actions.revising import Edit, revise
from contributions.actions.sealing import seal_version
from contributions.models import Naming
from moderation.actions.coding import NewPassages, save_passages
from moderation.actions.decisions import hide
from moderation.actions.reshaping import merge_themes, undo
from moderation.examples import LONGEST, MOST, Example, as_kept, elsewhere, example, in_lines
from moderation.exchange import refi, sheets, workbooks
from moderation.exchange.nodes import Node, UnreadableCodebookError, checked
from moderation.models import Tagging, Theme
from moderation.views.exchange import tree_of_all
from tests.conftest import make_consultation
from tests.moderation.test_exchange import SCHEMA
from tests.moderation.world import address, plant

FORMATS = {
    "csv": (sheets.write_csv, sheets.read_csv),
    "xlsx": (workbooks.write, workbooks.read),
    "json": (lambda roots: sheets.write_json(roots, title="x"), sheets.read_json),
    "qdc": (lambda roots: refi.write(roots, origin="x"), refi.read),
}
WORDS = st.text(st.sampled_from('ab=+@"“” —-#1:,;\n\t\r<&\u2028\u0627\U0001f600'), max_size=40)
NASTY = example("=1+1” — said “so”, she said.", 'Bar "Lex” & <co>, #4')


@given(st.lists(st.builds(example, WORDS, WORDS), max_size=4), st.lists(WORDS, min_size=4, max_size=4))
@case(
    [NASTY, example("“Quoted”"), example('"'), example("x", "—")],
    ["a\n Memo: b", "Memo: c", "", "Example: “x”"],
)
@settings(max_examples=60)
def test_every_format_gives_back_the_examples_and_the_words_that_it_was_given(examples, words):
    definition, use_when, use_not, memo = words
    roots = checked([Node("Courts", definition, use_when, use_not, memo, examples=examples)])
    sent = roots[0]

    for write, read in FORMATS.values():
        (got,) = read(write(roots))
        assert got.examples == sent.examples
        assert (got.definition, got.use_when, got.use_not, got.memo) == tuple(
            getattr(sent, name) for name in ("definition", "use_when", "use_not", "memo")
        )


def test_a_line_is_read_as_people_type_it():
    typed = (
        'Two hours away.\n\n"So far." - Ana, Chile\n“„Weit”, sagt sie.” – Ana\n« Loin. » — Ana, Chili\n“Open'
    )

    assert in_lines(typed) == [
        Example("Two hours away."),
        Example("So far.", "Ana, Chile"),
        Example("„Weit”, sagt sie.", "Ana"),
        Example("Loin.", "Ana, Chili"),
        Example("“Open"),
    ]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([{"words": "x" * (LONGEST + 1)}], "example of “Courts” is longer than 1000"),
        ([{"words": "x", "source": "y" * 201}], "source of an example of “Courts” is longer than 200"),
        ([{"words": f"x{number}"} for number in range(MOST + 1)], "“Courts” has more than 12 examples"),
        (["x"], "no codebook in JSON"),
        ([{"source": "x"}], "no codebook in JSON"),
        (7, "no codebook in JSON"),
    ],
)
def test_examples_that_cannot_be_taken_are_answered_with_a_sentence(told, sentence):
    content = json.dumps({"themes": [{"name": "Courts", "examples": told}]}).encode()

    with pytest.raises(UnreadableCodebookError, match=sentence):
        sheets.read_json(content)


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def themes(open_consultation, nadia):
    return plant(open_consultation, nadia, "Courts", "  Distance")


@pytest.fixture
def mark(nadia):
    """Mark the first words of a contribution as an example of a theme."""

    def make(said, theme, words):
        start = said.revision.plain.index(words)
        new = NewPassages(said.revision, [(start, start + len(words))])
        (tagging,) = save_passages(said, new, [theme], by=nadia).taggings
        Tagging.objects.filter(pk=tagging.pk).update(is_example=True)
        return said

    return make


@pytest.fixture
def said(join, say, themes, mark):
    """One signed, whose words outlive a version that was sealed, one withheld, one sealed; all on Courts."""
    courts = themes["Courts"]
    signed = mark(say(join("isabel"), "The court\n\nis far. Really."), courts, "The court\nis far.")
    mark(say(join("youssef"), "Nobody hears us.", naming=Naming.WITHHELD), courts, "Nobody hears us.")
    sealed = mark(say(join("petro"), "My neighbour Ivan."), courts, "My neighbour Ivan.")
    for one, text in ((sealed, "My neighbour."), (signed, "Really: The court\n\nis far.")):
        revise(one, Edit(text, 1, "en"), by=one.author)
        seal_version(one.revisions.get(number=1), by=None, reason="author")
        one.refresh_from_db()
    return signed


def send(client, consultation, content, name="book.json"):
    url = address("import_codebook", consultation.slug)
    return client.post(url, {"file": SimpleUploadedFile(name, content), "apply": "1"}, follow=True)


def told(consultation):
    """What a file of it says of each theme."""
    return {node.name: node.examples for root in tree_of_all(consultation) for node in root.walk()}


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_examples_go_with_the_codebook_and_stay_under_their_consultations_rules(
    ending, said, themes, open_consultation, nadia, enter, join
):
    Theme.objects.filter(pk=themes["Distance"].pk).update(
        examples=[{"words": NASTY.words, "source": NASTY.source}]
    )
    client = enter(nadia)
    there = make_consultation("elsewhere")
    content = client.get(address("export_codebook", open_consultation.slug, ending)).content
    if ending == "qdc" and SCHEMA.exists():
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(content))

    assert told(open_consultation) == {
        "Courts": [
            Example("The court is far.", f"Isabel Quirós, Costa Rica, #{said.number}"),
            Example("Nobody hears us.", f"Name withheld, #{said.number + 1}"),
        ],
        "Distance": [NASTY],
    }
    client = enter(join("marta", consultation=there, role="editor"))
    send(client, there, content, f"book.{ending}")
    assert told(there) == told(open_consultation)
    kept = Theme.objects.get(consultation=there, name="Courts")
    assert all(set(one) == {"passage"} for one in kept.examples), "no copy of words that stand here"
    assert "Themes added: 0. Changed: 0." in send(client, there, content, f"book.{ending}").text

    pages = [address("theme", there.slug, kept.pk), address("edit_theme", there.slug, kept.pk)]
    pages += [f"{address('codebook', there.slug)}?definitions=on"]
    for page in pages:
        assert "The court is far." in client.get(page).text
    hide(said, reason="off-topic", by=nadia)
    for page in [*pages, address("export_codebook", there.slug, "json")]:
        assert "The court is far." not in client.get(page).content.decode()
    send(client, there, content, f"book.{ending}")
    assert "The court is far." not in str(told(there)), "nor does a file bring it back"
    before = told(open_consultation)
    send(enter(nadia), open_consultation, content, f"book.{ending}")
    assert told(open_consultation) == before
    assert Theme.objects.get(pk=themes["Courts"].pk).examples == [], "it was not said elsewhere"


@pytest.mark.django_db
def test_a_past_codebook_is_reused_with_its_examples_unless_it_was_for_invited_people(
    said, open_consultation, nadia, enter, join
):
    def start(slug):
        there = make_consultation(slug)
        join("nadia", consultation=there, role="editor")
        url = address("start_codebook", slug)
        assert "<td>2</td>" in client.post(url, {"from": open_consultation.slug}).text
        client.post(url, {"from": open_consultation.slug, "apply": "1"})
        return there

    client = enter(nadia)
    first = start("first")
    assert told(first) == told(open_consultation)
    type(first).objects.filter(pk=open_consultation.pk).update(audience=Audience.INVITED)
    assert told(start("second"))["Courts"] == told(first)["Courts"] == []


@pytest.mark.django_db
def test_examples_from_elsewhere_are_edited_as_lines(said, themes, open_consultation, nadia, enter):
    client, slug, courts = enter(nadia), open_consultation.slug, themes["Courts"]
    edit, page = address("edit_theme", slug, courts.pk), address("theme", slug, courts.pk)

    def post(examples):
        return client.post(edit, {"name": "Courts", "examples": examples}, follow=True)

    post('"Two days by bus." - Ana Ruiz, Chile\r\n“So far.”')
    assert elsewhere([Theme.objects.get(pk=courts.pk)]) == {
        courts.pk: [Example("Two days by bus.", "Ana Ruiz, Chile"), Example("So far.")]
    }
    shown = " ".join(client.get(page).text.split())
    assert "“Two days by bus.”" in shown
    assert '<span class="badge">From elsewhere</span> <bdi class="meta">Ana Ruiz, Chile</bdi>' in shown
    mine = f"“The court is far.” — Isabel, #{said.number}"
    for refused, sentence in (
        (mine, "it was said in this consultation"),
        ("\n".join(f"line {number}" for number in range(MOST + 1)), "Keep at most 12 examples"),
        ("x" * (LONGEST + 1), "at most 1000 characters"),
    ):
        answer = post(refused)
        assert (answer.status_code, sentence in answer.text) == (422, True)
    post("“So far.”")
    assert Theme.objects.get(pk=courts.pk).examples == [{"words": "So far.", "source": ""}]


@pytest.mark.django_db
def test_saving_other_words_keeps_an_example_that_cannot_be_read_today(
    said, themes, open_consultation, nadia, enter, join
):
    there = make_consultation("elsewhere")
    client = enter(join("marta", consultation=there, role="editor"))
    send(client, there, sheets.write_json(tree_of_all(open_consultation), title="x"))
    courts = Theme.objects.get(consultation=there, name="Courts")
    hide(said, reason="off-topic", by=nadia)

    edit = address("edit_theme", there.slug, courts.pk)
    lines = client.get(edit).context["form"]["examples"].value()
    client.post(edit, {"name": "Justice", "examples": f"{lines}\r\n"})

    again = Theme.objects.get(pk=courts.pk)
    assert (again.name, again.examples, "Nobody hears us." in lines) == ("Justice", courts.examples, True)
    client.post(edit, {"name": "Justice", "examples": f"{lines}\r\n“One more.”"})
    more = Theme.objects.get(pk=courts.pk).examples
    assert {"words": "One more.", "source": ""} in more
    assert all(one in more for one in courts.examples)


@pytest.mark.django_db
def test_a_file_adds_examples_and_takes_none_away(said, themes, open_consultation, nadia, enter):
    courts, kept = themes["Courts"], {"words": "Two days by bus.", "source": "Ana Ruiz, Chile"}
    Theme.objects.filter(pk=courts.pk).update(examples=[kept])
    [book] = [
        node for root in tree_of_all(open_consultation) for node in root.walk() if node.name == "Courts"
    ]
    book.examples = [Example("So far.")]

    send(enter(nadia), open_consultation, sheets.write_json([book], title="x"))

    assert Theme.objects.get(pk=courts.pk).examples == [kept, {"words": "So far.", "source": ""}]


@pytest.mark.django_db
def test_the_example_of_a_passage_that_bears_both_themes_outlives_their_merge(
    said, open_consultation, themes, nadia
):
    land = plant(open_consultation, nadia, "Land")["Land"]
    passage = Tagging.objects.get(contribution=said).passage
    save_passages(said, NewPassages(said.revision, [(passage.start, passage.end)]), [land], by=nadia)
    own = told(open_consultation)

    done = merge_themes(themes["Courts"], land, by=nadia)

    assert told(open_consultation)["Land"] == own["Courts"]
    undo(done.entry, by=nadia)
    assert told(open_consultation) == own


@pytest.mark.django_db
def test_examples_cost_the_same_statements_for_any_number(open_consultation, said):
    def cost(count):
        examples = [example("The court is far.", f"x, #{number}") for number in range(1, count)]
        with CaptureQueriesContext(connection) as asked:
            as_kept(examples, open_consultation)
        return len(asked)

    assert cost(2) == cost(40) == 1
