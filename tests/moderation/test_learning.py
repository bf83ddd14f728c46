"""Suggestions learned from labelled texts: what they find and say, and that the web never loads them."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from random import Random

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from moderation.learning.suggester import learn, read_codebook
from moderation.tables import UnreadableTableError, rows_of
from tests.architecture.house import ROOT

WORDS = {
    "buses": "bus stop route driver timetable fare late night line station",
    "water": "spring well pipe tap drought flood river rain tank valve",
    "schools": "pupil teacher class lesson book exam desk term pen board",
    "库": "图书 阅读 书架 借书 馆员 目录 章节 页码",
}


def texts_of(count: int, seed: int = 1) -> tuple[list[str], list[frozenset[str]]]:
    random = Random(seed)  # noqa: S311  the same numbers each time
    texts, labels = [], []
    for number in range(count):
        theme = list(WORDS)[number % len(WORDS)]
        own = random.sample(WORDS[theme].split(), 3)
        noise = random.sample(
            ["the", "we", "people", "often", "say", "that", "our", "town", "needs", "more", "and", "better"],
            6,
        )
        texts.append(" ".join(random.sample(own + noise, 9)))
        labels.append(frozenset({theme}))
    return texts, labels


def test_what_was_learned_is_found_again_in_texts_never_seen():
    suggester = learn(*texts_of(120))
    texts, labels = texts_of(40, seed=2)

    best = np.argmax(suggester.scores(texts), axis=1)

    right = sum({suggester.themes[column]} == set(given) for column, given in zip(best, labels, strict=True))
    assert right >= 38


def test_a_suggestion_names_the_words_that_speak_for_it():
    suggester = learn(*texts_of(120))

    said = suggester.words_for("The pipe and the tap are dry and people say so", "water")

    assert set(said) & {"pipe", "tap"}
    assert not set(said) & {"the", "and", "say"}


def test_the_codebook_alone_finds_the_nearest_theme():
    suggester = read_codebook({name: f"{name} {words}" for name, words in WORDS.items()}, texts_of(8)[0])

    scores = suggester.scores(["a pupil without a desk or a pen", "借书 目录"])

    assert [suggester.themes[column] for column in scores.argmax(axis=1)] == ["schools", "库"]


def test_one_theme_is_nothing_to_learn():
    with pytest.raises(ValueError, match="two themes"):
        learn(["one", "two"], [frozenset({"a"})] * 2)


def evaluate(path, **options):
    out = StringIO()
    call_command("evaluate_suggestions", path, **options, stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def test_the_command_measures_single_labels_by_accuracy_with_a_learning_curve(tmp_path):
    texts, labels = texts_of(200)
    path = tmp_path / "labelled.csv"
    rows = [f"{text};{min(given)}" for text, given in zip(texts, labels, strict=True)]
    path.write_text("\n".join(["words;theme", *rows]))

    found = evaluate(path, text="words", labels="theme")

    assert (found["texts"], found["labels"], found["folds"]) == (200, 4, 5)
    assert found["accuracy"] > 0.95
    assert found["hit_at_3"] == found["recall_at_3"]
    assert set(found["curve"]) == {"50", "100"}
    assert found["curve"]["50"]["accuracy"] <= found["accuracy"] + 0.05


def test_several_labels_in_a_cell_and_in_several_columns_are_joined(tmp_path):
    path = tmp_path / "labelled.jsonl"
    texts, labels = texts_of(60)
    rows = [
        {"text": text, "first": f"{min(given)}; town", "second": "people" if n % 2 else None}
        for n, (text, given) in enumerate(zip(texts, labels, strict=True))
    ]
    path.write_text(
        "\n".join(map(json.dumps, [*rows, {"text": "", "first": "x"}, {"text": "N/A", "first": ""}]))
    )

    found = evaluate(path, text="text", labels="first,second")

    assert found["labels"] == 6
    assert found["left_out"] == 2
    assert found["p_at_1"] > 0.9
    assert found["recall_at_3"] > 0.9


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0b"])
def test_a_separator_of_lines_inside_a_cell_ends_no_row(separator, tmp_path):
    text = f"one{separator}two"
    table, lines = tmp_path / "rows.csv", tmp_path / "rows.jsonl"
    table.write_text(f"text,label\n{text},a\n", encoding="utf-8")
    lines.write_text(json.dumps({"text": text, "label": "a"}, ensure_ascii=False), encoding="utf-8")

    assert rows_of(table).rows == rows_of(lines).rows == [{"text": text, "label": "a"}]


HEADING = "Wörter\tThema"
UNREAD = {
    "commas.csv": HEADING.replace("\t", ","),
    "marked.csv": "\ufeff" + HEADING.replace("\t", ","),
    "semicolons.csv": HEADING.replace("\t", ";"),
    "declared.csv": "sep=;\n" + HEADING.replace("\t", ";"),
    "below blank rows.csv": "\n\n" + HEADING.replace("\t", ","),
    "tabs.txt": HEADING,
    "no ending": HEADING,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
@pytest.mark.parametrize("name", UNREAD)
def test_a_table_is_read_whatever_program_wrote_it(name, encoding, tmp_path):
    path = tmp_path / name
    heading = UNREAD[name].replace("\ufeff", "" if encoding != "utf-8" else "\ufeff")
    sign = next(sign for sign in ",;\t" if sign in heading.splitlines()[-1])
    rows = [f'"Straße{sign} ""alt""\nund neu"{sign}"Bürger; Bus"', f"größer{sign}"]
    path.write_bytes("\r\n".join([heading, *rows]).encode(encoding))

    table = rows_of(path)

    assert table.rows[0] == {"Wörter": f'Straße{sign} "alt"\nund neu', "Thema": "Bürger; Bus"}
    assert table.rows[1:] == [{"Wörter": "größer", "Thema": ""}]
    assert not table.faults


def test_columns_are_found_by_names_that_hold_commas(tmp_path):
    path = tmp_path / "asked.csv"
    path.write_text('"What, and where; why?",theme,"other, if any"\na,b,c\n')

    table = rows_of(path)

    assert table.named("What, and where; why?") == ["What, and where; why?"]
    assert table.named("other, if any, theme") == ["other, if any", "theme"]
    with pytest.raises(UnreadableTableError, match=r"has no column who\. Its columns are: What"):
        table.named("theme,who")
    with pytest.raises(UnreadableTableError, match="Name one column, not 2"):
        table.one("theme,other, if any")


def test_rows_that_are_out_of_order_are_told_and_the_others_measured(tmp_path):
    texts, labels = texts_of(20)
    path = tmp_path / "torn.csv"
    rows = [f"{text},{min(given)}" for text, given in zip(texts, labels, strict=True)]
    path.write_text("\n".join(["text,label", "one,a,b,c", *rows, '"never closed,a', "more,b"]))
    told = StringIO()

    found = evaluate(path, text="text", labels="label", stderr=told)

    assert found["texts"] == 21
    assert "Row 2: more cells than the heading" in told.getvalue()
    assert "Row 23: a quotation mark opens and is never closed" in told.getvalue()


@pytest.mark.parametrize("content", ["5", "[1, 2]", "{}", "{"])
def test_json_that_holds_no_rows_is_answered_with_a_sentence(content, tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(content)

    with pytest.raises(CommandError, match=r"rows\.json"):
        evaluate(path, text="text", labels="label")


def test_every_point_of_the_learning_curve_is_measured_over_all_folds(tmp_path):
    texts, labels = texts_of(63)  # so that folds learn from 50 or 51
    path = tmp_path / "labelled.jsonl"
    rows = [{"text": text, "label": min(given)} for text, given in zip(texts, labels, strict=True)]
    path.write_text("\n".join(map(json.dumps, rows)))

    assert evaluate(path, text="text", labels="label")["curve"]["50"]["accuracy"] > 0.9
    path.write_text("\n".join(map(json.dumps, rows[:62])))  # 49 or 50
    assert evaluate(path, text="text", labels="label")["curve"] == {}


def test_too_little_to_measure_is_said(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("text,label\nhello,a\n")

    with pytest.raises(CommandError, match="2 different labels are needed; found: texts 1"):
        evaluate(path, text="text", labels="label")


def test_both_commands_run_without_a_database_or_any_setting(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("unit,coder,code\n1,ana,x\n1,ben,x\n2,ana,y\n2,ben,x\n")
    command = ["evaluate_agreement", path, "--unit=unit", "--coder=coder", "--code=code"]

    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env={},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout.splitlines()[-1])["pooled"]["n"] == 4


def test_the_web_process_never_loads_the_learner():
    code = "import django; django.setup(); import consultation.urls, sys; print('sklearn' in sys.modules)"
    environment = {
        "DJANGO_SETTINGS_MODULE": "consultation.settings",
        "SECRET_KEY": "x",
        "PYTHONPATH": str(ROOT),
    }

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
