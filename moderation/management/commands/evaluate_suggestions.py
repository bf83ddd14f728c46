from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.learning.evaluation import Evaluation, Scores, evaluate
from moderation.tables import Row, UnreadableTableError, rows_of

SEPARATOR = ";"


class Command(BaseCommand):
    help = (
        "Measure how well themes would be suggested on texts that are labelled already: five-fold "
        "cross-validation with everything learned inside each fold. The last line printed is JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV, XLSX, JSON or JSON lines")
        parser.add_argument("--text", required=True, metavar="COL", help="the column with the texts")
        parser.add_argument(
            "--labels",
            required=True,
            metavar="COL[,COL...]",
            help="the columns with the labels; several in a cell are parted by ;",
        )

    def handle(self, *, file: Path, text: str, labels: str, **_options: Any) -> None:
        try:
            table = rows_of(file)
            text, columns = table.one(text), table.named(labels)
            labelled = [(row.get(text, ""), labels_in(row, columns)) for row in table.rows]
            kept = [(words, given) for words, given in labelled if words.strip() and given]
            found = evaluate([words for words, _ in kept], [given for _, given in kept])
        except (UnreadableTableError, ValueError) as error:
            raise CommandError(str(error)) from error
        for fault in table.faults:
            self.stderr.write(fault)
        left_out = len(table.rows) - len(kept)
        self.stdout.write(
            f"{len(kept)} texts with {found.themes} labels; {left_out} rows without text or label"
        )
        self.tell(found)
        self.stdout.write(json.dumps(as_json(found, left_out), sort_keys=True))

    def tell(self, found: Evaluation) -> None:
        first = "accuracy" if found.is_single else "P@1"
        self.stdout.write(
            f"{'labels learned from':>20} {first:>9} {'hit@3':>9} {'recall@3':>9} {'macro-F1':>9}"
        )
        for size, scores in [*found.curve.items(), ("all, 5 folds", found.scores)]:
            values = (scores.first, scores.hit_at_3, scores.recall_at_3, scores.macro_f1)
            self.stdout.write(f"{size!s:>20} " + " ".join(f"{value:9.4f}" for value in values))


def labels_in(row: Row, columns: list[str]) -> frozenset[str]:
    """All labels of a row, over its label columns."""
    parts = (part.strip() for column in columns for part in row.get(column, "").split(SEPARATOR))
    return frozenset(part for part in parts if part)


def as_json(found: Evaluation, left_out: int) -> dict[str, Any]:
    first = "accuracy" if found.is_single else "p_at_1"
    return {
        "texts": found.scores.texts,
        "labels": found.themes,
        "left_out": left_out,
        "folds": 5,
        **_scores(found.scores, first),
        "curve": {str(size): _scores(scores, first) for size, scores in found.curve.items()},
    }


def _scores(scores: Scores, first: str) -> dict[str, float]:
    return {
        first: round(scores.first, 4),
        "hit_at_3": round(scores.hit_at_3, 4),
        "recall_at_3": round(scores.recall_at_3, 4),
        "macro_f1": round(scores.macro_f1, 4),
    }
