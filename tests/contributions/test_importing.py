"""Contributions from files: tried out, brought in by the worker, resumed after a kill, never twice."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import AuditEntry, Membership, Notification, Outbox, User
from consultation.notifications import lines_for
from contributions.importing import running, runs
from contributions.importing.mapping import Mapping
from contributions.importing.notices import ENDED
from contributions.models import Contribution, ImportRow, ImportRun, Mention, Provenance, SearchEntry
from rooms.models import Room
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db
INPUT = settings.BASE_DIR.parent / "shared" / "input"

LETTERS = """number,reply_to,name,organisation,country,date,consent,language,question,letter
1,,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,1,We wait on the quay. @Petro Lysenko knows.
2,1,Ivo Brenn,,Austria,2026-03-03,anonymous,German,2,"Wir auch, jeden Tag auf der Brücke."
3,2,Ona Rask,Ferry users,Norway,2026-03-01,yes,English,,Dated before what it answers.
4,4,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,It answers itself.
5,4,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,Below what answers itself.
6,7,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,One way round.
7,6,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,The other way round.
8,99,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,To nobody.
1,,Ona Rask,Ferry users,Norway,2026-03-02,yes,English,,The number again.
9,,,,,,yes,English,,N/A
10,,,,,,yes,English,,=1+1
11,,,,,,yes,English,,
"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def moderator(join) -> Membership:
    return join("nadia")


