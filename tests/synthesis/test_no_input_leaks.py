"""Nothing of the real consultation that is used in development may stand in the product."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from django.conf import settings

from consultation.names import fold

ROOT: Path = settings.BASE_DIR
INPUT = ROOT.parent / "shared" / "input"
FILES = ("discussion-room.json", "consultation-summary.json")
RUN = 8
WORD = re.compile(r"\w+")
PARAGRAPH_END = re.compile(r"</w:p>|<w:br[^>]*>|<w:tab/>")
TAG = re.compile(r"<[^>]+>")

# Runs of words that are nobody's: phrases of the interface, and titles cleared for the demo.
ALLOWED: frozenset[str] = frozenset()

type Run = tuple[str, ...]


def words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def runs(text: str) -> Iterator[Run]:
    found = words(text)
    return zip(*(found[start:] for start in range(RUN)), strict=False)


def texts_in(data: Any) -> Iterator[str]:
    """Every text in decoded JSON, however deep; keys are not texts."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Full names that stand in a text as whole words, whatever their capitals and accents."""
    folded = f" {fold(text)} "
    return [name for name in names if f" {fold(name)} " in folded]


@pytest.fixture(scope="module")
def real() -> list[Any]:
    missing = [name for name in FILES if not (INPUT / name).exists()]
    if missing:
        pytest.skip(f"the real consultation is not here: {', '.join(missing)} in {INPUT}")
    return [json.loads((INPUT / name).read_text()) for name in FILES]


@pytest.fixture(scope="module")
def real_names(real: list[Any]) -> list[str]:
    return [person["name"] for person in real[0]["people"]]


@pytest.fixture(scope="module")
def real_runs(real: list[Any]) -> set[Run]:
    allowed = {run for phrase in ALLOWED for run in runs(phrase)}
    return {run for text in texts_in(real) for run in runs(text)} - allowed


def files_of_the_product() -> list[Path]:
    """What is tracked, or would be with the next commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing says which files are the product's")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def readable(path: Path) -> str:
    """The text of a file, of a PDF and a Word file too; nothing for one that holds none."""
    if path.suffix == ".pdf":
        with pymupdf.open(path) as pages:
            return " ".join(page.get_text() for page in pages)
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            parts = [name for name in archive.namelist() if name.endswith(".xml")]
            return " ".join(
                TAG.sub("", PARAGRAPH_END.sub(" ", archive.read(name).decode())) for name in parts
            )
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def leaks(text: str, names: Iterable[str], known: set[Run]) -> list[str]:
    return [*names_in(text, names), *(" ".join(run) for run in runs(text) if run in known)]


def test_no_name_and_no_eight_words_in_a_row_stand_in_a_file(
    real_names: list[str], real_runs: set[Run]
) -> None:
    assert len(real_names) == 25
    assert len(real_runs) > 5_000

    found = {
        str(path.relative_to(ROOT)): leaked
        for path in files_of_the_product()
        if (leaked := leaks(readable(path), real_names, real_runs))
    }

    assert found == {}


def test_a_planted_name_and_a_planted_sentence_are_found(
    real: list[Any], real_names: list[str], real_runs: set[Run]
) -> None:
    paragraph = max(real[0]["contributions"][1]["body"].split("\n"), key=len)
    eight = " ".join(words(paragraph)[3:11])

    assert leaks(f"def thank(): # by {real_names[1].upper()}!", real_names, real_runs) == [real_names[1]]
    assert leaks(f"<p>{eight.title()}</p>", real_names, real_runs) == [eight]
    assert leaks("Seven plain words of our own here.", real_names, real_runs) == []


def test_a_name_is_found_only_as_whole_words() -> None:
    assert names_in("Signed by ANA PÉREZ, in ink", ["Ana Perez"]) == ["Ana Perez"]
    assert names_in("Mariana Perezoso", ["Ana Perez"]) == []


def test_a_sentence_is_found_in_the_built_samples() -> None:
    for path in (ROOT / "docs" / "sample").iterdir():
        assert "the chair beside the screen decides more than" in " ".join(words(readable(path)))
