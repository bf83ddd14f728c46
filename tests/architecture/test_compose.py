"""The real thing, as far as it can be seen without a Docker engine."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from consultation.processes.commands import COMMANDS
from tests import compose
from tests.architecture.house import FLOORS, ROOT

SERVICES = compose.read()["services"]
ONCE = {"migrate"}
DATA = {"database": "/var/lib/postgresql", "broker": "/data"}


def test_it_runs_every_process_of_an_installation_by_the_common_commands():
    commands = {
        name: service["command"][3:]
        for name, service in SERVICES.items()
        if service.get("command", [])[:3] == ["python", "manage.py", "run"]
    }

    assert commands == {
        "web": ["web", "--bind", "0.0.0.0:8000"],
        "relay": ["relay"],
        "worker": ["worker"],
        "beat": ["beat"],
    }
    assert set(commands) == set(COMMANDS)
    assert set(SERVICES) == {*commands, "migrate", "database", "broker", "proxy"}


def test_six_values_suffice_and_the_example_names_them():
    example = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(example) == sorted(compose.variables()) == sorted(compose.SIX)
    assert len(example) == 6


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_can_do_more_than_it_must(name):
    service = SERVICES[name]
    image_user = re.findall(r"^USER (\w+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    user = image_user[-1] if service["image"] == "consultation" else service["user"]
    assert user not in {"root", "0", ""}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ("ports" in service) == (name == "proxy")


@pytest.mark.parametrize("name", sorted({*SERVICES} - ONCE))
def test_what_runs_for_good_says_whether_it_is_well_and_comes_back(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_database_is_migrated_once_before_anything_starts(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["command"] == ["python", "manage.py", "migrate", "--noinput"]


def test_what_must_last_lies_on_volumes_of_its_own():
    mounts = {
        name: [volume.split(":") for volume in service.get("volumes", [])]
        for name, service in SERVICES.items()
    }
    environment = compose.environment()

    assert {volume[0] for found in mounts.values() for volume in found} == set(compose.read()["volumes"])
    assert {name: mounts[name][0][1] for name in DATA} == DATA
    media = ["media", environment["MEDIA_ROOT"]]
    assert (mounts["web"][0], mounts["worker"]) == (media, [media])
    assert environment["BEAT_FILE"].startswith(mounts["beat"][0][1])


def test_database_and_broker_are_reached_from_inside_alone():
    networks = compose.read()["networks"]

    assert networks["inside"] == {"internal": True}
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert outside == {"proxy", "worker"}


def test_a_full_broker_refuses_and_a_restarted_one_remembers():
    command = SERVICES["broker"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))

    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--appendonly"] == "yes"
    assert options["--requirepass"] == compose.SIX["SERVICES_PASSWORD"]


def test_the_proxy_limits_bodies_and_rates_and_passes_on_who_asks():
    content = compose.read()["configs"]["proxy"]["content"]

    size = int(re.search(r"client_max_body_size (\d+)m;", content)[1]) * 1024 * 1024
    files = settings.FILES_PER_CONTRIBUTION * settings.LARGEST_FILE
    assert size > files + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert re.findall(r"limit_req_zone \S+ zone=(\w+)", content) == ["pages", "search", "all"]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in content
    assert compose.environment()["TRUSTED_PROXY_COUNT"] == "1"
    assert content.count("{") == content.count("}")


def test_the_image_holds_all_that_runs_and_nothing_else():
    kept = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert sorted(kept) == sorted([*FLOORS, "static", "templates", "locale", "manage.py", "requirements.txt"])
