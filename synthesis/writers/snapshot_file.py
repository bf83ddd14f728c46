"""The snapshot itself as a file, as `docs/report.schema.json` describes it."""

from __future__ import annotations

import json

from synthesis.document import Rendered, build_document
from synthesis.snapshot_types import Snapshot


def write_json(snapshot: Snapshot, _language: str = "") -> Rendered:
    """All languages in one file. UTF-8, keys sorted; what UTF-8 cannot carry stands as its JSON escape."""
    text = json.dumps(snapshot, sort_keys=True, indent=1, ensure_ascii=False)
    data = f"{text}\n".encode("utf-8", "backslashreplace")
    return Rendered(data, build_document(snapshot).should_look)
