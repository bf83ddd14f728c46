from __future__ import annotations

import pytest
from django.utils import timezone

from consultation.models import Membership, Outbox
from synthesis.actions.outline import report_of, start_from_codebook
from synthesis.models import Build, BuiltFile, Report
from synthesis.snapshot import freeze
from synthesis.tasks import build_report
from tests.conftest import make_consultation, make_user
from tests.synthesis.marking import theme

pytestmark = pytest.mark.django_db

BUILD = "/studio/future-we-want/build/"
BUILDS = "/studio/future-we-want/builds/"
ALL = {"formats": ["pdf", "docx", "html", "xlsx", "csv", "json"]}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(open_consultation, enter, join):
    theme(open_consultation, "Climate justice")
    start_from_codebook(open_consultation, by=None)
    return enter(join("marta"))


def work_off():
    for pk in Outbox.objects.open().filter(kind="report.build").values_list("pk", flat=True):
        build_report(pk)


def test_all_formats_are_ticked_and_one_press_asks_for_a_build(editor):
    page = editor.get(BUILD)
    assert page.text.count("checked") == 7
    assert all(name in page.text for name in ("PDF", "Word", "Web page", "Excel", "Evidence as CSV", "JSON"))

    answer = editor.post(BUILDS, ALL)

    assert answer["Location"] == BUILD
    build = Build.objects.get()
    assert (build.formats, build.requested_by.name) == (ALL["formats"], "Marta Okafor")
    assert Outbox.objects.get(key=f"build:{build.pk}").payload == {"build": build.pk}


def test_the_annex_is_left_out_where_the_box_is_empty_and_the_page_remembers(editor):
    editor.post(BUILDS, ALL)
    without = Report.objects.get()
    Build.objects.update(status=Build.Status.CANCELLED)
    page = editor.get(BUILD)
    editor.post(BUILDS, {**ALL, "with_annex": "on"})

    assert not without.with_annex
    assert page.text.count("checked") == 6
    assert freeze(without, at=timezone.now())["with_annex"] is False
    assert Report.objects.get().with_annex


def test_without_a_format_nothing_is_built(editor):
    page = editor.post(BUILDS, {})

    assert page.status_code == 422
    assert "Choose at least one format." in page.text
    assert editor.post(BUILDS, {"formats": ["pdf", "exe"]}).status_code == 422
    assert not Build.objects.exists()


def test_a_second_press_shows_the_running_build(editor):
    editor.post(BUILDS, ALL)

    page = editor.post(BUILDS, ALL, follow=True)

    assert Build.objects.count() == 1
    assert "Waiting for the worker" in page.text
    assert "Build</button>" not in page.text


def test_the_page_says_the_step_and_refreshes_by_itself_with_and_without_javascript(editor):
    editor.post(BUILDS, ALL)
    Build.objects.update(status="running", step=3)

    page = editor.get(BUILD)

    assert "Step 3 of 9: making the PDF" in page.text
    assert '<progress value="3" max="9"' in page.text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert "You can leave this page" in page.text


def test_htmx_gets_the_state_alone_and_stops_asking_when_it_is_over(editor):
    editor.post(BUILDS, {"formats": ["html"]})
    partial = {"HX-Request-Type": "partial"}

    running = editor.get(BUILD, headers=partial)
    work_off()
    over = editor.get(BUILD, headers=partial)

    assert "<html" not in running.text
    assert "every 2s" in running.text
    assert "every 2s" not in over.text
    assert "Your draft is built." in over.text
    assert "HX-Request-Type" in over["Vary"]


def test_the_result_lists_each_version_with_its_files(editor):
    editor.post(BUILDS, {"formats": ["html", "docx"]})
    work_off()

    page = editor.get(BUILD)

    assert "Draft 1</h3>" in page.text
    for file in BuiltFile.objects.all():
        assert f'href="/studio/future-we-want/files/{file.pk}/{file.name}"' in page.text
    assert "http-equiv" not in page.text


