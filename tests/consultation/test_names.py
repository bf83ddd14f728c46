"""Names in all spellings people use for one another."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.languages import direction
from consultation.names import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Ångström", "zoe angstrom"),
        ("JOSÉ", "jose\u0301"),
        ("O'Brien", "O’Brien"),
        ("O'Brien", "OBrien"),
        ("Jean-Pierre", "Jean Pierre"),
        ("Jean-Pierre", "Jean‑Pierre"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Großmann", "GROSSMANN"),
        ("İstanbul", "istanbul"),
        ("Иванов Семён", "иванов семен"),
        ("أَحْمَد", "احمد"),
        ("می\u200cنا", "مینا"),
        ("J. P.  Morgan", "j p\u00a0morgan"),
        ("Ｔｉｍ", "Tim"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Silva", "Ana Silvana"),
        ("Ana", "Anna"),
        ("सुनील", "सनल"),
        ("สมชาย", "สมชย"),
        ("カ", "ガ"),
        ("김민수", "김민서"),
    ],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_a_folded_name_is_words_with_single_spaces_however_its_accents_are_stored(name: str) -> None:
    folded = fold(name)

    assert folded == " ".join(folded.split())
    assert fold(unicodedata.normalize("NFD", name)) == folded


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *[(code, "rtl") for code in ("ar", "AR", "fa-IR", "ur_PK", "he", "az-Arab")],
        *[(code, "ltr") for code in ("en", "zh-Hans", "", "ks-Deva", "uz-Latn-UZ")],
    ],
)
def test_a_language_knows_its_direction(code: str, expected: str) -> None:
    assert direction(code) == expected
