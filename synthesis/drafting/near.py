"""How near texts are to each other, as sparse tables of cosines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from moderation.learning.features import Reader

EDGE = 0.05  # a smaller cosine tells nothing
NEIGHBOURS = 60  # of each text, the nearest: the table grows with the texts, not with their square
COMMON = 0.25  # what stands in more than this share of the texts of one theme sets none of them apart;
COMMON_IN_FEW = 0.6  # of a few texts,
FEW = 20  # fewer than this many
AROUND = 60  # texts; of fewer, other texts of the consultation say what is common
CHUNK = 250  # texts compared with all others at a time

type Matrix = Any


class Space:
    """The words and pieces that tell these texts from each other; `rows` are the texts, of length one.

    Where they are few, what is common is read off them and `around`, sentences of the same consultation.
    A text in which there is no word is a row of zeros.
    """

    def __init__(self, texts: Sequence[str], around: Sequence[str] = ()) -> None:
        self._reader: Reader | None = Reader()
        padding = [text for text in around if text not in texts] if len(texts) < AROUND else []
        every = len(texts) + len(padding)
        try:
            rows = self._reader.fit([*texts, *padding])
        except ValueError:  # not a word in any of them
            self._reader = None
            self.rows: Matrix = _nothing(len(texts))
            return
        occurs = np.bincount(rows.indices, minlength=rows.shape[1])
        most = (COMMON if every >= FEW else COMMON_IN_FEW) * every
        self._telling = np.flatnonzero(occurs <= max(most, 2))
        self.rows = normalize(rows[: len(texts), self._telling]).tocsr()

    def read(self, texts: Sequence[str]) -> Matrix:
        """Other texts as rows of the same columns."""
        if self._reader is None or not texts:
            return _nothing(len(texts), self.rows.shape[1])
        return normalize(self._reader.read(texts)[:, self._telling]).tocsr()


def _nothing(texts: int, columns: int = 1) -> Matrix:
    return sparse.csr_matrix((texts, columns), dtype=np.float32)


def nearness(rows: Matrix) -> Matrix:
    """Cosines of at least EDGE between the rows, of each with its nearest; symmetric, none with itself."""
    columns = rows.T.tocsr()
    starts = range(0, rows.shape[0], CHUNK)
    parts = [_nearest(rows[start : start + CHUNK] @ columns, start) for start in starts]
    if not parts:
        return _nothing(0, 0)
    near = sparse.vstack(parts, format="csr")
    return near.maximum(near.T).tocsr()


def _nearest(products: Matrix, start: int) -> Matrix:
    """Of each of these rows, the first being text `start`, the cosines worth keeping."""
    products = products.tocsr()
    counts, columns, cosines = [0], [], []
    for place in range(products.shape[0]):
        first, last = products.indptr[place], products.indptr[place + 1]
        others, near = products.indices[first:last], products.data[first:last]
        wanted = (near >= EDGE) & (others != start + place)
        others, near = others[wanted], near[wanted]
        best = np.lexsort((others, -near))[:NEIGHBOURS]
        columns.append(others[best])
        cosines.append(near[best])
        counts.append(counts[-1] + len(best))
    cells = (np.concatenate(cosines), np.concatenate(columns), np.array(counts))
    return sparse.csr_matrix(cells, shape=products.shape)


def centres_of(rows: Matrix, groups: Sequence[Sequence[int]]) -> Matrix:
    """The middle of each group of rows, of length one."""
    sums = [sparse.csr_matrix(rows[list(group)].sum(axis=0)) for group in groups]
    return normalize(sparse.vstack(sums, format="csr")) if sums else _nothing(0, rows.shape[1])


def fitting(rows: Matrix, centres: Matrix, least: float) -> list[int]:
    """For each row the centre that it is nearest to, -1 where none is as near as `least`."""
    if not centres.shape[0]:
        return [-1] * rows.shape[0]
    cosines = (rows @ centres.T).toarray()
    best = cosines.argmax(axis=1)
    near = cosines[np.arange(len(best)), best] >= least
    return [int(place) if fits else -1 for place, fits in zip(best, near, strict=True)]
