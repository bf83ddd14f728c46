"""The shape of a snapshot as JSON Schema (draft 2020-12), read off the types that writers are checked by."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from synthesis.snapshot_types import SCHEMA, Snapshot

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: dict[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def snapshot_schema() -> dict[str, Any]:
    """What a snapshot of this schema must look like; nothing that is not named may stand in it."""
    shapes: dict[str, Any] = {}
    root = _shape(Snapshot, shapes)
    shapes["Snapshot"]["properties"]["schema"] = {"const": SCHEMA}
    return {"$schema": DIALECT, "title": SCHEMA, **root, "$defs": dict(sorted(shapes.items()))}


def _shape(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if is_typeddict(kind):
        return _record(kind, shapes)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is NotRequired:
        return _shape(arguments[0], shapes)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _shape(arguments[0], shapes)}
    if origin is UnionType:
        return {"anyOf": [_shape(one, shapes) for one in arguments]}
    raise TypeError(f"{kind} has no place in a snapshot")


def _record(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """A reference to the record's shape, which is read once: records may hold their like."""
    name = kind.__name__
    if name not in shapes:
        shapes[name] = {}
        hints = get_type_hints(kind, include_extras=True)
        shapes[name] = {
            "type": "object",
            "properties": {key: _shape(hint, shapes) for key, hint in hints.items()},
            "required": [key for key, hint in hints.items() if get_origin(hint) is not NotRequired],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
