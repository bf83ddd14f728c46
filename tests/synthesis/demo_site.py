"""The product as the demo command serves it: its settings and addresses with DEMO on."""

from __future__ import annotations

import copy
import importlib.util
import sys
from pathlib import Path
from typing import Any

from django.test import Client

from consultation.mail import EmlBackend
from synthesis.demo.access import name_of
from synthesis.demo.reading import read_people
from tests.architecture.house import ROOT
from tests.conftest import make_user

ADDRESSES = "tests.synthesis.demo_addresses"
CAST = ("isabel", "nadia", "marta", "tomas", "admin")


def switch_on(settings: Any, folder: Path) -> None:
    """Serve the demo's pages for one test; mail goes to a folder."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "[::1]", "demo.example"]
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].append("synthesis.demo.band.shell")
    settings.TEMPLATES = templates
    options = {"folder": str(folder)}
    settings.MAILERS = {"default": {"BACKEND": "consultation.mail.EmlBackend", "OPTIONS": options}}
    settings.ROOT_URLCONF = wired()


def wired() -> str:
    """The name of a module with the product's addresses, read anew with the settings in force."""
    spec = importlib.util.spec_from_file_location(ADDRESSES, ROOT / "consultation" / "urls.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[ADDRESSES] = module
    return ADDRESSES


def here(**more: Any) -> Client:
    """A browser on the machine that runs the demo."""
    return Client(SERVER_NAME="localhost", **more)


def make_cast() -> None:
    """Those whom one can enter as."""
    for key in CAST:
        make_user(key, name=name_of(key), is_superuser=read_people()[key].get("administrator", False))


def post_to(folder: Path) -> EmlBackend:
    """What writes mail into the demo's folder."""
    return EmlBackend(alias="default", folder=str(folder))
