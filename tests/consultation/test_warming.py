"""A server that has started has read its addresses and templates: its first visitor waits for neither."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

PROGRAM = """
import gc
from consultation.wsgi import application
from django.template import engines
from django.urls import get_resolver

[loader] = engines["django"].engine.template_loaders
kept = " ".join(str(key) for key in loader.get_template_cache)
print(get_resolver()._populated, "contributions/room.html" in kept, gc.get_freeze_count() > 100_000)
"""


def test_a_started_server_has_read_its_templates_and_addresses():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "consultation.settings"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.stdout.split() == ["True", "True", "True"], done.stderr
