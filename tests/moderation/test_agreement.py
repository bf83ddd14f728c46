"""Agreement of coders, against worked examples and scikit-learn's own kappa."""

from __future__ import annotations

import json
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from sklearn.metrics import cohen_kappa_score

from moderation.agreement import Coded, agreement, cells_by_code, cohen_kappa, krippendorff_alpha

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C: nominal alpha 0.743.
EXAMPLE_C = [
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, None, 3, None),
]


def test_alpha_is_that_of_the_published_example():
    items = [[value for value in item if value is not None] for item in EXAMPLE_C]

    assert krippendorff_alpha(items) == pytest.approx(0.743, abs=0.0005)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_equals_the_reference_implementation(seed):
    random = Random(seed)  # noqa: S311  the same numbers each time
    one = [random.choice("abc") for _ in range(200)]
    other = [value if random.random() < 0.7 else random.choice("abc") for value in one]

    assert cohen_kappa(zip(one, other, strict=True)) == pytest.approx(
        cohen_kappa_score(one, other), abs=1e-12
    )


def test_two_who_never_differ_from_one_value_agree_by_definition_of_nothing():
    assert cohen_kappa([("a", "a")] * 4) is None
    assert krippendorff_alpha([("a", "a")] * 4) is None
    assert krippendorff_alpha([]) is None


def test_only_units_that_both_coded_count():
    rows = [
        Coded(("1",), "ana", "x"),
        Coded(("1",), "ben", "x"),
        Coded(("2",), "ana", "x"),
        Coded(("2",), "ben", ""),
    ]
    alone = Coded(("3",), "ana", "x")

    cells = cells_by_code([*rows, alone])

    assert cells == {"x": [[True, True], [True, False], [True, None]]}
    assert agreement(cells["x"]).cells == 2


def run(path, **options):
    out = StringIO()
    call_command("evaluate_agreement", path, **options, stdout=out)
    return out.getvalue()


def test_the_command_prints_pooled_and_per_code_and_ends_in_json(tmp_path):
    path = tmp_path / "coded.csv"
    lines = ["question,answer,coder,code"]
    for number in range(20):
        lines.append(f"1,{number},ana,{'trust' if number % 2 else 'cost'}")
        lines.append(f"1,{number},ben,{'trust' if number % 2 or number == 4 else 'cost'}")
    lines.append("1,0,ben,trust")  # a unit may carry several codes
    path.write_text("\n".join(lines))

    said = run(path, unit="question,answer", coder="coder", code="code")

    found = json.loads(said.strip().splitlines()[-1])
    assert found["coders"] == ["ana", "ben"]
    assert found["codes"]["cost"] == {"n": 20, "kappa": 0.9, "alpha": 0.9023}
    assert found["pooled"]["n"] == 40
    assert "0.9023" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("unit,coder,code\n1,ana,x\n", "Two coders are needed. The column coder names: ana."),
        ("unit,coder,code\n1,ana,x\n2,ben,x\n", "No unit was coded by two coders"),
        ("unit,who,code\n1,ana,x\n", "has no column coder. Its columns are: unit, who, code."),
        ("", "The file is empty."),
        ("unit,coder,code\n", "holds no rows"),
        ("unit,coder,code\n,ana,x\n,ben,x\n", "Two coders are needed. The column coder names: none."),
    ],
)
def test_a_table_that_cannot_be_compared_is_answered_with_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "coded.csv"
    path.write_text(content)

    with pytest.raises(CommandError) as refused:
        run(path, unit="unit", coder="coder", code="code")

    assert sentence in str(refused.value)
