from __future__ import annotations

import os
import re
from datetime import timedelta
from email.message import EmailMessage as RawMessage

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from consultation.people import codes
from synthesis.demo import mailbox
from tests.synthesis.demo_site import here, make_cast, post_to, switch_on

SITE = "http://localhost:8000"


@pytest.fixture
def outbox(settings, tmp_path, db):
    folder = tmp_path / "outbox"
    switch_on(settings, folder)
    settings.SITE_URL = SITE
    make_cast()
    return folder


@pytest.fixture
def send(outbox):
    """send(subject, text, html) writes a mail as the site does; later ones are a minute younger."""
    started = timezone.now() - timedelta(days=1)
    count = iter(range(1000))

    def write(subject: str = "Hello", text: str = "Words.", html: str = "", to: str = "petro@example.org"):
        before = set(outbox.glob("*")) if outbox.exists() else set()
        message = EmailMultiAlternatives(subject, text, "Site <noreply@localhost>", [to])
        if html:
            message.attach_alternative(html, "text/html")
        post_to(outbox).send_messages([message])
        [path] = set(outbox.glob("*.eml")) - before
        moment = (started + timedelta(minutes=next(count))).timestamp()
        os.utime(path, (moment, moment))
        return path.stem

    return write


def test_the_mailbox_lists_what_was_sent_newest_first(send):
    send("First", to="petro@example.org")
    send("Second", to="nadia@example.org")

    text = here().get("/demo/mail/").text

    assert re.findall(r'dir="auto">(First|Second)</a>', text) == ["Second", "First"]
    assert "nadia@example.org" in text


def test_an_empty_mailbox_says_so(outbox):
    assert "No mail was sent yet." in here().get("/demo/mail/").text


def test_a_mailbox_is_turned_over_page_by_page(send, monkeypatch):
    monkeypatch.setattr(mailbox, "PER_PAGE", 2)
    for number in range(1, 6):
        send(f"Letter {number}")
    browser, path, pages = here(), "/demo/mail/", []

    while path:
        text = browser.get(path).text
        pages.append(re.findall(r"Letter (\d)</a>", text))
        older = re.search(r'rel="next" href="(\?before=[^"]+)"', text)
        path = f"/demo/mail/{older[1]}" if older else ""

    assert pages == [["5", "4"], ["3", "2"], ["1"]]


def test_a_mail_shows_who_wrote_to_whom_and_its_words_with_links_to_the_site(send):
    pk = send(
        "A reply",
        f"Read it:\n{SITE}/contributions/7/.\nNot https://elsewhere.example/x",
        to="marta@example.org",
    )

    text = here().get(f"/demo/mail/{pk}/").text

    assert "A reply</h1>" in text
    assert "Site &lt;noreply@localhost&gt;" in text
    assert "marta@example.org" in text
    assert f'Read it:\n<a dir="ltr" href="{SITE}/contributions/7/">{SITE}/contributions/7/</a>.' in text
    assert 'href="https://elsewhere.example' not in text


def test_the_html_part_is_never_shown_and_the_text_part_never_markup(send):
    pk = send("<b>Bold</b>", "<script>alert('text')</script>", "<p>From the HTML part</p>")

    text = here().get(f"/demo/mail/{pk}/").text

    assert "From the HTML part" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&#x27;text&#x27;)&lt;/script&gt;" in text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text


def test_a_code_is_read_without_a_mail_program(outbox):
    seed = codes.new_seed()
    post_to(outbox).send_messages([codes.letter("isabel@example.org", seed, "en")])
    browser = here()

    [path] = re.findall(r'href="(/demo/mail/[0-9a-f-]{36}/)"', browser.get("/demo/mail/").text)

    digits = codes.code_of(seed)
    assert f"Enter this code to log in: {digits[:3]} {digits[3:]}." in browser.get(path).text


def test_a_mail_without_text_or_in_an_unknown_alphabet_is_no_error(outbox):
    outbox.mkdir()
    odd = RawMessage()
    odd["Subject"] = "Odd"
    odd.set_content("<p>Only HTML</p>", subtype="html")
    names = ["0190b2a0-0000-7000-8000-000000000001", "0190b2a0-0000-7000-8000-000000000002"]
    (outbox / f"{names[0]}.eml").write_bytes(odd.as_bytes())
    (outbox / f"{names[1]}.eml").write_bytes(b"Content-Type: text/plain; charset=klingon\n\nnuqneH \xff")
    browser = here()

    pages = [browser.get(f"/demo/mail/{name}/") for name in names]

    assert [page.status_code for page in pages] == [200, 200]
    assert "This mail has no words to show." in pages[0].text
    assert "Only HTML" not in pages[0].text
    assert "No subject" in pages[1].text


@pytest.mark.parametrize(
    "path",
    [
        "/demo/mail/../secret/",
        "/demo/mail/%2e%2e%2fsecret/",
        "/demo/mail/..%2f..%2fetc%2fpasswd/",
        "/demo/mail/secret/",
        "/demo/mail/?before=../secret",
        "/demo/mail/?before=%00",
        "/demo/mail/0190b2a0-0000-7000-8000-000000000009/",
        "/demo/mail/?before=0190b2a0-0000-7000-8000-000000000009",
    ],
)
def test_no_address_leads_out_of_the_folder(path, outbox, send):
    send()
    (outbox.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    (outbox / "secret.eml").write_text("Subject: secret\n\nsecret")

    assert here().get(path).status_code == 404


def test_only_finished_letters_are_listed(outbox, send):
    pk = send("Whole")
    (outbox / f".{pk}.eml").write_text("Subject: Half")
    (outbox / "notes.txt").write_text("Subject: Notes")
    (outbox / f"{pk.upper()}.EML").write_text("Subject: Shouted")

    text = here().get("/demo/mail/").text

    assert re.findall(r'dir="auto">(\w+)</a>', text) == ["Whole"]


def test_where_mail_is_really_sent_the_mailbox_is_empty(outbox, settings, send):
    pk = send("Before")
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {}}}

    assert "No mail was sent yet." in here().get("/demo/mail/").text
    assert here().get(f"/demo/mail/{pk}/").status_code == 404
