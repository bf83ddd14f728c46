"""check_mail, against a mail server of the test's own."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as it takes to hand over one mail, with answers that a test chooses."""

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            word = line.decode().split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                word = "END"
            self.say(self.server.answers.get(word, "250 fine"))
            if word == "QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Talk) as running:
        running.mails, running.answers = [], {"END": "250 2.0.0 queued as 4711", "QUIT": "221 bye"}
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        point_to(settings, running.server_address[1])
        yield running
        running.shutdown()
        thread.join()


def point_to(settings, port: int, host: str = "127.0.0.1", **options: object) -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": host, "port": port, "timeout": 30, **options}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}


def check() -> str:
    out = io.StringIO()
    call_command("check_mail", "guest@example.org", stdout=out)
    return out.getvalue()


def test_the_servers_own_answer_is_printed(server):
    told = check()

    assert told == f"Sent. The server 127.0.0.1:{server.server_address[1]} said: 250 2.0.0 queued as 4711\n"
    assert b"To: guest@example.org" in server.mails[0]


@pytest.mark.parametrize(
    ("word", "answer", "told"),
    [
        ("RCPT", "550 5.1.1 no such user", "refused the address: guest@example.org: 550 5.1.1 no such user"),
        ("MAIL", "553 5.7.1 not your domain", "refused the sender (MAIL_FROM): 553 5.7.1 not your domain"),
        ("END", "554 5.7.1 looks like spam", "refused the mail: 554 5.7.1 looks like spam"),
    ],
)
def test_a_refusal_is_told_in_plain_words_with_the_servers_own(server, word, answer, told):
    server.answers[word] = answer

    with pytest.raises(CommandError) as refused:
        check()

    assert told in str(refused.value)
    assert str(refused.value).startswith("Not sent. 127.0.0.1:")


def test_a_server_without_encryption_is_told(server, settings):
    point_to(settings, server.server_address[1], use_tls=True)

    with pytest.raises(CommandError, match="does not offer what SMTP_URL asks for"):
        check()


def test_a_server_that_speaks_no_tls_at_all_is_told(server, settings):
    point_to(settings, server.server_address[1], use_ssl=True)

    with pytest.raises(CommandError, match="No safe connection to"):
        check()


def test_a_port_at_which_nothing_listens_is_told(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        point_to(settings, unused.getsockname()[1])

        with pytest.raises(CommandError, match=r"Nothing listens at 127\.0\.0\.1"):
            check()


def test_a_silent_server_is_told(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_to(settings, silent.getsockname()[1], timeout=0.2)

        with pytest.raises(CommandError, match="did not answer in time"):
            check()


def test_a_name_that_no_server_has_is_told(settings):
    point_to(settings, 25, host="mail.invalid")

    with pytest.raises(CommandError, match=r"No server has the name in mail\.invalid"):
        check()


def test_without_a_server_it_says_where_the_file_is(settings, tmp_path):
    options = {"folder": str(tmp_path)}
    settings.MAILERS = {"default": {"BACKEND": "consultation.mail.EmlBackend", "OPTIONS": options}}

    assert f"the mail is a file in {tmp_path}" in check()
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_word_that_is_no_address_is_not_tried(server):
    with pytest.raises(CommandError, match="is not an email address"):
        call_command("check_mail", "guest")

    assert server.mails == []
