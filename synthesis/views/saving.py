"""What a page that saves itself is told: the answers to its script, one home for every form."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils import formats, timezone

CLOCK = "H:i"


def saves_itself(request: HttpRequest) -> bool:
    """Whether the page sent this after a pause, and not the person by a button."""
    return "alone" in request.POST


def saved(seen: str) -> JsonResponse:
    """`seen`: the state that the page's next save is made from."""
    return JsonResponse({"seen": seen, "saved": clock()})


def kept_aside(told: str) -> JsonResponse:
    return JsonResponse({"aside": told})


def refused(form: forms.Form) -> JsonResponse:
    told = [str(error) for errors in form.errors.values() for error in errors]
    fields = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    return JsonResponse({"told": told, "fields": fields}, status=422)


def changed_meanwhile() -> JsonResponse:
    return JsonResponse({}, status=409)


def clock() -> str:
    return formats.time_format(timezone.localtime(), CLOCK)


def fresh(values: dict[str, Any], seen: str) -> dict[str, Any]:
    """What a form of a page just opened starts from; its `sitting` is new."""
    return {**values, "seen": seen, "sitting": uuid.uuid4()}
