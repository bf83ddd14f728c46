"""One yes-or-no judgement per theme, all of them fitted together.

The loss is that of a linear support vector machine, the squared hinge; it is minimised by Newton steps whose
directions come from conjugate gradients (Keerthi & DeCoste 2005). Every step reads the texts once for all
themes, which makes many themes cost little more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

STRENGTH = 0.2
BALANCE = 0.75  # how far a rare theme's few examples weigh as much as the many others; 1 is all the way
NEARNESS = 1.0  # how much the mere nearness to a theme's examples counts; it helps most with few of them
STEPS = 8
DIRECTIONS = 12
PRECISION = 0.05  # of the gradient; finer ones judge no better
HALVINGS = 8
TINY = 1e-30

type Matrix = Any


@dataclass
class Judgements:
    """Weights (a row per column of the texts, a column per theme) and a bias per theme.

    The margin of a text is text @ weights + bias.
    """

    weights: np.ndarray
    biases: np.ndarray


def fit(rows: Matrix, bears: np.ndarray) -> Judgements:
    """`bears` says which text (row) bears which theme (column)."""
    found = _separate(rows, bears)
    centres = np.asarray(rows.T @ bears.astype(np.float32)) / np.maximum(bears.sum(axis=0), 1)
    middle = np.asarray(rows.mean(axis=0)).ravel().astype(np.float32)
    ways = (centres - middle[:, None]).astype(np.float32)
    ways *= NEARNESS / np.maximum(np.linalg.norm(ways, axis=0), TINY)
    return Judgements(found.weights + ways, found.biases - middle @ ways)


def _costs(bears: np.ndarray) -> np.ndarray:
    """What a wrong judgement costs, per text and theme."""
    texts, positive = len(bears), np.maximum(bears.sum(axis=0), 1.0)
    negative = np.maximum(texts - positive, 1.0)
    weights = np.where(bears, (texts / (2 * positive)) ** BALANCE, (texts / (2 * negative)) ** BALANCE)
    costs: np.ndarray = (STRENGTH * weights).astype(np.float32)
    return costs


def _separate(rows: Matrix, bears: np.ndarray) -> Judgements:
    sides = np.where(bears, 1.0, -1.0).astype(np.float32)
    costs = _costs(bears)
    columns = rows.T.tocsr()
    weights = np.zeros((rows.shape[1], bears.shape[1]), np.float32)
    biases = np.zeros(bears.shape[1], np.float32)
    margins = np.zeros(bears.shape, np.float32)
    steepness = None
    for _step in range(STEPS):
        short = np.maximum(0, 1 - sides * margins)
        pull = -2 * costs * sides * short
        slope, bias_slope = weights + columns @ pull, biases + pull.sum(axis=0)
        length = np.sqrt(_squares(slope, bias_slope))
        steepness = length if steepness is None else steepness
        unfinished = length > PRECISION * steepness
        if not unfinished.any():
            break
        way = _direction(
            rows, columns, 2 * costs * (short > 0), -slope * unfinished, -bias_slope * unfinished
        )
        far = _how_far(Judgements(weights, biases), margins, way, sides, costs)
        weights += far * way.weights
        biases += far * way.biases
        margins += far * way.margins
    return Judgements(weights, biases)


@dataclass
class _Way:
    weights: np.ndarray
    biases: np.ndarray
    margins: np.ndarray


def _direction(
    rows: Matrix, columns: Matrix, bends: np.ndarray, rest: np.ndarray, bias_rest: np.ndarray
) -> _Way:
    """Newton's direction for every theme at once, by conjugate gradients."""
    way = _Way(np.zeros_like(rest), np.zeros_like(bias_rest), np.zeros_like(bends))
    turn, bias_turn = rest.copy(), bias_rest.copy()
    left = _squares(rest, bias_rest)
    enough = left / 100
    for _direction_no in range(DIRECTIONS):
        moved = rows @ turn + bias_turn
        bent = bends * moved
        push, bias_push = turn + columns @ bent, bias_turn + bent.sum(axis=0)
        share = (left / np.maximum((turn * push).sum(axis=0) + bias_turn * bias_push, TINY)).astype(
            np.float32
        )
        way.weights += share * turn
        way.biases += share * bias_turn
        way.margins += share * moved
        rest = rest - share * push
        bias_rest = bias_rest - share * bias_push
        still = _squares(rest, bias_rest)
        if (still <= enough).all():
            break
        again = (still / np.maximum(left, TINY)).astype(np.float32)
        turn, bias_turn, left = rest + again * turn, bias_rest + again * bias_turn, still
    return way


def _how_far(
    now: Judgements, margins: np.ndarray, way: _Way, sides: np.ndarray, costs: np.ndarray
) -> np.ndarray:
    """The share of the way to go, per theme: halved until the loss does not grow."""

    def loss(far: np.ndarray) -> np.ndarray:
        short = np.maximum(0, 1 - sides * (margins + far * way.margins))
        size = _squares(now.weights + far * way.weights, now.biases + far * way.biases)
        return size / 2 + (costs * short**2).sum(axis=0)  # type: ignore[no-any-return]

    far = np.ones(len(now.biases), np.float32)
    start = loss(far * 0)
    for _halving in range(HALVINGS):
        worse = loss(far) > start
        if not worse.any():
            break
        far = np.where(worse, far / 2, far)
    return far


def _squares(weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
    return (weights**2).sum(axis=0) + biases**2  # type: ignore[no-any-return]
