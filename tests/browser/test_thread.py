"""The main job as one journey: a visitor comes in, a moderator marks, an editor builds and downloads."""

from __future__ import annotations

import io
import re

import docx
import pymupdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contributions.models import Contribution
from moderation.models import Passage, Tagging, Theme
from tests.conftest import make_user
from tests.consultation.letters import code_for
from tests.work import work_off_everything

WORDS = (
    "The bus court came to our market town on a Tuesday. The hearing took one morning instead of two days. "
    "Thank you @carlos mendez for asking."
)
PASSAGE = "The hearing took one morning instead of two days."


@pytest.fixture
def built_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_first_visit_to_the_file(js, open_page, expect_accessible, room, join, say, built_files):
    carlos, moderator, editor = join("carlos"), join("nadia"), join("marta")
    say(moderator, "Welcome.")
    theme = Theme.objects.create(consultation=room.consultation, name="Courts that travel", hue="b")

    posted = sign_up_and_post(open_page(js=js), expect_accessible, room)
    work_off_everything()
    assert [n.kind for n in carlos.user.notifications.all()] == ["mention"]

    highlight(open_page(moderator, js=js), expect_accessible, posted, theme)
    files = build_and_download(open_page(editor, js=js), expect_accessible, room.consultation)

    for text in (pdf_text(files["pdf"]), docx_text(files["docx"])):
        assert "Courts that travel" in text
        assert PASSAGE in text


def sign_up_and_post(page, expect_accessible, room) -> Contribution:
    page.goto("/")
    expect_accessible(page)
    page.get_by_role("link", name=room.consultation.title).click()
    expect_title(page, room.consultation.title)
    expect_accessible(page)
    page.get_by_role("link", name=room.title).click()
    expect_title(page, room.title)
    expect_accessible(page)
    page.get_by_role("textbox", name="Your contribution").fill(WORDS)
    page.get_by_role("button", name="Log in or sign up").click()
    expect(page.get_by_text("Your draft is kept:")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("textbox", name="Email address").fill("amina@example.org")
    page.get_by_role("button", name="Continue").click()
    expect_title(page, "Check your email")
    expect_accessible(page)
    page.get_by_role("textbox", name="Code").fill(code_for("amina@example.org"))
    page.get_by_role("button", name="Continue").click()
    fill_profile(page, expect_accessible)
    expect(page.get_by_role("textbox", name="Your contribution")).to_have_value(WORDS)
    page.get_by_role("button", name="Post contribution").click()
    expect(page.get_by_text("Your contribution is posted as #2.")).to_be_visible()
    expect_accessible(page)
    return Contribution.objects.get(number=2, room=room)


def expect_title(page, words) -> None:
    """Of the page that comes next."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fill_profile(page, expect_accessible) -> None:
    expect(page.get_by_role("heading", name="About you")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("textbox", name="Full name").fill("Amina Diallo")
    page.get_by_role("textbox", name="Organisation").fill("Justice network")
    page.get_by_role("combobox", name="Country").select_option("SN")
    page.get_by_role("button", name="Save and continue").click()


def highlight(page, expect_accessible, contribution, theme) -> None:
    page.goto(reverse("contributions:contribution", args=[contribution.pk]))
    expect_accessible(page)
    page.get_by_role("link", name="Highlight passage").first.click()
    sentence = page.get_by_role("checkbox", name=re.compile(re.escape(PASSAGE)))
    expect(sentence).to_be_visible()
    expect_accessible(page)
    sentence.check()
    choose_theme(page, theme)
    page.get_by_role("button", name="Save passage").click()
    expect(page.get_by_text(f"Passage saved in #{contribution.number}")).to_be_visible()
    expect_accessible(page)

    passage = Passage.objects.get()
    assert passage.quote == PASSAGE
    assert [tagging.theme for tagging in Tagging.objects.filter(passage=passage)] == [theme]


def choose_theme(page, theme) -> None:
    page.get_by_role("group", name="Themes").get_by_role(
        "checkbox", name=re.compile(re.escape(theme.name))
    ).check()


def build_and_download(page, expect_accessible, consultation) -> dict[str, bytes]:
    page.goto(reverse("synthesis:studio", args=[consultation.slug]))
    expect_accessible(page)
    page.get_by_role("button", name="Start from the codebook").click()
    expect(page.get_by_role("heading", name="Courts that travel").first).to_be_visible()
    expect_accessible(page)
    page.get_by_role("link", name="Build", exact=True).click()
    expect_title(page, "Build")
    expect_accessible(page)
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.get_by_text("You can leave this page").first).to_be_visible()
    work_off_everything()
    page.goto(reverse("synthesis:build", args=[consultation.slug]))
    expect_accessible(page)
    return {ending: download(page, ending) for ending in ("pdf", "docx", "html")}


def download(page, ending: str) -> bytes:
    link = page.get_by_role("link", name=re.compile("Download")).and_(page.locator(f'[href$=".{ending}"]'))
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.path().read_bytes()


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.get_text() for page in pymupdf.open(stream=data, filetype="pdf")).split())


def docx_text(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_a_room_weighs_at_most_60_kb_and_asks_at_most_five_times(open_page, room, join, say):
    for number in range(20):
        say(make_user_member(join, number), "What we saw there, told at length. " * 50)
    sizes: dict[str, int] = {}
    page = open_page(join("isabel"))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    session.on("Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda e: sizes.update({urls[e["requestId"]]: e["encodedDataLength"]})
    )

    page.goto(reverse("contributions:room", args=[room.consultation.slug, room.slug]))
    page.wait_for_load_state("networkidle")

    html = next(size for url, size in sizes.items() if "/rooms/" in url)
    assert html < 22_000
    assert len(sizes) <= 6  # the page, style, icons, htmx, our script, and the tab's icon


def make_user_member(join, number: int):
    return join(f"voice{number}", name=make_user(f"voice{number}").name)
