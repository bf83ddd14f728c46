import os
from pathlib import Path
import pytest
from django.core.mail import EmailMultiAlternatives
from consultation.people import codes
from synthesis.demo.loading import load_demo
from tests.synthesis.demo_site import post_to, switch_on

OUT = Path("/tmp/look"); OUT.mkdir(exist_ok=True)

def test_look(open_page, expect_accessible, settings, tmp_path, live_server):
    switch_on(settings, tmp_path / "outbox")
    settings.SITE_URL = live_server.url
    settings.COMPLETE_LANGUAGES = ["en", "fr", "ar"]
    load_demo()
    post_to(tmp_path / "outbox").send_messages([codes.letter("isabel@example.org", codes.new_seed(), "en"), codes.letter("layla@example.org", codes.new_seed(), "ar"), EmailMultiAlternatives("Nadia Rahmani mentioned you in Emerging trends", f"Nadia wrote:\n\n> words\n\nRead: {live_server.url}/contributions/1/\n", "Site <a@b.c>", ["petro@example.org"])])
    only = os.environ.get("LOOK", "")
    for width, scheme, prefix in ((1280, "light", ""), (360, "light", ""), (1280, "dark", ""), (1280, "light", "/ar"), (360, "dark", "/ar")):
        page = open_page(width=width, scheme=scheme)
        for name, path in (("tour", "/demo/"), ("mail", "/demo/mail/"), ("home", "/")):
            if only and name not in only: continue
            page.goto(prefix + path)
            tag = f"{name}-{width}-{scheme}{prefix.replace('/', '-')}"
            page.screenshot(path=OUT / f"{tag}.png", full_page=name != "home")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, tag
            if scheme == "light" or name == "tour":
                expect_accessible(page)
            if name == "mail":
                page.locator(".row a").first.click()
                page.screenshot(path=OUT / f"letter-{width}-{scheme}{prefix.replace('/', '-')}.png")
                expect_accessible(page)
            if name == "tour":
                summary = page.locator(".demo summary")
                if summary.is_visible():
                    summary.click()
                    page.screenshot(path=OUT / f"open-{tag}.png")
                    expect_accessible(page)
                page.get_by_role("button", name="Enter as Nadia, moderator" if not prefix else "Nadia").first.click()
                page.screenshot(path=OUT / f"as-{tag}.png")
                page.goto(prefix + "/demo/")
