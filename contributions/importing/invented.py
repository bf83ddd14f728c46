"""Invented words, people and texts of any number, the same for the same seed: what fills benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random


def _words(pool: str) -> list[str]:
    return pool.split()


FREQUENT_WORD = "mediation"  # stands in 85 of 100 texts
FREQUENT_SHARE = 0.85
SENTENCES = 3000
PLACES = 2500
PARAGRAPH = (3, 7)  # sentences
WORDS = (150, 600)  # of a text
SHORT = 200  # characters, where texts are short

GIVEN = _words(
    "Alma Bruno Cleo Dario Edda Femi Gita Hamid Ines Jonas Kofi Lina Marek Noor Odile Pavel Rosa Samir"
)
FAMILY = _words("Abara Benton Castel Dimov Errol Farkas Gomis Halim Ivarsen Jurado Kestrel Lorenz")
COUNTRIES = _words("AR BD BR CL CM CO CR DZ EG ET FJ GE GH GT ID IN JM JO KE KG KH LA LB MA MD MN MX NG")
KINDS = ("government", "civil-society", "academia", "private", "international", "")
NOUNS = _words(
    "court village council desk road valley hearing school library river market union office record judge "
    "neighbour harvest bridge clinic agency ministry tribunal elder dispute border language archive bench "
    "fund committee charter petition witness register translator station radio pasture well survey report"
)
VERBS = _words(
    "reaches settles carries opens loses needs hears trains keeps repairs follows protects records supports "
    "visits answers delays funds explains shares measures replaces"
)
ADJECTIVES = _words(
    "distant local paper public early quiet shared costly young rural legal patient broken seasonal written "
    "independent mobile crowded trusted temporary"
)
FRAMES = (
    "The {a} {n} of {p} {v} the {n2} before the {n3}.",
    "In {p} every {n} {v} a {a} {n2}, and nobody asks who pays for it.",
    "What we lack is a {n} that {v} the {a} {n2} near {p}.",
    "When the {n} in {p} closed, the {a} {n2} stayed with two people and one {n3}.",
    "Our {a} {n} {v} more than the {n2} of {p} could in three years.",
)
FREQUENT_FRAME = "Without mediation the {n} of {p} waits for a {a} {n2}."
SYLLABLES = _words("ba ko mi ra tel sun dor va li no pes qua rin tho ul zem har fi gar wen")


@dataclass(frozen=True)
class InventedPerson:
    """Somebody of the benchmark, by a name that no other of them bears."""

    number: int
    name: str
    country: str
    organisation: str
    kind: str


def person(number: int) -> InventedPerson:
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    rest = number // (len(GIVEN) * len(FAMILY))
    place = _place(Random(number))  # noqa: S311  invented words, no secrets
    return InventedPerson(
        number,
        f"{given} {family}{f' {place}' if rest else ''}",
        COUNTRIES[number % len(COUNTRIES)],
        f"{NOUNS[number % len(NOUNS)].title()} of {place}" if number % 4 else "",
        KINDS[number % len(KINDS)],
    )


def _place(rng: Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).title()


class Texts:
    """Paragraphs of invented sentences. A few words stand in most of them, most words in few."""

    def __init__(self, seed: int, *, short: bool) -> None:
        self._rng = rng = Random(seed)  # noqa: S311
        self._short = short
        self._places = [_place(rng) for _ in range(PLACES)]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(PLACES)))
        self._sentences = [self._sentence(rng.choice(FRAMES)) for _ in range(SENTENCES)]

    def _sentence(self, frame: str) -> str:
        rng = self._rng
        nouns = rng.sample(NOUNS, 3)
        return frame.format(
            n=nouns[0],
            n2=nouns[1],
            n3=nouns[2],
            v=rng.choice(VERBS),
            a=rng.choice(ADJECTIVES),
            p=rng.choices(self._places, cum_weights=self._weights)[0],
        )

    def paragraphs(self) -> list[str]:
        """A text of 150 to 600 words, or where texts are short one of at most 200 characters."""
        rng = self._rng
        opening = [self._sentence(FREQUENT_FRAME)] if rng.random() < FREQUENT_SHARE else []
        if self._short:
            sentence = rng.choice(self._sentences)
            whole = " ".join([*opening, sentence])
            return [whole if len(whole) <= SHORT else opening[0]]
        found: list[str] = []
        wanted, words = rng.randint(*WORDS), 0
        while words < wanted - PARAGRAPH[1] and len(found) < WORDS[1]:
            sentences = [*opening, *rng.choices(self._sentences, k=rng.randint(*PARAGRAPH))]
            opening = []
            found.append(" ".join(sentences))
            words += sum(sentence.count(" ") + 1 for sentence in sentences)
        return found
