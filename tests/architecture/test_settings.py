"""The settings of a real installation, in a process of their own: what browsers are told and given."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.test import Client

from tests import compose
from tests.architecture.house import ROOT

HOST = compose.SIX["SITE_HOST"]
LOOK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "flags"])
client = Client(headers={"host": sys.argv[1]})
def seen(response):
    cookies = {name: {key: v for key, v in cookie.items() if v} for name, cookie in response.cookies.items()}
    return {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}
found = {
    "page": seen(client.get("/account/enter/", secure=True)),
    "theme": seen(client.post("/account/display/", {"theme": "dark", "next": "/help/"}, secure=True)),
    "file": seen(client.get("/static/css/site.css", secure=True)),
    "missing": seen(client.get("/no/such/page/", secure=True)),
    "trace": seen(client.trace("/account/enter/", secure=True)),
    "plain": seen(client.get("/account/enter/")),
    "behind the proxy": seen(client.get("/healthz", headers={"X-Forwarded-Proto": "https"})),
    "other host": seen(client.get("/account/enter/", secure=True, headers={"host": "elsewhere.example"})),
    "session": {
        name.removeprefix("SESSION_COOKIE_"): getattr(settings, name)
        for name in dir(settings) if name.startswith("SESSION_COOKIE_")
    },
}
print(json.dumps(found, default=str))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    static = str(tmp_path_factory.mktemp("static"))
    run = subprocess.run(
        [sys.executable, "-c", LOOK, HOST],
        cwd=ROOT,
        env=compose.process_environment(STATIC_ROOT=static),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_deployment_check_finds_nothing():
    run = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=compose.process_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout == "System check identified no issues (0 silenced).\n"


def test_without_a_secret_nothing_starts():
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=compose.process_environment(SECRET_KEY=""),
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert "Set SECRET_KEY" in run.stderr


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("answer", ["page", "missing"])
def test_pages_say_what_a_browser_may_do_with_them(seen, answer):
    headers = seen[answer]["headers"]

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("answer", ["page", "missing", "file", "trace", "theme"])
def test_every_answer_is_guarded(seen, answer):
    headers = seen[answer]["headers"]

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))


def test_cookies_stay_on_this_host_and_away_from_scripts(seen):
    cookies = {**seen["page"]["cookies"], **seen["theme"]["cookies"]}

    assert set(cookies) == {"__Host-csrf", "theme"}
    for cookie in cookies.values():
        assert cookie["secure"] is True
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert "domain" not in cookie


def test_so_does_the_session(seen):
    session = seen["session"]

    assert session["NAME"] == "__Host-session"
    assert (session["SECURE"], session["HTTPONLY"], session["SAMESITE"]) == (True, True, "Lax")
    assert (session["PATH"], session["DOMAIN"]) == ("/", None)
    assert session["AGE"] == 14 * 24 * 3600


def test_http_is_sent_to_https_and_the_proxys_word_on_it_counts(seen):
    assert seen["plain"]["status"] == 301
    assert seen["plain"]["headers"]["Location"] == f"https://{HOST}/account/enter/"
    assert seen["behind the proxy"]["status"] == 200


def test_methods_and_hosts_that_are_not_ours_are_refused(seen):
    assert seen["trace"]["status"] == 405
    assert seen["other host"]["status"] == 400


def test_pages_of_somebody_signed_in_are_kept_by_nobody(db, enter, join):
    client = enter(join("petro"))

    kept = {path: client.get(path)["Cache-Control"] for path in ("/", "/account/settings/", "/help/")}

    assert {
        path for path, value in kept.items() if not {"private", "no-store"} <= set(value.split(", "))
    } == set()
    assert "Cache-Control" not in Client().get("/").headers
