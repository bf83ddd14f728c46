"""How far coders agree, beyond chance.

Each unit may carry several codes, so that each (unit, code) is a yes-or-no cell per coder. Only units that a
coder worked on count for that coder: a unit somebody never opened is no "no".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

COIN = 2


@dataclass(frozen=True)
class Agreement:
    """Of one code, or pooled: the cells judged by two or more coders, Cohen's kappa, Krippendorff's alpha.

    None where it is not defined: nobody disagrees because nobody ever differs from one single value.
    """

    cells: int
    kappa: float | None
    alpha: float | None


type Cell = Sequence[bool | None]


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two coders (Cohen 1960): (observed - expected) / (1 - expected).

    `pairs` holds both coders' values for each item. None where chance alone explains everything.
    """
    counted = Counter(pairs)
    total = sum(counted.values())
    if not total:
        return None
    observed = sum(n for (one, other), n in counted.items() if one == other) / total
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), n in counted.items():
        first[one] += n
        second[other] += n
    expected = sum(first[value] * second[value] for value in first) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(items: Iterable[Sequence[Hashable]]) -> float | None:
    """Nominal alpha (Krippendorff 2011): 1 - observed / expected disagreement.

    Each item is the values it was given, missing ones left out; items with one value count for nothing.
    """
    weights: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for values in items:
        if len(values) < COIN:
            continue
        together = Counter(values)
        for one, n in together.items():
            for other, m in together.items():
                weights[one, other] += n * (m - (one == other)) / (len(values) - 1)
    totals: dict[Hashable, float] = defaultdict(float)
    for (one, _other), weight in weights.items():
        totals[one] += weight
    everything = sum(totals.values())
    same = sum(n * (n - 1) for n in totals.values())
    if everything <= 1 or everything * (everything - 1) == same:
        return None
    agreed = sum(weight for (one, other), weight in weights.items() if one == other)
    return 1 - (everything - 1) * (everything - agreed) / (everything * (everything - 1) - same)


def agreement(cells: Sequence[Cell]) -> Agreement:
    """Over yes-or-no cells, each with a value per coder and None where the coder did not judge.

    With more than two coders kappa is the mean over all pairs of coders (Light 1971).
    """
    judged = [cell for cell in cells if sum(value is not None for value in cell) >= COIN]
    coders = range(len(judged[0])) if judged else range(0)
    kappas = [
        cohen_kappa((c[one], c[other]) for c in judged if c[one] is not None and c[other] is not None)
        for one, other in combinations(coders, 2)
    ]
    known = [kappa for kappa in kappas if kappa is not None]
    alpha = krippendorff_alpha([value for value in cell if value is not None] for cell in judged)
    return Agreement(len(judged), sum(known) / len(known) if known else None, alpha)


@dataclass(frozen=True)
class Coded:
    """One line of a coding table: who gave which unit which code ("" for none)."""

    unit: tuple[str, ...]
    coder: str
    code: str


def cells_by_code(rows: Iterable[Coded]) -> dict[str, list[Cell]]:
    """For each code its cells over all units, with a value per coder in the order of their names."""
    given: dict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
    for row in rows:
        given[row.unit, row.coder] |= {row.code} - {""}
    units = sorted({unit for unit, _ in given})
    coders = sorted({coder for _, coder in given})
    codes = sorted(set().union(*given.values()) if given else set())
    return {
        code: [
            [code in given[unit, coder] if (unit, coder) in given else None for coder in coders]
            for unit in units
        ]
        for code in codes
    }
