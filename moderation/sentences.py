"""Plain text cut into sentences, for the picker of passages: every word stands in exactly one sentence.

A sentence never crosses a line. Where no sign ends one, the whole line is the sentence. A cut too few is
mended by "Only these words", a cut too many splits a thought: a doubtful full stop does not end a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LOOK_BACK = 24  # code points read before a full stop to find the word it ends
ORDINARY_WORD = 4  # letters from which on a word before a full stop is no abbreviation

# Latin, Arabic, Urdu, Devanagari, Armenian, Ethiopic, Myanmar, Khmer, Tibetan, doubled signs; and the wide
# signs of East Asia, after which no space is written.
SIGN = re.compile(r"(?P<wide>[。！？｡．])|[.?!…؟؛۔।॥։።፧။។༎‼⁇⁈⁉]")
CLINGING = re.compile(
    r"[.?!…؟。！？｡]*(?:[ \u00a0\u202f](?=»))?[\"'”’»)\]}›」』】）》〉〕]*(?:\[[0-9]{1,3}\])*"
)
OPENING = "\"'“‘«‹„‚(\\[{¿¡「『《（"
WORD_BEFORE = re.compile(rf"[^\s{OPENING}/–—]*$")
FOLLOWING = re.compile(rf"\s+[{OPENING}]*(\S)")
ONLY_A_NUMBER = re.compile(r"\W*(?:[0-9]{1,3}|[^\W\d_])(?:[.)][0-9]{1,3}|[.)][^\W\d_])*")
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
# fmt: off
# Before a name or in the middle of a thought: these end no sentence.
BEFORE_A_NAME = frozenset({
    "capt", "cf", "ca", "approx", "av", "co", "dr", "dra", "e.g", "eg", "esp", "gen", "gov", "hon", "i.e",
    "ie", "incl", "lt", "messrs", "mgr", "mlle", "mm", "mme", "mr", "mrs", "ms", "mt", "prof", "rep",
    "rev", "sen", "sgt", "sr", "sra", "srta", "st", "viz", "vs", "bzw", "d.h", "evtl", "ggf", "vgl",
    "z.b", "им", "проф", "св", "см", "т.е", "т.к", "ул",
})
# Before a number or a small letter these end none; before a capital they may.
BEFORE_A_NUMBER = frozenset({
    "abs", "al", "apr", "art", "arts", "aug", "ave", "ch", "corp", "dec", "dept", "dic", "dott", "ecc",
    "ed", "eds", "ej", "est", "etc", "feb", "fig", "figs", "ft", "inc", "jan", "jr", "jul", "jun", "ltd",
    "m", "mar", "n", "no", "nos", "nov", "nr", "núm", "oct", "op", "p", "par", "para", "paras", "pag",
    "pág", "págs", "ph.d", "pp", "pt", "ref", "s", "sec", "sect", "sep", "sept", "u.a", "ud", "uds",
    "usw", "vol", "vols", "г", "гг", "др", "п", "пп", "р", "рис", "ст", "стр", "т", "т.д", "т.п", "тыс",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its half-open place in the plain text, in code points: `plain[start:end] == text`."""

    start: int
    end: int
    text: str


def split_sentences(plain: str) -> list[Sentence]:
    """The sentences of a plain text, in order, without the white space around them."""
    lines = (line.span() for line in re.finditer(r"[^\n]+", plain))
    spans = (span for start, stop in lines for span in _cut(plain, start, stop))
    return [Sentence(start, end, plain[start:end]) for start, end in spans]


def _cut(plain: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    begun = done = start
    for sign in SIGN.finditer(plain, start, stop):
        if sign.start() < done:
            continue
        clinging = CLINGING.match(plain, sign.end(), stop)
        done = clinging.end() if clinging else sign.end()
        if _ends(plain, sign, begun, done, stop):
            yield from _trimmed(plain, begun, done)
            begun = done
    yield from _trimmed(plain, begun, stop)


def _trimmed(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = plain[start:end]
    if text.strip():
        yield start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _ends(plain: str, sign: re.Match[str], begun: int, done: int, stop: int) -> bool:
    """Whether the sign, with what clings to it up to `done`, ends the sentence begun at `begun`."""
    if done == stop or sign["wide"]:
        return True
    following = FOLLOWING.match(plain, done, stop)
    if following is None:
        return plain[done:stop].isspace()
    if sign[0] == "." and done == sign.end():
        before = plain[max(begun, sign.start() - LOOK_BACK) : sign.start()]
        return not ONLY_A_NUMBER.fullmatch(before) and _full_stop_ends(before, following[1])
    if following[1].islower():  # “Why?” she asked. But also: really? we doubt it
        return sign[0] not in ".…" and done == sign.end()
    return True


def _full_stop_ends(before: str, following: str) -> bool:
    found = WORD_BEFORE.search(before)
    word = found[0] if found else ""
    folded = word.casefold()
    if folded in BEFORE_A_NAME or DOTTED.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return False
    if following.islower():
        return len(word) >= ORDINARY_WORD and word.isalpha() and folded not in BEFORE_A_NUMBER
    return folded not in BEFORE_A_NUMBER or following.isalpha()
