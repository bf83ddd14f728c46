"""Dissent: what opposes an insight is heard wherever its themes are told, and outweighs none in silence."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.checks.draft import Draft, every
from synthesis.checks.kinds import Check


def rules(draft: Draft) -> Iterator[Check]:
    """The team's marks oppose nobody."""
    differing: dict[str, str] = {}
    for insight in draft.insights:
        for one in insight["evidence"]:
            if one["stance"] == "differs" and one["quote"] and not one["team"]:
                differing.setdefault(one["id"], insight["number"])
        people, against = insight["support"]["people"], insight["support"]["differs"]
        if against and against >= people:
            told = {"number": insight["number"], "n": against, "people": people}
            yield Check("outweighed", insight["id"], told)
    for section in draft.sections:
        if not section["insights"]:
            continue
        own = {
            one["id"]
            for below in every([section])
            for point in below["insights"]
            for one in point["evidence"]
        }
        ids = (one["id"] for one in section["passages"])
        unheard = [one for one in ids if one in differing and one not in own]
        if unheard:
            places = ", ".join(dict.fromkeys(differing[one] for one in unheard))
            told = {"number": section["number"], "title": section["title"], "n": len(unheard)}
            yield Check("dissent", section["id"], {**told, "where": places})