def upload(client: Client, room: Room, content: str, name: str = "letters.csv") -> ImportRun:
    file = SimpleUploadedFile(name, content.encode())
    answer = client.post(
        reverse("contributions:imports", args=[room.consultation.slug]), {"room": room.pk, "file": file}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return ImportRun.objects.latest("pk")


def address(name: str, run: ImportRun) -> str:
    return reverse(f"contributions:{name}", args=[run.room.consultation.slug, run.pk])


def form_of(client: Client, run: ImportRun) -> dict[str, str]:
    form = client.get(address("import", run)).context["form"]
    return {field.html_name: field.value() or "" for field in form}


def tried(room: Room, path: Path, by: Membership) -> ImportRun:
    run = runs.receive_path(room, path, by=by)
    assert runs.start_trial(run, Mapping.from_json(run.mapping))
    work_off_everything()
    run.refresh_from_db()
    return run


def brought_in(room: Room, path: Path, by: Membership) -> ImportRun:
    run = tried(room, path, by)
    assert runs.start_import(run)
    work_off_everything()
    run.refresh_from_db()
    return run


def saved(folder: Path, content: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(content)
    return path


def recounts() -> None:
    """Raises where tallies, replies, turns or words are not what the contributions say."""
    call_command("recount", "--words", stdout=io.StringIO())


def test_letters_come_in_on_behalf_of_those_who_wrote_them(room, join, moderator, enter, mailoutbox):
    petro, users = join("petro"), User.objects.count()
    client = enter(moderator)
    run = upload(client, room, LETTERS)
    shows_the_first_rows_as_they_would_be(client.get(address("import", run)).content.decode())
    form = form_of(client, run) | {"source": "Letter", "consent": "Signed form", "column_0": "id"}
    assert (form["column_1"], form["column_9"]) == ("parent", "text")
    assert client.post(address("import", run), form | {"column_9": "", "try": "1"}).status_code == 422

    client.post(address("import", run), form | {"try": "1"})
    assert "Waiting for the worker" in client.get(address("import", run)).content.decode()
    work_off_everything()
    page = client.get(address("import", run)).content.decode()
    run.refresh_from_db()
    assert (run.status, run.error, run.waiting, run.refused) == ("checked", "", 5, 7)
    assert "5 contributions to import" in page
    assert "7 rows refused" in page
    assert not Contribution.objects.exists()

    starts_and_ends(client, run)
    are_as_if_they_had_been_posted(moderator, petro)
    assert User.objects.count() == users
    acts = AuditEntry.objects.filter(action__startswith="import.").order_by("pk")
    assert [(act.action, act.actor_id) for act in acts] == [
        ("import.started", moderator.user_id),
        ("import.finished", moderator.user_id),
    ]
    refused_report(client, run)
    (told,) = Notification.objects.filter(recipient=moderator.user)
    ((notice, line),) = lines_for([told])
    assert (notice, line.text) == (told, "Your import of letters.csv is done")
    assert line.url == address("import", run)
    (letter,) = (mail for mail in mailoutbox if mail.to == [moderator.user.email])
    assert "5 contributions were brought into the room" in letter.body
    assert "7 rows were refused." in letter.body


def shows_the_first_rows_as_they_would_be(page: str) -> None:
    for words in ("We wait on the quay.", "<bdi>Ferry users</bdi>, Norway", "<td>English</td>"):
        assert words in page


def starts_and_ends(client: Client, run: ImportRun) -> None:
    client.post(address("start_import", run))
    assert "Importing" in client.get(address("import", run)).content.decode()
    work_off_everything()
    assert "5 contributions imported." in client.get(address("import", run)).content.decode()
    first, reply = (Contribution.objects.get(author__name=name, turn=1) for name in ("Ona Rask", "Ivo Brenn"))
    tells_where_it_comes_from(client, first, reply)


def are_as_if_they_had_been_posted(moderator: Membership, petro: Membership) -> None:
    said = Contribution.objects.select_related("author", "revision", "parent").order_by("number")
    first, reply, third = (one for one in said if one.author.name in {"Ona Rask", "Ivo Brenn"})
    assert (reply.parent, third.parent, third.thread_id) == (first, reply, first.pk)
    assert (first.number, first.turn, third.turn, first.entered_by) == (1, 1, 2, moderator)
    assert [question.number for question in first.questions.all()] == [1]
    assert (first.author.user, str(first.author.country)) == (None, "NO")
    assert first.author.organisation == "Ferry users"
    assert Mention.objects.get(revision=first.revision).membership == petro
    assert (reply.naming, reply.language, first.naming) == ("withheld", "de", "named")
    assert {"N/A", "=1+1"} <= {one.revision.plain.strip() for one in said}
    assert SearchEntry.objects.filter(contribution=first, folded__contains="quay").exists()
    assert not Notification.objects.exclude(kind=ENDED).exists()
    assert not Outbox.objects.filter(kind="contribution.posted").exists()
    recounts()


def tells_where_it_comes_from(client: Client, first: Contribution, reply: Contribution) -> None:
    page = client.get(reverse("contributions:contribution", args=[first.pk])).content.decode()
    assert "Letter, received on 2 March 2026." in page
    assert "Entered by Nadia Rahmani on behalf of Ona Rask." in page
    assert "Consent: yes." in page
    public = Client().get(reverse("contributions:contribution", args=[reply.pk])).content.decode()
    assert "on behalf of Name withheld" in public
    assert "Consent" not in public
    assert "Ivo Brenn" not in public


def refused_report(client: Client, run: ImportRun) -> None:
    answer = client.get(address("refused_rows", run))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Row", "Reason", "number"]
    why = {row[0]: row[1] for row in rows[1:]}
    assert why == {
        "5": "It replies to itself.",
        "6": "It replies to “4”, which is refused.",
        "7": "The replies run in a circle.",
        "8": "The replies run in a circle.",
        "9": "It replies to “99”, which is not in the file.",
        "10": "The same number stands in row 2 already.",
        "13": "The text is empty.",
    }
    assert rows[1][-1] == "It answers itself."


def test_a_second_run_adds_nothing_and_a_longer_file_only_what_is_new(room, moderator, tmp_path):
    first = brought_in(room, saved(tmp_path, LETTERS), moderator)
    again = brought_in(room, saved(tmp_path, LETTERS, "renamed.csv"), moderator)
    more = brought_in(
        room, saved(tmp_path, LETTERS + "12,2,Ona Rask,Ferry users,Norway,,yes,,,More.\n"), moderator
    )

    assert [(one.made, one.standing) for one in (first, again, more)] == [(5, 0), (0, 5), (1, 5)]
    newest = Contribution.objects.latest("pk")
    assert newest.parent.author.name == "Ivo Brenn"
    assert Membership.objects.filter(name="Ona Rask").count() == 1
    assert list(Contribution.objects.values_list("number", flat=True)) == list(range(1, 7))
    recounts()


def test_replies_ten_deep_stand_in_whatever_order_and_fifty_one_are_too_many(room, moderator, tmp_path):
    rows = [f"{n},{n - 1 or ''},Ona Rask,Said {n}" for n in range(60, 0, -1)]
    run = brought_in(room, saved(tmp_path, "\n".join(["id,parent,name,comment", *rows])), moderator)

    assert (run.made, run.refused) == (51, 9)
    assert Counter(run.rows.values_list("reason", flat=True)) == {"too deep": 1, "parent refused": 8}
    first = Contribution.objects.get(number=1)
    assert first.replies_shown == 50
    assert Contribution.objects.get(number=11).revision.plain == "Said 11\n"


def test_a_killed_worker_leaves_off_between_batches_and_another_goes_on(
    room, moderator, tmp_path, monkeypatch
):
    monkeypatch.setattr(running, "BATCH", 10)
    rows = [f"{n},Ona Rask,Said {n}" for n in range(1, 46)]
    run = tried(room, saved(tmp_path, "\n".join(["id,name,comment", *rows])), moderator)
    runs.start_import(run)

    def killed(under_way: ImportRun) -> None:
        if under_way.rows.count() == 25:
            raise SystemExit  # what no handler of ours catches: the worker is gone

    claimed = ImportRun.objects.claim(run.pk, timezone.now())
    with pytest.raises(SystemExit):
        running.run_import(claimed, step=killed)
    assert (Contribution.objects.count(), ImportRun.objects.get().made) == (20, 20)

    work_off_everything()  # its lease still holds: nobody takes it over
    assert Contribution.objects.count() == 20
    ImportRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Outbox.objects.update(lease_until=None)
    work_off_everything()

    run.refresh_from_db()
    assert (run.status, run.made, run.attempts) == ("done", 45, 2)
    texts = list(Contribution.objects.order_by("number").values_list("revision__plain", flat=True))
    assert texts == [f"Said {n}\n" for n in range(1, 46)]
    with pytest.raises(running.TakenAwayError):  # the first comes back to life, and may not go on
        running.bring_in_some(claimed)
    assert not run.file
    assert not run.rows.exists()


def test_a_cancelled_import_keeps_what_was_made_and_can_be_made_whole(room, moderator, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    path = saved(tmp_path, "\n".join(["id,comment", *(f"{n},Said {n}" for n in range(30))]))
    run = tried(room, path, moderator)
    runs.start_import(run)
    claimed = ImportRun.objects.claim(run.pk, timezone.now())

    running.run_import(claimed, step=lambda one: runs.cancel_import(ImportRun.objects.get(pk=one.pk)))

    run.refresh_from_db()
    assert (run.status, run.made, run.rows.count()) == ("cancelled", 10, 0)
    assert not runs.start_import(run)
    again = brought_in(room, path, moderator)
    assert (again.made, again.standing) == (20, 10)
    recounts()


def test_a_role_lost_meanwhile_stops_it_and_old_files_are_forgotten(room, moderator, tmp_path):
    run = tried(room, saved(tmp_path, LETTERS), moderator)
    runs.start_import(run)
    moderator.role = "participant"
    moderator.save()

    work_off_everything()

    run.refresh_from_db()
    assert (run.status, run.error, run.made) == ("failed", "not-allowed", 0)
    assert runs.sweep(timezone.now()) == 0
    assert runs.sweep(timezone.now() + timedelta(days=31)) == 1
    assert not ImportRow.objects.exists()


def test_a_page_of_another_consultation_and_a_bad_file_are_refused(room, moderator, enter, settings):
    client = enter(moderator)
    run = upload(client, room, LETTERS)
    there = reverse("contributions:imports", args=[room.consultation.slug])
    file = SimpleUploadedFile("a.xlsx", b"id,comment\n1,Yes\n")

    answer = client.post(there, {"room": room.pk, "file": file})

    assert answer.status_code == 422
    assert "is not an Excel workbook" in answer.content.decode()
    assert client.post(there, {"room": room.pk}).status_code == 422
    assert client.post(there, {"room": 10**9, "file": file}).status_code == 422
    client.post(address("read_import", run), {"encoding": "utf-16", "delimiter": "comma"})
    run.refresh_from_db()
    assert run.reading["encoding"] == "utf-8"  # the file is no UTF-16: it stays as it was read
    client.post(address("read_import", run), {"encoding": "cp1252", "delimiter": "comma"})
    run.refresh_from_db()
    assert (run.reading["encoding"], run.reading["has_header"], run.total) == ("cp1252", False, 13)


def test_the_command_tells_then_writes_and_twice_is_once(room, moderator, tmp_path):
    path = saved(tmp_path, "who;said\nOna Rask;More boats\nIvo Brenn;More lamps\n;\n")
    mapping = saved(tmp_path, json.dumps({"who": "author", "said": "text"}), "mapping.json")
    where = f"{room.consultation.slug}/{room.slug}"

    def run(*options: str) -> str:
        said = io.StringIO()
        words = ["--room", where, "--by", moderator.user.email, "--mapping", str(mapping), *options]
        call_command("import_contributions", str(path), *words, stdout=said)
        return said.getvalue()

    told = run()
    assert "Contributions: 2 to import, 0 imported before, 0 refused." in told
    assert "--apply" in told
    assert not Contribution.objects.exists()
    assert "Imported: 2." in run("--apply", "--source", "Meeting")
    assert "Imported: 0." in run("--apply")
    assert set(Provenance.objects.values_list("source", flat=True)) == {"Meeting"}
    mapping.write_text('{"nobody": "text"}')
    with pytest.raises(CommandError, match="nobody"):
        run()


REAL = {
    "createdebate-threads-en/posts.csv": (277, 10),
    "polis-open-data/vtaiwan.uberx/comments.csv": (119, 78),
    "tttc-samples-en/missing_fields_pets.csv": (15, 2),
}


@pytest.mark.skipif(not INPUT.is_dir(), reason="real input files are not at hand")
@pytest.mark.parametrize("name", REAL)
def test_open_data_come_in_whole_as_they_were_published(room, moderator, name):
    run = brought_in(room, INPUT / "datasets" / name, moderator)

    assert (run.made, run.refused) == REAL[name]
    assert Contribution.objects.count() == run.made
    recounts()
