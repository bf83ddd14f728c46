"""Numbers in running text: those that were typed agree with those that are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthesis.checks.draft import Draft, every, words_of
from synthesis.checks.kinds import Check
from synthesis.checks.quantities import speaks_of_quantity
from synthesis.trees import plain

UNITS: dict[str, str] = {
    "people": r"people|persons|participants|contributors|practitioners|respondents|voices|"
    r"personnes|participant(?:e|·e)?s|contributeurs|contributrices|personas|participantes|"
    r"أشخاص|مشارك(?:ا|ين|ون)?",
    "contributions": r"contributions|comments|commentaires|contribuciones|aportes|comentarios|مساهم(?:ة|ات)",
    "countries": r"countries|pays|países|paises|بلد(?:ا|ان)?|دول(?:ة)?",
    "organisations": r"organi[sz]ations|organizaciones|منظم(?:ة|ات)",
    "languages": r"languages|langues|idiomas|لغ(?:ة|ات)",
}
COUNTED = {
    key: re.compile(rf"\b(\d[\d.,\u00a0\u202f]*)\s+((?:[^\W\d_]+[- ])?(?:{words}))\b", re.IGNORECASE)
    for key, words in UNITS.items()
}


def rules(draft: Draft) -> Iterator[Check]:
    yield from _typed(draft)
    yield from _moved(draft)


def _typed(draft: Draft) -> Iterator[Check]:
    """Counts in the front matter and in leads: an insight may speak of other countries and people."""
    figures = draft.snapshot["figures"]
    texts = [plain([block]) for block in draft.snapshot["objective"]]
    texts += [plain(section["lead"]) for section in draft.sections]
    for text in texts:
        for key, pattern in COUNTED.items():
            counted: int = figures[key]  # type: ignore[literal-required]
            fits = {counted, counted - figures["team_contributions"]} if key == "contributions" else {counted}
            for found in pattern.finditer(text):
                if int(re.sub(r"\D", "", found[1])) not in fits:
                    yield Check("number", facts={"words": f"{found[1]} {found[2]}", "n": counted})


def _moved(draft: Draft) -> Iterator[Check]:
    """Insights that speak of quantities, with the same words as in the version before and other counts."""
    previous = draft.behind.previous
    if previous is None:
        return
    before = {one["id"]: one for section in every(previous["sections"]) for one in section["insights"]}
    for insight in draft.insights:
        old = before.get(insight["id"])
        if old is None or words_of(old) != words_of(insight):
            continue
        people, was = insight["support"]["people"], old["support"]["people"]
        if people != was and speaks_of_quantity(words_of(insight), draft.snapshot["language"]):
            told = {"number": insight["number"], "version": previous["version"]["label"]}
            yield Check("moved", insight["id"], {**told, "before": was, "n": people})
