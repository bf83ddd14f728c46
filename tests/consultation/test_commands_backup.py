"""backup and restore: the drill. A backup of one database is restored into a second one and compared."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from consultation.models import AuditEntry, Outbox, User
from contributions.models import Contribution, Revision
from synthesis.models import BuiltFile
from tests.architecture.house import ROOT
from tests.architecture.world import make_world
from tests.conftest import make_user

SECOND = "restored"
PDF = "reports/future-we-want/future-we-want.pdf"
TIMES = "SELECT id, sha256, plain, created_at FROM contributions_revision ORDER BY id"


def parameters(name: str) -> dict[str, str]:
    settings = connection.settings_dict
    return {
        "dbname": name,
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }


def connect(name: str) -> psycopg.Connection:
    return psycopg.connect(**parameters(name), autocommit=True)


@pytest.fixture
def second() -> Iterator[str]:
    """A second, empty database on the tests' server."""
    with connect("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {SECOND}")
        server.execute(f"CREATE DATABASE {SECOND} TEMPLATE template0")
    yield SECOND
    with connect("postgres") as server:
        server.execute(f"DROP DATABASE {SECOND} WITH (FORCE)")


def environment(name: str) -> dict[str, str]:
    """What a server of its own that works on this database would find."""
    words = parameters(name)
    query = urlencode({"host": words["host"], "port": words["port"] or "5432"})
    return os.environ | {
        "DATABASE_URL": f"postgresql://{words['user']}:{words['password']}@/{name}?{query}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "another server's key, long enough for the checks",
        "DJANGO_SETTINGS_MODULE": "consultation.settings",
    }


def run(*command: object, **more: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, *map(str, command)]
    return subprocess.run(words, cwd=ROOT, env=more, capture_output=True, text=True, check=False)


