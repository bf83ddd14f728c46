"""Figures: described, credited, and agreed to by the people shown."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.checks.draft import Draft
from synthesis.checks.kinds import Check


def rules(draft: Draft) -> Iterator[Check]:
    for figure in draft.figures:
        key, told = figure["id"], {"caption": figure["caption"]}
        if figure["image"] is None:
            yield Check("picture", key, told)
        elif not figure["alt"]:
            yield Check("alt", key, told)
        if not figure["credit"]:
            yield Check("credit", key, told)
        if figure["image"] is not None and key in draft.behind.unagreed:
            yield Check("consent", key, told)
