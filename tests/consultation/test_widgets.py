"""The fields of forms are drawn as Django's own templates draw them."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpResponse
from django.utils import translation

from consultation.dates import Dates
from consultation.http import Compression
from consultation.widgets import DRAWN, FieldRenderer

CHOICES = [("", "Any"), ("a", "<b>A & B</b>"), ("More", [("c", "C"), ("d", 'D "d"')])]


class Everything(forms.Form):
    words = forms.CharField(initial='"quoted" & <bare>', max_length=40, help_text="Some")
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), initial="<p>&amp;</p>")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="it's")
    number = forms.IntegerField(initial=12345)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    tick = forms.BooleanField(initial=True)
    file = forms.FileField(widget=forms.FileInput)
    one = forms.ChoiceField(choices=CHOICES, initial="a")
    empty = forms.ChoiceField(choices=CHOICES)


def tight(html: str) -> str:
    """Without the space between elements, which nobody sees."""
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_a_field_is_drawn_as_its_template_draws_it(name):
    ours, theirs = (str(Everything(renderer=one)[name]) for one in (FieldRenderer(), TemplatesSetting()))

    assert tight(ours) == tight(theirs)
    assert Everything.base_fields[name].widget.template_name in DRAWN


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_each_of_several_options_is_drawn_as_its_template_draws_it(widget):
    class Several(forms.Form):
        some = forms.MultipleChoiceField(choices=CHOICES[:2], widget=widget, initial=["a"])

    ours, theirs = (Several(renderer=one)["some"] for one in (FieldRenderer(), TemplatesSetting()))

    assert [one.tag() for one in ours] == [one.tag() for one in theirs]
    assert str(ours).split() == str(theirs).split()


def test_a_page_is_compressed_and_its_length_tells_nothing(rf):
    body = b"The council meets on Tuesday. " * 200
    request = rf.get("/", headers={"Accept-Encoding": "gzip"})
    lengths = set()
    for _ in range(40):
        answer = Compression(lambda _request: HttpResponse(body, headers={"ETag": '"x"'}))(request)
        lengths.add(len(answer.content))
        assert gzip.decompress(answer.content) == body
        assert (answer["Content-Encoding"], answer["ETag"]) == ("gzip", 'W/"x"')
        assert answer["Content-Length"] == str(len(answer.content))
        assert answer["Vary"] == "Accept-Encoding"

    assert len(lengths) > 1


def test_nothing_is_compressed_for_those_who_cannot_read_it(rf):
    answer = Compression(lambda _request: HttpResponse(b"The council meets. " * 50))(rf.get("/"))

    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept-Encoding"


def test_a_moment_is_told_in_the_zone_it_carries_and_in_the_language_in_force():

    at = datetime(2026, 7, 31, 22, 30, 15, tzinfo=UTC)

    assert Dates().moment(at) == "31 July 2026, 22:30"
    assert Dates().moment(at.astimezone(ZoneInfo("Africa/Nairobi"))) == "1 August 2026, 01:30"
    with translation.override("fr"):
        assert Dates().day(at) == "31 juillet 2026"