@pytest.fixture
def manage(second: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """manage("restore", file) runs a command on the second database."""
    words = environment(second) | {"MEDIA_ROOT": str(tmp_path / "restored")}
    return lambda *arguments: run("manage.py", *arguments, **words)


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path):
    """A consultation with one of everything, words of several scripts, a file, and work that waits."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made = make_world("future-we-want")
    made.consultation.welcome = "Tab\there, a \\N, a quote ' and\nلیلى, 中文, 🎈"
    made.consultation.save()
    folder = settings.MEDIA_ROOT / "reports" / "future-we-want"
    folder.mkdir(parents=True)
    (folder / "future-we-want.pdf").write_bytes(b"%PDF-1.7 " + bytes(range(256)))
    (folder / ".half.part").write_bytes(b"unfinished")
    Outbox.objects.create(kind="notice.mail", key="waits")
    gone = make_user("gone")
    gone.delete()
    return made


def backup(path: Path) -> str:
    out = io.StringIO()
    call_command("backup", str(path), stdout=out)
    return out.getvalue()


def test_a_backup_restored_into_a_second_database_is_the_same(world, second, manage, tmp_path):
    file = tmp_path / "backup.tar.gz"
    told = backup(file)
    with connect(connection.settings_dict["NAME"]) as first:
        revisions = first.execute(TIMES).fetchall()

    restored = manage("restore", file)

    assert restored.returncode == 0, restored.stderr
    assert "Restored, and read back the same." in restored.stdout
    waiting = Outbox.objects.open().count()
    assert f"{waiting} mails and tasks waited when the backup was made." in restored.stdout
    newest = Contribution.objects.order_by("-created_at").values_list("created_at", flat=True)[0]
    assert f"contributions_contribution: 1, the newest of {newest:%Y-%m-%d %H:%M:%S}" in told
    assert f"contributions_contribution: 1, the newest of {newest:%Y-%m-%d %H:%M:%S}" in restored.stdout
    with connect(second) as other:
        assert other.execute(TIMES).fetchall() == revisions
        welcome = other.execute("SELECT welcome FROM consultation_consultation").fetchone()
        assert welcome == (world.consultation.welcome,)
        for model in (AuditEntry, BuiltFile, Contribution, Outbox, Revision, User):
            table = model._meta.db_table
            count = other.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            assert count == (model._default_manager.count(),), table
        assert other.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    copied = tmp_path / "restored" / "reports" / "future-we-want"
    assert [path.name for path in copied.iterdir()] == ["future-we-want.pdf"]
    assert (copied / "future-we-want.pdf").read_bytes()[9:] == bytes(range(256))
    assert manage("migrate", "--check").returncode == 0


def test_the_restored_database_keeps_its_rules_and_gives_no_number_twice(world, second, manage, tmp_path):
    last = User.objects.create_user("last@example.org")
    last_pk = last.pk
    last.delete()
    backup(tmp_path / "backup.tar.gz")

    manage("restore", tmp_path / "backup.tar.gz")

    with connect(second) as other:
        with pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
            other.execute("UPDATE consultation_auditentry SET action = 'other'")
        following = other.execute("SELECT nextval('consultation_user_id_seq')").fetchone()
        assert following == (last_pk + 1,)


def test_a_database_that_is_not_empty_is_left_alone(world, tmp_path):
    file = tmp_path / "backup.tar.gz"
    backup(file)
    late = make_user("late")

    with pytest.raises(CommandError) as refused:
        call_command("restore", str(file))

    assert "The database is not empty: " in str(refused.value)
    assert f"consultation_user ({User.objects.count()})" in str(refused.value)
    assert User.objects.filter(pk=late.pk).exists()


def spoil(path: Path, member: str, how: Callable[[bytes], bytes] | None, new_name: str = "") -> None:
    """Write the archive anew with one member changed or renamed, or without it."""
    copy = path.with_suffix(".copy")
    with tarfile.open(path) as old, tarfile.open(copy, "w:gz") as new:
        for entry in old:
            data = old.extractfile(entry).read()
            if entry.name == member:
                if how is None:
                    continue
                data = how(data)
                entry.name = new_name or entry.name
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
    copy.rename(path)


@pytest.mark.parametrize(
    ("member", "how", "told"),
    [
        (
            "tables/consultation_user.copy",
            lambda data: data.replace(b"example.org", b"example.com"),
            "is not what was written",
        ),
        (
            f"media/{PDF}",
            lambda data: data[:-1],
            "is not what was written",
        ),
        ("tables/contributions_revision.copy", None, "tables/contributions_revision.copy is missing"),
        ("manifest.json", None, "it ends before its manifest"),
        ("manifest.json", lambda _data: b"[]", "its manifest cannot be read"),
        ("manifest.json", lambda data: data.replace(b'"format": 1', b'"format": 9'), "has format 9"),
        (
            "manifest.json",
            lambda data: data.replace(b"0001_initial", b"0099_later"),
            "made by a newer version",
        ),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(member, how, told, world, tmp_path):
    file = tmp_path / "backup.tar.gz"
    backup(file)
    spoil(file, member, how)

    with pytest.raises(CommandError, match=told):
        call_command("restore", str(file))

    assert User.objects.exists()


def test_a_backup_that_leads_out_of_its_folder_is_refused(world, tmp_path):
    file = tmp_path / "backup.tar.gz"
    backup(file)
    spoil(file, "manifest.json", lambda data: data.replace(PDF.encode(), b"../evil.pdf"))
    spoil(file, f"media/{PDF}", bytes, new_name="media/../evil.pdf")

    with pytest.raises(CommandError, match=r"a file outside its folder: \.\./evil\.pdf"):
        call_command("restore", str(file))

    assert not (tmp_path / "evil.pdf").exists()


@pytest.mark.parametrize(
    "how", [lambda data: gzip.compress(data)[: len(data) // 20], lambda _data: b"", bytes.upper]
)
def test_a_file_that_is_no_whole_backup_is_refused_with_a_sentence(how, world, tmp_path):
    file = tmp_path / "backup.tar.gz"
    backup(file)
    file.write_bytes(how(gzip.decompress(file.read_bytes())))

    with pytest.raises(CommandError, match=r"cannot be read|not complete|is damaged"):
        call_command("restore", str(file))


def test_a_backup_is_for_its_owner_alone_and_never_overwrites(world, tmp_path):
    file = tmp_path / "backup.tar.gz"
    backup(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["backup.tar.gz"]
    with pytest.raises(CommandError, match="exists already"):
        backup(file)
    with pytest.raises(CommandError, match="cannot be written"):
        backup(tmp_path / "no" / "such" / "folder.tar.gz")


def test_a_backup_that_is_broken_off_leaves_nothing(world, tmp_path):
    script = (
        "import resource, signal, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', *sys.argv[1:]])"
    )
    words = environment(connection.settings_dict["NAME"])

    broken_off = run("-c", script, "backup", tmp_path / "backup.tar.gz", **words)

    assert broken_off.returncode == 1
    assert "cannot be written: [Errno 27] File too large" in broken_off.stderr
    assert not list(tmp_path.glob("*backup*"))


def test_nothing_but_regular_files_is_kept(world, tmp_path, settings):
    outside = tmp_path / "outside.txt"
    outside.write_text("not ours")
    (settings.MEDIA_ROOT / "link.txt").symlink_to(outside)

    backup(tmp_path / "backup.tar.gz")

    with tarfile.open(tmp_path / "backup.tar.gz") as archive:
        names = [name for name in archive.getnames() if name.startswith("media/")]
    assert f"media/{PDF}" in names
    assert [name for name in names if "half" in name or "link" in name] == []