def test_a_failure_names_the_step_and_offers_to_try_again(editor, monkeypatch):
    def write(_snapshot, _language=""):
        raise RuntimeError

    monkeypatch.setattr("synthesis.writers.html.write_html", write)
    editor.post(BUILDS, {"formats": ["docx", "html"]})
    work_off()

    page = editor.get(BUILD)

    assert "It stopped at step 4 of 5, making the web page." in page.text
    assert "The file could not be made from these words." in page.text
    assert f'action="/studio/future-we-want/builds/{Build.objects.get().pk}/retry/"' in page.text
    assert "Try again</button>" in page.text


def test_a_build_is_cancelled_once(editor):
    editor.post(BUILDS, ALL)
    address = f"{BUILDS}{Build.objects.get().pk}/cancel/"

    first = editor.post(address, follow=True)
    second = editor.post(address, follow=True)

    assert "The build is cancelled." in first.text
    assert "The build had ended before it could be cancelled." in second.text
    assert Build.objects.get().status == "cancelled"


def test_an_approver_sees_and_downloads_but_builds_nothing(editor, enter, join, client):
    editor.post(BUILDS, {"formats": ["html"]})
    work_off()

    enter(join("tomas"))
    page = client.get(BUILD)

    assert "Draft 1</h3>" in page.text
    assert "Build</button>" not in page.text
    assert client.post(BUILDS, ALL).status_code == 403
    answer, data = fetched(client, BuiltFile.objects.get())
    assert (answer.status_code, len(data)) == (200, BuiltFile.objects.get().size)


def address_of(file):
    return f"/studio/future-we-want/files/{file.pk}/{file.name}"


def fetched(client, file):
    """The answer to a download, and its bytes."""
    answer = client.get(address_of(file))
    return answer, b"".join(answer.streaming_content)


@pytest.fixture
def built(editor):
    editor.post(BUILDS, ALL)
    work_off()
    return {file.format: file for file in BuiltFile.objects.all()}


def test_a_download_is_the_file_as_an_attachment_that_nobody_may_keep(built, editor):
    answer, data = fetched(editor, built["pdf"])

    assert (len(data), data[:5]) == (built["pdf"].size, b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="future-we-want-draft-1-en.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    kinds = {key: fetched(editor, file)[0]["Content-Type"] for key, file in built.items()}
    assert kinds["html"] == "text/html; charset=utf-8"
    assert kinds["docx"].endswith("wordprocessingml.document")


@pytest.mark.parametrize("key", ["petro", "nadia", "otis"])
def test_the_address_alone_opens_nothing(built, enter, join, client, key):
    enter(join(key))

    assert client.get(address_of(built["html"])).status_code == 403


def test_a_role_lost_closes_the_file_at_once_and_a_visitor_is_asked_to_sign_in(built, editor, join):
    Membership.objects.filter(pk=join("marta").pk).update(role="participant")
    assert editor.get(address_of(built["html"])).status_code == 403

    editor.logout()
    assert editor.get(address_of(built["html"])).status_code == 302


def test_a_file_is_found_only_under_its_own_consultation_and_name(built, editor, join):
    other = make_consultation("other-one")
    join("marta", consultation=other)
    file = built["html"]

    assert editor.get(f"/studio/other-one/files/{file.pk}/{file.name}").status_code == 404
    assert editor.get(f"/studio/future-we-want/files/{file.pk}/other.html").status_code == 404
    assert editor.get(f"/studio/future-we-want/files/{file.pk}/..%2F..%2Fsettings.py").status_code == 404


def test_a_file_that_is_gone_from_the_disk_says_so(built, editor, media):
    (media / built["html"].path).unlink()

    page = editor.get(address_of(built["html"]))

    assert page.status_code == 410
    assert "This file is no longer here. Build the report again." in page.text


def test_an_administrator_without_a_place_gets_one_by_building(open_consultation, enter):
    ada = make_user("ada", is_superuser=True)

    enter(ada).post(BUILDS, {"formats": ["html"]})
    work_off()

    build = Build.objects.get()
    assert (build.status, build.requested_by.user) == ("done", ada)


def test_addresses_that_only_take_posts_lead_back_to_the_page(editor):
    assert editor.get(BUILDS)["Location"] == BUILD
    build = Build.objects.create(report=report_of(Membership.objects.first().consultation), formats=["html"])
    assert editor.get(f"{BUILDS}{build.pk}/cancel/")["Location"] == BUILD
    assert Build.objects.get().status == "queued"
