from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consultation.models import Outbox
from synthesis.actions.builds import build_in_foreground, request_build
from synthesis.actions.outline import report_of
from synthesis.models import Build
from synthesis.tasks import build_report as build_in_worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def build_report(tmp_path, *options):
    call_command("build_report", "future-we-want", "--out", str(tmp_path / "out"), *options)
    return sorted(path.name for path in (tmp_path / "out").iterdir())


def test_a_draft_is_built_in_the_foreground_into_the_folder(open_consultation, tmp_path, capsys):
    assert build_report(tmp_path, "--draft", "--formats", "html,docx") == [
        "future-we-want-draft-1-en.docx",
        "future-we-want-draft-1-en.html",
    ]
    assert "SHA-256" in capsys.readouterr().out
    assert Build.objects.get().status == "done"
    assert not Outbox.objects.open().filter(kind="report.build").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "No version of this report is published yet"),
        (["--draft", "--formats", "pdf,odt"], "not odt"),
        (["--draft", "--formats", ","], "not nothing"),
    ],
)
def test_what_cannot_be_built_is_refused_with_a_sentence(open_consultation, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        build_report(tmp_path, *options)
    assert not Build.objects.exists()


def test_an_unknown_slug_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="no consultation future-we-want"):
        build_report(tmp_path, "--draft")


def test_while_the_worker_builds_the_command_waits_for_nobody(open_consultation, join, tmp_path):
    request_build(report_of(open_consultation), ["html"], by=join("marta"))

    with pytest.raises(CommandError, match="being built already"):
        build_report(tmp_path, "--draft")


def test_a_failed_build_says_why(open_consultation, tmp_path):
    open_consultation.published_at = open_consultation.opens_at = None
    open_consultation.save()

    with pytest.raises(CommandError, match="no opening and closing date"):
        build_report(tmp_path, "--draft", "--formats", "html")


def test_a_command_that_was_killed_leaves_its_build_to_a_worker(open_consultation):
    build = build_in_foreground(report_of(open_consultation), ["html"], now=timezone.now())
    row = Outbox.objects.get(kind="report.build")
    build_in_worker(row.pk)
    assert Build.objects.get().status == "running"
    Build.objects.filter(pk=build.pk).update(lease_until=timezone.now())

    build_in_worker(row.pk)

    assert Build.objects.get().status == "done"
