from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.conftest import ROOT

FIND = "import pythons; print(*pythons.find_python())"
INSTALL = "import environment; environment.install('demo')"


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A folder for a PATH of its own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def ask(code: str, home: Path, path: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code beside the bootstrap's modules, with nothing of our own environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": path, "HOME": str(home), "PYTHONPATH": str(ROOT / ".ci"), **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def test_an_interpreter_that_does_not_answer_is_passed_over(tmp_path: Path, names: Path) -> None:
    program(names, "python3.13", "echo 'no such version' >&2; exit 127")
    program(names, "python3.12", f'exec {sys.executable} "$@"')

    found = ask(FIND, tmp_path, f"{names}:/usr/bin:/bin").stdout

    assert found.split()[0] == str(names / "python3.12")


def test_an_interpreter_that_is_too_old_is_passed_over(tmp_path: Path, names: Path) -> None:
    program(names, "python3.13", "echo 3.11.9.cpython")
    program(names, "python3.12", "echo 3.12.0.cpython")

    assert ask(FIND, tmp_path, str(names)).stdout == f"{names / 'python3.12'} 3.12.0.cpython\n"


def test_the_interpreter_asked_for_comes_first(tmp_path: Path, names: Path) -> None:
    program(names, "python3.13", "echo 3.13.1.cpython")
    program(names, "mine", "echo 3.14.0.cpython")

    found = ask(FIND, tmp_path, str(names), PYTHON=str(names / "mine")).stdout

    assert found == f"{names / 'mine'} 3.14.0.cpython\n"


def test_the_newest_interpreter_under_pyenv_is_found(tmp_path: Path, names: Path) -> None:
    for version in ("3.9.1", "3.12.8", "3.12.11"):
        folder = tmp_path / ".pyenv" / "versions" / version / "bin"
        folder.mkdir(parents=True)
        program(folder, "python3", f"echo {version}.cpython")

    found = ask(FIND, tmp_path, str(names)).stdout

    assert found == f"{tmp_path}/.pyenv/versions/3.12.11/bin/python3 3.12.11.cpython\n"


def test_an_installer_counts_only_when_it_answers(tmp_path: Path, names: Path) -> None:
    program(names, "broken", "echo 'not for this machine' >&2; exit 1")
    program(names, "ancient", "echo uv 0.1.2")
    program(names, "good", "echo 'uv 0.9.0 (abc 2026-01-01)'")
    code = "import installer; print([installer.answers(n) for n in ('broken', 'ancient', 'good', 'none')])"

    assert ask(code, tmp_path, f"{names}:/usr/bin:/bin").stdout == "[False, False, True, False]\n"


def test_what_is_installed_already_is_not_installed_again(tmp_path: Path, names: Path) -> None:
    stamp = ROOT / ".venv" / ".installed.json"
    digest = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes()).hexdigest()
    if not stamp.exists() or digest not in stamp.read_text():
        pytest.skip("this environment was not made by the bootstrap")

    done = ask(INSTALL, tmp_path, str(names))  # there is nothing on this PATH to install with

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_development_environment_stays_one_when_a_demo_starts() -> None:
    names = {line.split("==")[0] for line in lock("requirements-dev.txt")}

    assert {line.split("==")[0] for line in lock("requirements-demo.txt")} <= names
    assert (
        set(lock("requirements.txt"))
        <= set(lock("requirements-demo.txt"))
        <= set(lock("requirements-dev.txt"))
    )


def lock(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text().splitlines() if "==" in line]


def test_without_any_python_make_says_what_is_needed(tmp_path: Path, names: Path) -> None:
    for tool in ("make", "sh"):
        (names / tool).symlink_to(f"/usr/bin/{tool}" if Path(f"/usr/bin/{tool}").exists() else f"/bin/{tool}")

    told = subprocess.run(
        [str(names / "make"), "demo"],
        cwd=ROOT,
        env={"PATH": str(names), "HOME": str(tmp_path), "CI": "true"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert told.returncode != 0
    assert told.stderr.splitlines()[0].startswith("Python 3.12 or newer is needed: ")


def test_the_checks_run_by_name_from_any_folder(tmp_path: Path) -> None:
    script = (ROOT / ".ci" / "run").read_text()

    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert script.splitlines()[-1] == "exec make --no-print-directory check"
