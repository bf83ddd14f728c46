"""The computed sentence on how many people speak of a matter, in the languages of the report.

The words for numbers are those that the report explains: one, a few (2 to 4), several (5 to 9), many (10 or
more).
"""

from __future__ import annotations

from synthesis.snapshot_types import SupportData
from synthesis.wording.table import Wording

FEW, SEVERAL, MANY = 2, 5, 10  # people

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "one": "One person writes of this",
        "few": "A few people write of this",
        "several": "Several people write of this",
        "many": "Many people write of this",
        "team": "The team alone writes of this",
        "where": "{said}, in {countries}",
        "but": "{said}; {differs}",
        "end": "{said}.",
    },
    "fr": {
        "one": "Une personne en parle",
        "few": "Quelques personnes en parlent",
        "several": "Plusieurs personnes en parlent",
        "many": "De nombreuses personnes en parlent",
        "team": "Seule l’équipe en parle",
        "where": "{said}, dans {countries}",
        "but": "{said} ; {differs}",
        "end": "{said}.",
    },
    "es": {
        "one": "Una persona habla de esto",
        "few": "Unas pocas personas hablan de esto",
        "several": "Varias personas hablan de esto",
        "many": "Muchas personas hablan de esto",
        "team": "Solo el equipo habla de esto",
        "where": "{said}, en {countries}",
        "but": "{said}; {differs}",
        "end": "{said}.",
    },
    "ar": {
        "one": "يتحدث عن ذلك شخص واحد",
        "few": "يتحدث عن ذلك بضعة أشخاص",
        "several": "يتحدث عن ذلك عدة أشخاص",
        "many": "يتحدث عن ذلك كثيرون",
        "team": "يتحدث عن ذلك الفريق وحده",
        "where": "{said}، في {countries}",
        "but": "{said}؛ {differs}",
        "end": "{said}.",
    },
    "ru": {
        "one": "Об этом пишет один человек",
        "few": "Об этом пишут немногие",
        "several": "Об этом пишут несколько человек",
        "many": "Об этом пишут многие",
        "team": "Об этом пишет только команда",
        "where": "{said}, из {countries}",
        "but": "{said}; {differs}",
        "end": "{said}.",
    },
    "zh": {
        "one": "一个人谈到这一点",
        "few": "几个人谈到这一点",
        "several": "若干人谈到这一点",
        "many": "许多人谈到这一点",
        "team": "只有团队谈到这一点",
        "where": "{said}，来自{countries}",
        "but": "{said}；{differs}",
        "end": "{said}。",
    },
}


def overview(support: SupportData, wording: Wording) -> str:
    """ "Several people write of this, in 3 countries; one person differs." "" where nobody does."""
    people, phrases = support["people"], PHRASES[wording.language]
    if not people and not support["team_contributions"]:
        return ""
    said = phrases[_scale(people)]
    if support["countries"] > 1:
        countries = wording.count("countries", support["countries"])
        said = phrases["where"].format(said=said, countries=countries)
    if support["differs"]:
        differs = wording.count("differs", support["differs"], spelled=True)
        said = phrases["but"].format(said=said, differs=differs)
    return phrases["end"].format(said=said)


def _scale(people: int) -> str:
    if not people:
        return "team"
    return "many" if people >= MANY else "several" if people >= SEVERAL else "few" if people >= FEW else "one"
