from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail as sent_mail
from django.core.mail import EmailMessage
from pytest_django import Settings

from consultation import mail
from consultation.models import User
from consultation.notifications import GROUPS, KINDS, Letter, read_stop_token
from tests.conftest import make_user
from tests.consultation.letters import html_of

pytestmark = pytest.mark.django_db
GROUP = "tests"


@pytest.fixture
def petro(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setitem(GROUPS, GROUP, "Test notices")
    return make_user("petro")


def build(user: User, **parts: object) -> sent_mail.EmailMultiAlternatives:
    values = {"subject": "Nadia mentioned you", "paragraphs": ["Hello."], "sender": "Emerging trends"} | parts
    return mail.build(Letter(**values), user, group=GROUP, message_id="<notice-7@example.org>")  # type: ignore[arg-type]


def test_a_letter_can_be_stopped_from_itself_in_one_click(petro: User, settings: Settings) -> None:
    letter = build(petro)

    link = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(f"{settings.SITE_URL}/account/stop/")
    assert read_stop_token(link.rstrip("/").rpartition("/")[2]) == (petro, GROUP)
    assert link in str(letter.body)
    assert link in html_of(letter)
    assert f"{settings.SITE_URL}/account/settings/" in str(letter.body)


def test_every_kind_of_mail_says_why_it_comes_and_for_whom(petro: User) -> None:
    why = {"why": "You get this email because you asked.", "organiser": "Town & country"}
    letter = mail.build(Letter("Hello", ["Hello."]), petro, group=GROUP, message_id="<1@x.org>", **why)

    silent = {kind.name for kind in KINDS.values() if not str(kind.why).startswith("You get this email")}
    assert silent <= {"report.place"}  # a notice on the site alone
    assert str(letter.body).rstrip().endswith("Sent by Conspectus for Town & country.")
    assert "\nYou get this email because you asked.\n" in str(letter.body)
    assert "because you asked." in html_of(letter)
    assert "Sent by Conspectus for Town &amp; country." in html_of(letter)
    assert "because you have an account at Conspectus" in str(build(petro).body)


def test_text_and_html_say_the_same(petro: User, settings: Settings) -> None:
    quote = 'The lake & the "well" <b>rose</b>'
    letter = build(
        petro,
        paragraphs=["Nadia mentioned you:", f"> {quote}", f"Read: {settings.SITE_URL}/contributions/7/."],
    )

    text, html = str(letter.body), html_of(letter)

    assert f"> {quote}" in text
    assert "<blockquote" in html
    assert "The lake &amp; the &quot;well&quot; &lt;b&gt;rose&lt;/b&gt;" in html
    link = f"{settings.SITE_URL}/contributions/7/"
    assert f'<a dir="ltr" href="{link}">{link}</a>.' in html


def test_only_our_own_addresses_become_links(petro: User, settings: Settings) -> None:
    letter = build(
        petro, paragraphs=[f"Eve of https://evil.example/ and {settings.SITE_URL}.evil.example/x wrote."]
    )

    assert html_of(letter).count("<a ") == 2  # stop, settings


def test_a_letter_speaks_the_language_of_its_reader(petro: User) -> None:
    petro.language = "ar"

    assert '<html lang="ar" dir="rtl">' in html_of(build(petro))


def test_headers_take_no_second_line(petro: User) -> None:
    letter = build(petro, subject="Hi\r\nBcc: eve@example.org", sender='Room"\n<eve@example.org>')

    message = letter.message()

    assert message["Bcc"] is None
    assert message["Subject"] == "Hi Bcc: eve@example.org"
    assert str(message["From"]).endswith("<noreply@localhost>")


def test_a_letter_is_small_and_loads_nothing(petro: User) -> None:
    letter = build(petro, paragraphs=["A paragraph of the usual length, as such letters have it. " * 5] * 6)

    assert len(letter.message().as_bytes()) < 20_000
    for sign in ("<img", "src=", "<link", "url(", "@import"):
        assert sign not in html_of(letter)


def test_development_mail_becomes_files(tmp_path: Path) -> None:
    backend = mail.EmlBackend(folder=str(tmp_path / "outbox"))

    count = backend.send_messages([EmailMessage("One", "Text", "a@example.org", ["b@example.org"])] * 2)

    files = sorted((tmp_path / "outbox").glob("*.eml"))
    assert count == len(files) == 2
    assert b"Subject: One" in files[0].read_bytes()
