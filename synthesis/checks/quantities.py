"""Words of quantity against the people behind them: one; a few, 2 to 4; several, 5 to 9; many, 10 or more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synthesis.checks.draft import Draft, words_of
from synthesis.checks.kinds import Check

FEW, SEVERAL, MANY = 2, 5, 10
MOST, ALL = "most", "all"

type Need = int | str

WORDS: dict[str, list[tuple[Need, str]]] = {
    "en": [
        (MANY, r"(?<!how )(?<!as )(?<!so )(?:many|numerous|a (?:large|great) number of|dozens of)"),
        (SEVERAL, r"several"),
        (FEW, r"a few"),
        (
            MOST,
            r"most of (?:the|those|them)|most (?:people|participants|contributors|respondents|contributions|"
            r"voices)|(?:a|the) (?:large |vast )?majority",
        ),
        (
            ALL,
            r"all (?:of )?(?:the )?(?:people who|participants|contributors|respondents|contributions)|"
            r"(?:everyone|everybody) (?:agree\w*|said|says|want\w*|ask\w*|support\w*|who took part)|"
            r"unanimous\w*",
        ),
    ],
    "fr": [
        (MANY, r"beaucoup|(?:de )?nombreu(?:x|ses)|un grand nombre"),
        (SEVERAL, r"plusieurs"),
        (FEW, r"quelques(?:-un(?:e)?s)?"),
        (MOST, r"la plupart|(?:la|une) (?:grande )?majorité"),
        (
            ALL,
            r"tou(?:s|tes) les (?:participant|contribut|répondant)\w*|tout le monde|(?:à l['’])?unanim\w+",
        ),
    ],
    "es": [
        (MANY, r"much[oa]s|numeros[oa]s|un gran número"),
        (SEVERAL, r"vari[oa]s"),
        (FEW, r"algun[oa]s|un[oa]s poc[oa]s"),
        (MOST, r"la (?:gran )?mayoría"),
        (ALL, r"tod[oa]s l[oa]s (?:participante|contribuyente|persona)\w*|todo el mundo|unánim\w+"),
    ],
    "ar": [
        (MANY, r"(?:ال)?كثير(?:ون|ين)?(?: من)?|(?:ال)?عديد(?: من)?"),
        (SEVERAL, r"عدة|عدد من"),
        (FEW, r"بعض|قليل من"),
        (MOST, r"معظم|أغلب(?:ية)?|غالبية"),
        (ALL, r"(?:جميع|كل) (?:المشارك|المساهم)\w*|بالإجماع"),
    ],
}
PATTERNS = {
    language: [(need, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for need, words in rows]
    for language, rows in WORDS.items()
}
LONG_SENTENCE = 35  # words
SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+|\n")


def _patterns(language: str) -> list[tuple[Need, re.Pattern[str]]]:
    return PATTERNS.get(language.partition("-")[0], [])


def speaks_of_quantity(words: str, language: str) -> bool:
    """Whether the words state a number or a word of quantity."""
    return bool(re.search(r"\d", words)) or any(one.search(words) for _need, one in _patterns(language))


def rules(draft: Draft) -> Iterator[Check]:
    everybody = draft.snapshot["figures"]["people"]
    patterns = _patterns(draft.snapshot["language"])
    for insight in draft.insights:
        words = words_of(insight)
        if any(len(sentence.split()) > LONG_SENTENCE for sentence in SENTENCE_END.split(words)):
            yield Check("long", insight["id"], {"number": insight["number"]})
        if not insight["evidence"]:
            continue
        people = insight["support"]["people"]
        for need, pattern in patterns:
            found = pattern.search(words)
            needs = needed(need, everybody)
            if found and people < needs:
                told = {"number": insight["number"], "word": found[0].lower(), "needs": needs, "n": people}
                yield Check("quantity", insight["id"], told)


def needed(need: Need, everybody: int) -> int:
    """How many people a word needs where this many took part."""
    if isinstance(need, int):
        return need
    return everybody if need == ALL else everybody // 2 + 1
