"""docs/report.schema.json says what a snapshot looks like. RENEW_SCHEMA=1 writes it anew."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from synthesis.snapshot_schema import snapshot_schema
from synthesis.snapshot_types import Snapshot
from tests.architecture.house import ROOT
from tests.synthesis.more_snapshots import arabic_report, crowded_report
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.sample import sample_snapshot
from tests.synthesis.snapshots import empty_snapshot
from tests.synthesis.theme_snapshots import themes_snapshot

PUBLISHED = ROOT / "docs" / "report.schema.json"
KINDS = {"string": str, "integer": int, "boolean": bool, "null": type(None), "array": list, "object": dict}


def faults(value: Any, shape: dict[str, Any], schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value breaks the schema, for the keywords that ours uses."""
    if "$ref" in shape:
        shape = schema["$defs"][shape["$ref"].rpartition("/")[2]]
    if "anyOf" in shape:
        tried = [faults(value, one, schema, at) for one in shape["anyOf"]]
        return [] if any(not one for one in tried) else [f"{at} fits nothing: {min(tried, key=len)}"]
    if "const" in shape or "enum" in shape:
        return [] if value in shape.get("enum", [shape.get("const")]) else [f"{at} is {value!r}"]
    kind = shape["type"]
    if not isinstance(value, KINDS[kind]) or (kind == "integer" and isinstance(value, bool)):
        return [f"{at} is no {kind}"]
    if kind == "array":
        return [
            fault
            for index, one in enumerate(value)
            for fault in faults(one, shape["items"], schema, f"{at}[{index}]")
        ]
    if kind != "object":
        return []
    found = [f"{at}.{key} is missing" for key in shape["required"] if key not in value]
    for key, one in value.items():
        inner = shape["properties"].get(key)
        found += faults(one, inner, schema, f"{at}.{key}") if inner else [f"{at}.{key} is not named"]
    return found


def test_the_published_schema_is_that_of_the_types():
    text = json.dumps(snapshot_schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("RENEW_SCHEMA"):
        PUBLISHED.write_text(text)

    assert PUBLISHED.read_text() == text, "renew it with RENEW_SCHEMA=1"


def check(snapshot: Snapshot) -> list[str]:
    schema = json.loads(PUBLISHED.read_text())
    return faults(json.loads(json.dumps(snapshot)), schema, schema)


@pytest.mark.parametrize(
    "made", [empty_snapshot, insights_snapshot, themes_snapshot, arabic_report, crowded_report]
)
def test_snapshots_fit_the_schema(made):
    assert check(made()) == []


@pytest.mark.django_db
def test_what_is_frozen_and_published_fits_the_schema():
    snapshot = sample_snapshot()

    assert check(snapshot) == []
    assert check({**snapshot, "people": 3}) == ["$.people is not named"]  # type: ignore[typeddict-unknown-key]
    assert check({**snapshot, "direction": "up"}) == ["$.direction is 'up'"]  # type: ignore[typeddict-item]
    del snapshot["figures"]["people"]  # type: ignore[misc]
    assert check(snapshot) == ["$.figures.people is missing"]
