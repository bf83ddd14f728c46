"""Icons and vendored scripts."""

from __future__ import annotations

import hashlib
import json
import re

from tests.design.sources import ROOT, STATIC, TEMPLATES


def test_every_icon_a_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
    named = {
        name
        for path in [*TEMPLATES.rglob("*.html"), ROOT / "docs/design.md"]
        for name in re.findall(r'icon\.html" with name="([\w-]+)"', path.read_text(encoding="utf-8"))
    }

    assert named - drawn == set()
    assert len(drawn - {"logo"}) == 18


def test_vendored_scripts_are_what_the_readme_says() -> None:
    readme = (STATIC / "vendor/README.md").read_text(encoding="utf-8")
    scripts = sorted((STATIC / "vendor").glob("*.js"))

    assert [script.name for script in scripts] == ["htmx-4.0.1.min.js", "tiptap-3.34.0.min.js"]
    for script in scripts:
        content = script.read_bytes()
        assert hashlib.sha256(content).hexdigest() in readme
        assert b"sourceMappingURL" not in content
        assert (STATIC / "vendor" / script.name.replace(".min.js", ".LICENSE")).exists()


def test_pages_load_the_vendored_version() -> None:
    versions = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    base, parts = (
        (TEMPLATES / name).read_text(encoding="utf-8")
        for name in ("base.html", "contributions/_composer_parts.html")
    )

    assert f"vendor/htmx-{versions['htmx.org']}.min.js" in base
    assert f"vendor/tiptap-{versions['@tiptap/core']}.min.js" in parts


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert "://" not in lock
