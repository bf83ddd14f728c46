"""Who chooses French or Arabic meets no English: every word is translated, whole, and compiled."""

from __future__ import annotations

import ast
import re
from collections import Counter
from gettext import c2py

import pytest
from django.conf import settings

from tests.architecture.catalogues import (
    Message,
    catalogue,
    compiled,
    in_python,
    in_template,
    parsed,
    sources,
)

TRANSLATED = [code for code in settings.COMPLETE_LANGUAGES if code != settings.LANGUAGE_CODE]
BLANKS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAGS = re.compile(r"</?[a-z][^<>@]*>")
NUMBERS = range(1000)


@pytest.fixture(scope="module")
def said():
    return list(sources())


def faults(here, said):
    """What keeps a catalogue from being complete, each in words."""
    known = here.messages
    for file, message in said:
        if message not in known:
            yield f"{file}: {message.text!r} is not in the catalogue: run make messages"
    for entry in here.entries:
        forms = range(here.plural_forms if entry.message.plural else 1)
        if entry.is_fuzzy:
            yield f"{entry.message.text!r} is fuzzy"
        if set(entry.forms) != set(forms) or not all(entry.forms.values()):
            yield f"{entry.message.text!r} is not translated"


def forms_of_one_number(header):
    """The plural forms that stand for a single number, so that the number itself may be left out."""
    formula = c2py(re.search(r"plural=(.+?);", header)[1])
    met = Counter(formula(number) for number in NUMBERS)
    return {form for form, times in met.items() if times == 1}


def blanks(words):
    return Counter(BLANKS.findall(words))


def fits(message, words, *, is_single):
    """Whether a translation fills what the message leaves open."""
    if not message.plural:
        return blanks(words) == blanks(message.text)
    if blanks(words) in (blanks(message.text), blanks(message.plural)):
        return True
    lacking, added = blanks(message.plural) - blanks(words), blanks(words) - blanks(message.plural)
    return is_single and not added and lacking.total() == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_sources_is_translated(language, said):
    assert list(faults(catalogue(language), said)) == []


def test_the_language_menu_lists_the_complete_languages_and_no_other(client, db, said):
    complete = [
        code
        for code, _name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE or not list(faults(catalogue(code), said))
    ]

    menu = re.findall(r'hreflang="([a-z-]+)"', client.get("/").text)

    assert menu == settings.COMPLETE_LANGUAGES == complete


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_the_same_blanks(language):
    here = catalogue(language)
    single = forms_of_one_number(here.header)
    wrong = [
        (entry.message.text, words)
        for entry in here.entries
        for form, words in entry.forms.items()
        if not fits(entry.message, words, is_single=form in single)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_marks_and_the_spaces_at_both_ends(language):
    wrong = []
    for entry in catalogue(language).entries:
        asked = entry.message.plural or entry.message.text
        for words in entry.forms.values():
            ends = [(text[:1].isspace(), text[-1:].isspace()) for text in (asked, words)]
            if Counter(TAGS.findall(asked)) != Counter(TAGS.findall(words)) or ends[0] != ends[1]:
                wrong.append((asked, words))

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language):
    here, there = compiled(language), catalogue(language).as_compiled()

    assert [key for key in here | there if here.get(key) != there.get(key)] == []


def test_arabic_has_six_plural_forms_and_some_leave_out_a_number_that_is_one_word():
    arabic, french = catalogue("ar").header, catalogue("fr").header

    assert forms_of_one_number(arabic) == {0, 1, 2}
    assert forms_of_one_number(french) == set()
    assert catalogue("ar").plural_forms == 6


@pytest.mark.parametrize(
    ("language", "direction", "word"), [("fr", "ltr", "Langue\u00a0:"), ("ar", "rtl", "اللغة:")]
)
def test_a_page_in_a_listed_language_says_so_and_speaks_it(client, db, language, direction, word):
    page = client.get(f"/{language}/").text

    assert f'<html lang="{language}" dir="{direction}"' in page
    assert word in page


PYTHON = """
from django.utils import translation
from django.utils.translation import gettext as _t, ngettext_lazy, pgettext

_t("first " "words")
ngettext_lazy("one", "many", 3)
pgettext("a button", "Open")
translation.gettext("by module")
f"{_t('in a string')}"
_t(variable)
other("not ours")
"""
TEMPLATE = """
{% translate "One" %} {% translate 'Open' context 'a button' %} {{ name|default:_("Nobody") }}
{% blocktranslate trimmed count n=many %}
  {{ n }} of 5%
{% plural %}
  all {{ n }}
{% endblocktranslate %}
"""


def test_messages_are_found_however_they_are_written():
    assert set(in_python(ast.parse(PYTHON))) == {
        Message("first words"),
        Message("one", "many"),
        Message("Open", context="a button"),
        Message("by module"),
        Message("in a string"),
    }
    assert set(in_template(TEMPLATE)) == {
        Message("One"),
        Message("Open", context="a button"),
        Message("Nobody"),
        Message("%(n)s of 5%%", "all %(n)s"),
    }


@pytest.mark.parametrize(
    ("words", "is_single", "fit"),
    [
        ("une de %(of)s", False, True),
        ("%(n)s de %(of)s", False, True),
        ("deux de tous", True, False),
        ("%(n)s de tous", False, False),
        ("%(n)s de tous", True, True),
        ("%(m)s de %(of)s", True, False),
    ],
)
def test_a_number_may_be_left_out_only_where_it_is_in_the_words(words, is_single, fit):
    message = Message("one of %(of)s", "%(n)s of %(of)s")

    assert fits(message, words, is_single=is_single) is fit


def test_a_message_without_its_translation_is_told():
    text = (
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Whole"\nmsgstr "Entier"\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "Devine"\n\n'
        'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "un"\nmsgstr[1] ""\n'
    )

    told = list(faults(parsed(text), [("a.py", Message("Whole")), ("b.py", Message("New"))]))

    assert told == [
        "b.py: 'New' is not in the catalogue: run make messages",
        "'Guess' is fuzzy",
        "'one' is not translated",
    ]
