"""Every language of the document says everything, with the same numbers in it."""

from __future__ import annotations

import string
from datetime import date

import pytest

from synthesis.document import build_document
from synthesis.sentences import support_of
from synthesis.wording import WORDINGS, wording_for
from tests.synthesis.report_snapshots import insights_snapshot
from tests.synthesis.snapshots import support

ENGLISH = WORDINGS["en"]
every_language = pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)


def places(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@every_language
def test_a_table_has_every_phrase_with_the_same_places(wording):
    assert {key: places(phrase) for key, phrase in wording.phrases.items()} == {
        key: places(phrase) for key, phrase in ENGLISH.phrases.items()
    }


@every_language
def test_a_table_counts_everything_and_ends_in_other(wording):
    assert wording.plurals.keys() == ENGLISH.plurals.keys()
    assert all("other" in forms for forms in wording.plurals.values())


@every_language
def test_a_table_has_twelve_months(wording):
    assert (len(wording.months), len(wording.short_months)) == (12, 12)


@every_language
@pytest.mark.parametrize("n", [3, 7, 11, 21, 100, 104])
def test_a_count_shows_its_figure(wording, n: int):
    for key in ENGLISH.plurals:
        if not key.endswith("_word"):
            assert str(n) in wording.count(key, n)


@every_language
def test_a_support_line_carries_its_numbers_in_every_language(wording):
    line = support_of(support(25, 14, 13), wording).text

    assert [number for number in ("25", "14", "13") if number not in line] == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "D’après 5 contributions (4 personnes, 3 pays) · une personne est d’un autre avis"),
        ("es", "Basado en 5 contribuciones de 4 personas en 3 países · una persona discrepa"),
        ("ar", "يستند إلى 5 مساهمات من 4 أشخاص في 3 بلدان · شخص واحد يخالف الرأي"),
        ("ru", "Основано на 5 откликах от 4 человек из 3 стран · 1 человек другого мнения"),
        ("zh", "依据 3 个国家 4 人的 5 条发言 · 1 人持不同意见"),
    ],
)
def test_the_support_line_is_grammatical(language: str, line: str):
    assert support_of(support(5, 4, 3, 1), wording_for(language)).text == line


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("en", "29 June – 31 July 2026"),
        ("fr", "29 juin – 31 juillet 2026"),
        ("es", "29 de junio – 31 de julio de 2026"),
        ("ar", "29 يونيو – 31 يوليو 2026"),
        ("ru", "29 июня – 31 июля 2026 г."),
        ("zh", "2026年6月29日—7月31日"),
    ],
)
def test_a_period_reads_as_people_write_it(language: str, days: str):
    assert wording_for(language).days(date(2026, 6, 29), date(2026, 7, 31)) == days


def test_the_first_of_a_month_is_an_ordinal_in_french():
    assert wording_for("fr").full_date(date(2026, 7, 1)) == "1er juillet 2026"


@pytest.mark.parametrize(
    ("language", "n", "category"),
    [
        ("ar", 1, "one"),
        ("ar", 2, "two"),
        ("ar", 3, "few"),
        ("ar", 11, "many"),
        ("ar", 100, "other"),
        ("ar", 103, "few"),
        ("ru", 1, "one"),
        ("ru", 21, "one"),
        ("ru", 11, "many"),
        ("ru", 22, "few"),
        ("ru", 112, "many"),
        ("fr", 0, "one"),
    ],
)
def test_plural_categories_follow_the_language(language: str, n: int, category: str):
    assert wording_for(language).plural(n) == category


def test_a_regional_code_finds_its_language_and_an_unknown_one_english():
    assert wording_for("fr-CH").language == "fr"
    assert wording_for("sw").language == "en"


@every_language
def test_a_document_in_every_language_has_no_place_left_open(wording):
    snapshot = insights_snapshot()
    snapshot["language"] = wording.language

    document = build_document(snapshot)
    said = [document.figures_sentence, document.counted_apart, *document.period]
    said += [
        node["c"][0].get("v", "") for fact in [*document.method, *document.facts] for node in fact.blocks
    ]

    assert [one for one in said if "{" in one] == []
