from __future__ import annotations

import pytest

from synthesis.actions.builds import request_build
from synthesis.actions.figures import FigureWords, Place, add_figure
from synthesis.actions.insights import InsightWords, add_insight
from synthesis.actions.outline import start_from_codebook
from synthesis.models import Section, Version
from tests.conftest import make_consultation
from tests.synthesis.marking import highlight, theme
from tests.work import work_off_everything

pytestmark = pytest.mark.django_db

STUDIO = "/studio/future-we-want/"
SIGN_OFF = f"{STUDIO}sign-off/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def section(open_consultation, join):
    theme(open_consultation, "Climate justice")
    start_from_codebook(open_consultation, by=join("marta").user)
    return Section.objects.get()


@pytest.fixture
def insight(section, join, say):
    climate = section.themes.get()
    quote = highlight(
        say(join("isabel"), "Three villages share one spring."), "one spring", climate, join("nadia")
    )
    words = InsightWords("Water first.", "A spring comes before a court.")
    return add_insight(section, words, by=join("marta"), passages=[quote])


@pytest.fixture
def draft(insight, join):
    request_build(insight.section.report, ["html"], by=join("marta"))
    work_off_everything()
    return Version.objects.get()


def test_the_check_page_lists_faults_with_the_way_to_mend_them(section, insight, enter, join):
    bare = add_insight(section, InsightWords("Bare.", "Words[^lost] alone."), by=join("marta"))
    add_figure(Place(section), FigureWords("A channel."), by=join("marta"))

    page = enter(join("marta")).get(f"{STUDIO}check/")

    assert "3 faults must be mended" in page.text
    assert "1.2 rests on nothing: add evidence or say where it comes from" in page.text
    assert "1.2 has a footnote mark without its note" in page.text
    assert f'href="{STUDIO}insights/{bare.pk}/"' in page.text
    assert "Figure “A channel.” has no picture" in page.text
    assert "1.1 rests on one person alone" in page.text


def test_hidden_evidence_and_missing_dates_are_faults(insight, open_consultation, enter, join):
    client = enter(join("marta"))
    insight.evidence.get().contribution.move_to("hidden")
    page = client.get(f"{STUDIO}check/").text
    assert "1.1 rests on contribution #1, which is no longer shown: a moderator hid it" in page

    open_consultation.published_at = open_consultation.opens_at = None
    open_consultation.save()
    assert "The consultation has no opening and closing date yet" in client.get(f"{STUDIO}check/").text


def test_without_a_draft_the_page_leads_to_the_build(section, enter, join):
    page = enter(join("marta")).get(SIGN_OFF)

    assert "There is no built draft to sign yet." in page.text


def test_an_editor_sends_and_an_approver_publishes_through_the_pages(draft, enter, join, client):
    editor, approver = join("marta"), join("tomas")
    page = enter(editor).get(SIGN_OFF)
    assert "Send for sign-off</button>" in page.text
    assert "Approve and publish" not in page.text

    page = client.post(f"{SIGN_OFF}send/", {"version": draft.pk, "note": "Please <read>."}, follow=True)
    assert "Draft 1 is with the approvers. They are told." in page.text
    assert "It is with the approvers." in page.text

    enter(approver)
    page = client.get(SIGN_OFF)
    assert "Please &lt;read&gt;." in page.text
    assert "Download Web page" in page.text
    page = client.post(f"{SIGN_OFF}approve/", {"version": draft.pk}, follow=True)

    assert "Published as v1.0. Its files are being made." in page.text
    assert 'href="/reports/future-we-want/v1.0/"' in page.text
    assert "Approved and published" in page.text


def test_a_draft_older_than_what_is_published_is_over_and_files_name_their_language(
    draft, enter, join, client
):
    request_build(draft.report, ["html"], by=join("marta"))
    work_off_everything()
    newer = Version.objects.get(draft=2)
    row = newer.files.get()
    row.pk, row.language, row.name = None, "ar", "ar.html"
    row.save()
    enter(join("marta"))
    page = client.post(f"{SIGN_OFF}send/", {"version": newer.pk}, follow=True).text
    assert 'Download Web page (<bdi lang="ar">' in page
    assert "Download Web page</a>" in page
    enter(join("tomas"))
    client.post(f"{SIGN_OFF}approve/", {"version": newer.pk})
    enter(join("marta"))

    page = client.get(SIGN_OFF).text

    assert "Nothing was built since the last version was published." in page
    assert "Send for sign-off</button>" not in page


def test_an_approver_asks_for_changes_with_words(draft, enter, join, client):
    enter(join("marta"))
    client.post(f"{SIGN_OFF}send/", {"version": draft.pk})
    enter(join("tomas"))

    assert (
        "Say what should change."
        in client.post(f"{SIGN_OFF}changes/", {"version": draft.pk}, follow=True).text
    )
    page = client.post(f"{SIGN_OFF}changes/", {"version": draft.pk, "note": "Shorter."}, follow=True)

    assert "The editors are told what should change." in page.text
    assert "Shorter." in page.text
    assert "Approve and publish" not in page.text


def test_what_is_not_ready_says_why_in_place(draft, insight, enter, join, client):
    enter(join("marta"))
    insight.evidence.get().contribution.move_to("hidden")

    page = client.post(f"{SIGN_OFF}send/", {"version": draft.pk}, follow=True)

    assert "hidden or withdrawn since: build again" in page.text
    assert not Version.objects.published().exists()


def test_a_version_of_another_consultation_is_out_of_reach(draft, enter, join, client):
    other = make_consultation("other-one")
    enter(join("marta", consultation=other))

    assert client.post("/studio/other-one/sign-off/send/", {"version": draft.pk}).status_code == 404
    page = client.post("/studio/other-one/sign-off/send/", {"version": "x"}, follow=True)
    assert "The form did not say which draft it means. Try again." in page.text
