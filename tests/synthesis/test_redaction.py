"""What is taken back after publication: by its author, by a moderator, by erasing a person."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from consultation.audit import record
from consultation.models import AuditEntry
from contributions.actions import write_revision
from contributions.actions.withdrawing import withdraw
from contributions.models import Naming
from moderation.actions.decisions import hide
from synthesis import shelf
from synthesis.actions import publishing, redacting
from synthesis.actions.builds import request_build
from synthesis.checking import check_draft
from synthesis.formats import FORMATS
from synthesis.models import BuiltFile, Response, Version
from synthesis.redaction import signed_anew
from synthesis.trees import plain
from tests.synthesis.published import Published, client_of, forget, words
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

REPORT = "/reports/future-we-want/"
SECRET = "Three villages share one spring with my name on it."


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    """One format is enough: all are written from the same snapshot."""
    settings.MEDIA_ROOT = tmp_path
    for module in (publishing, redacting):
        monkeypatch.setattr(module, "FORMATS", {"html": FORMATS["html"]})
    forget()


@pytest.fixture
def isabel_said(join, say):
    return say(join("isabel"), f"{SECRET} And more.", quotable_by_name=True)


@pytest.fixture
def current(open_consultation, join, say, isabel_said) -> Version:
    """A report on two people, built, signed and published with its files."""
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    first = made.insight(part, "Springs.", f"One said “{SECRET}” and others agree.")
    made.rest(first, isabel_said, SECRET)
    made.rest(first, say(join("petro"), "Wells are dry."), "Wells are dry.")
    made.rest(made.insight(part, "Wells.", "They are dry."), say(join("carlos"), "Dry wells."), "Dry wells.")
    record("insight.written", first, actor=join("marta").user, consultation=open_consultation)
    request_build(made.report, ["html"], by=join("marta"))
    work_off_everything()
    draft = Version.objects.get()
    publishing.send_for_sign_off(draft, by=join("marta"))
    publishing.approve_and_publish(draft, by=join("tomas"))
    work_off_everything()
    return Version.objects.get()


def stored() -> str:
    """All that stands of every version, in the database and on the shelf."""
    texts = [json.dumps(version.snapshot, ensure_ascii=False) for version in Version.objects.all()]
    for file in BuiltFile.objects.filter(format="html"):
        content = shelf.read(file.path)
        texts.append(content.decode() if content else "")
    return "\n".join(texts)


def take_back(how, said, join):
    if how == "withdrawn":
        withdraw(said, by=said.author)
    elif how == "hidden":
        hide(said, reason="abuse", by=join("nadia"))
    elif how == "edited":
        write_revision(said, "Nothing of the kind.")
    work_off_everything()


@pytest.mark.parametrize("how", ["withdrawn", "hidden", "edited"])
def test_every_version_is_rebuilt_without_it_under_the_next_number(
    how, current, isabel_said, join, client, open_consultation
):
    assert stored().count(SECRET) >= 3
    checksum = current.checksum

    take_back(how, isabel_said, join)

    assert SECRET not in stored()
    old, new = Version.objects.published().order_by("pk")
    assert (old.number, new.number) == ("1.0", "1.1")
    assert old.checksum == checksum
    assert new.checksum != checksum
    gone = client.get(f"{REPORT}v1.0/")
    assert gone.status_code == 410
    assert "It held words or a name that were taken back since." in gone.text
    assert checksum in gone.text
    names = list(old.files.filter(is_public=True).values_list("name", flat=True))
    assert len(names) == 1
    assert {client.get(f"{REPORT}v1.0/{name}").status_code for name in names} == {410}
    page = client.get(REPORT)
    assert page.status_code == 200
    assert SECRET not in page.text
    assert "taken back since" not in page.text.replace("took back since", "")
    assert "took back since was left out" in page.text
    files = {file.format: file for file in new.files.filter(is_public=True)}
    assert set(files) == {"html"}
    assert all(shelf.holds(file.path, file.sha256) for file in files.values())
    first, second = new.snapshot["sections"][0]["insights"]
    people = 2 if how == "edited" else 1
    assert (first["support"]["people"], second["support"]["people"]) == (people, 1)
    assert new.snapshot["figures"]["people"] == people + 1
    assert "[…]" in stored()
    acts = AuditEntry.objects.filter(action__in=["report.redacted", "report.published"])
    assert [entry.action for entry in acts.order_by("pk")][1:] == ["report.published", "report.redacted"]


def test_doing_it_again_and_restoring_change_nothing(current, isabel_said, join):
    take_back("hidden", isabel_said, join)
    versions = Version.objects.count()

    isabel_said.refresh_from_db()
    isabel_said.move_to("visible")
    isabel_said.move_to("hidden")
    work_off_everything()

    assert Version.objects.count() == versions


@pytest.mark.parametrize("how", ["withdrawn", "edited"])
def test_words_that_were_only_typed_leave_the_text_of_every_version(how, open_consultation, join, say):
    typed = say(join("otis"), "Four wells ran dry last year. And more.")
    shared = say(join("petro"), "The court is far away. Indeed.")
    say(join("carlos"), "I say it too: the court is far away!")
    made = Published(open_consultation, join("marta"))
    part = made.part("Water")
    part.lead = "“Four wells ran dry last year.”"
    part.save()
    strong = {"t": "strong", "c": [{"t": "text", "v": "wells ran dry"}]}
    bold = [{"t": "text", "v": "One says “Four "}, strong, {"t": "text", "v": " last year” there."}]
    mark = {"t": "note", "ref": made.note("As he wrote: «four wells ran dry last year»")}
    point = made.insight(part, "Wells.", [*bold, mark], "Others: “The court is far away.”")
    made.rest(point, say(join("isabel"), "Dry wells everywhere."), "Dry wells everywhere.")
    made.publish()

    for said in (typed, shared):
        take_back(how, said, join)

    faults = [one.facts["quote"] for one in check_draft(made.report) if one.code == "quote-taken-back"]
    quoted = ["Four wells ran dry last year.", "Four wells ran dry last year", "four wells ran dry last year"]
    assert faults == (quoted if how == "withdrawn" else [])
    (insight,) = Version.objects.published().order_by("pk").last().snapshot["sections"][0]["insights"]
    assert plain(insight["paragraphs"][0]["content"]) == "One says “[…]” there."
    for version in Version.objects.all():
        text = json.dumps(version.snapshot, ensure_ascii=False).lower()
        assert "wells ran dry" not in text
        assert all(words in text for words in ("as he wrote: «[…]»", "“[…]”", "“the court is far away.”"))
    assert Version.objects.count() == 2


@pytest.mark.parametrize("how", ["erased", "withheld"])
def test_a_name_that_was_taken_back_leaves_every_version_and_row(how, current, isabel_said, join):
    assert "Isabel Quirós" in stored()
    did = "Asked by Isabel Quirós, among others; not by any Isabel."
    told = row(client_of(join("marta")), asked="Why?", said="So.", did=did, owner="Isabel Quirós")

    if how == "erased":
        author = isabel_said.author
        author.user, author.name, author.organisation, author.job_title = None, "", "", ""
        author.save()
    else:
        isabel_said.naming = Naming.WITHHELD
        isabel_said.save()
    work_off_everything()

    assert "Isabel Quirós" not in stored()
    assert SECRET in stored()
    assert Version.objects.published().order_by("pk").last().number == "1.1"
    told.refresh_from_db()
    now = "Former participant" if how == "erased" else "Name withheld"
    assert (told.did, told.owner) == (did.replace("Isabel Quirós", now), now)


def test_rows_lose_no_words_that_are_nobodys_name_and_never_gain_one(open_consultation, join, say):
    minister, quiet, maria, gone, petro = (
        say(join(one)) for one in ("otis", "carlos", "isabel", "giulia", "petro")
    )
    again = say(maria.author)
    for author, name, organisation in (
        (minister.author, "Ann Lee", "Ministry of Water"),
        (gone.author, "Maria", ""),
    ):
        author.name, author.organisation = name, organisation
        author.save()
    for said, naming in ((minister, "organisation"), (quiet, "withheld")):
        said.naming = naming
        said.save()
    for author, name in (
        (maria.author, "Maria"),
        (petro.author, "Rosa Diaz"),
        (quiet.author, "Ana Rosa Diaz"),
    ):
        author.name = name
        author.save()
    made = Published(open_consultation, join("marta"))
    point = made.insight(made.part("Water"), "Wells.", "They are dry.")
    for said in (minister, quiet, maria, again, gone, petro):
        made.rest(point, said)
    made.publish()
    signed = {one["byline"].partition(", ")[0] for one in redacting.lines_in(Version.objects.get().snapshot)}
    assert signed == {"Ministry of Water", "Name withheld", "Maria", "Rosa Diaz"}
    owner = "Ministry of Water"
    did = "Name withheld, by Maria: Rosa Diaz and Ana Rosa Diaz met."
    told = row(client_of(join("marta")), asked="Why?", said="So.", did=did, owner=owner)

    for said in (minister, quiet):
        said.naming = Naming.NAMED
        said.save()
    maria.quotable_by_name = False  # another of hers stays signed
    maria.save()
    gone.move_to("withdrawn")
    petro.author.name = "Rosa Blanco"
    petro.author.save()
    redacting.redact(open_consultation)

    told.refresh_from_db()
    assert told.owner == owner
    assert told.did == "Name withheld, by Maria: […] and Ana Rosa Diaz met."


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("王芳说水很贵，由PM王芳负责。", "王芳", "X说水很贵，由PMX负责。"),
        ("由Ann Lee负责, not Ann Leeson", "Ann Lee", "由X负责, not Ann Leeson"),
        ("김영수는", "김영수", "X는"),
        ("قال وأحمد علي ولأحمد علي", "أحمد علي", "قال وX ولX"),
        ("سأحمد علي وأحمد عليم", "أحمد علي", "سأحمد علي وأحمد عليم"),
        ("A word, 王先生 and Mayor May.", "May", "A word, 王先生 and Mayor X."),
        ("A word, 王先生.", "王", "A word, 王先生."),
    ],
)
def test_a_name_is_found_as_its_script_writes_it(text, name, left):
    assert signed_anew(text, {name: "X"}) == left


ROWS = "/studio/future-we-want/did/"
ROW = {
    "status": "done",
    "reason": "",
    "owner": "Water office",
    "on": "2026-11-03",
    "question": "",
    "insight": "",
}


def row(editor, public="1", **written):
    page = editor.post(f"{ROWS}new/", {**ROW, **written, **({"public": "1"} if public else {})}, follow=True)
    assert page.status_code == 200, words(page)
    return Response.objects.latest("pk")


@pytest.mark.parametrize("how", ["withdrawn", "hidden", "edited"])
def test_rows_of_what_was_done_lose_the_words_too_and_take_them_no_more(
    how, current, isabel_said, join, client
):
    editor = client_of(join("marta"))
    said = f"You wrote “{SECRET}” and “wells are dry everywhere here”."
    public = row(editor, asked="Springs?", said=said, did="Isabel Quirós got a gate; Isabel Quiróst did not.")
    drafted = row(editor, "", asked=f"«{SECRET}»?", said="More.", did="Nothing.")
    assert SECRET in client.get(REPORT).text

    take_back(how, isabel_said, join)

    public.refresh_from_db()
    drafted.refresh_from_db()
    assert public.said == "You wrote “[…]” and “wells are dry everywhere here”."
    named = "Isabel Quirós" if how == "edited" else "[…]"
    assert public.did == f"{named} got a gate; Isabel Quiróst did not."
    assert drafted.asked == "«[…]»?"
    page = client.get(REPORT)
    assert SECRET not in page.text
    assert ": words" in words(page), "everybody reads that it was changed"
    assert not public.changes.exclude(before="").exclude(by=None).exists()
    acts = AuditEntry.objects.filter(action="response.redacted")
    assert {entry.actor_id for entry in acts} == {None}
    assert acts.count() == 2
    again = editor.post(f"{ROWS}new/", {**ROW, "asked": "A?", "said": f"“{SECRET}”", "did": "B."})
    assert again.status_code == 422
    assert "was taken back by its author or a moderator. Take it out." in words(again)


def test_rows_lose_them_before_anything_is_frozen(open_consultation, join, say):
    said = say(join("otis"), "Four wells ran dry last year.")
    drafted = row(
        client_of(join("marta")), "", asked="Wells?", said="“Four wells ran dry last year.”", did="A."
    )

    take_back("withdrawn", said, join)

    drafted.refresh_from_db()
    assert drafted.said == "“[…]”"


def test_what_no_version_holds_changes_none(current, join, say):
    other = say(join("giulia"), "Elsewhere.")
    other.move_to("hidden")
    work_off_everything()

    assert [version.number for version in Version.objects.all()] == ["1.0"]


def test_while_a_build_runs_the_words_go_at_once_and_the_files_come_after(current, isabel_said, join):
    request_build(current.report, ["html"], by=join("marta"))
    isabel_said.move_to("withdrawn")

    work_off_everything()

    old, new = Version.objects.published().order_by("pk")
    assert (new.number, new.files.filter(is_public=True).count()) == ("1.1", 1)
    assert SECRET not in json.dumps([old.snapshot, new.snapshot])
    assert not shelf.place_of(old.files.filter(is_public=True).get().path).exists()


def test_an_approver_withdraws_a_version_and_its_address_tells_why(current, enter, join, client):
    url = "/studio/future-we-want/sign-off/"
    enter(join("tomas"))
    page = client.post(f"{url}withdraw/", {"version": current.pk, "note": ""}, follow=True)
    assert "Say why it is withdrawn." in page.text
    page = client.post(f"{url}withdraw/", {"version": current.pk, "note": "Wrong <numbers>."}, follow=True)
    assert "v1.0 is withdrawn. Its address tells why." in page.text
    again = client.post(f"{url}withdraw/", {"version": current.pk, "note": "x"}, follow=True)
    assert "and only once" in again.text

    for address in (REPORT, f"{REPORT}v1.0/"):
        page = client.get(address)
        assert page.status_code == 410
        assert "Wrong &lt;numbers&gt;." in page.text
    assert AuditEntry.objects.get(action="report.withdrawn").reason == "Wrong <numbers>."
    assert client.get("/consultations/future-we-want/").status_code == 200
    assert timezone.now() > Version.objects.get().withdrawn_at
