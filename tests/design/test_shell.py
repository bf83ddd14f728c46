"""The frame of every page, the form templates and the error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


class Enter(forms.Form):
    email = forms.EmailField(label="Email address", help_text="We send a code.")
    role = forms.CharField(label="Role", required=False)
    questions = forms.MultipleChoiceField(
        choices=[("2", "2 Changes"), ("5", "5 No lawyer")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="Decoration only", required=False)


@pytest.fixture
def visit(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/consultations/")
    request.user = AnonymousUser()
    return request


def frame(request: HttpRequest, **context: Any) -> str:
    values = {"site": {"name": "Conspectus"}, "messages": [], "theme": "", "nav": {}, "languages": []}
    return render_to_string("base.html", values | context, request)


def test_every_page_offers_the_skip_link_one_main_and_one_status_line(visit: HttpRequest) -> None:
    html = frame(visit)

    assert html.index('href="#main"') < html.index("<header")
    assert html.count("<main") == 1
    assert html.count('role="status"') == 1


def test_arabic_pages_run_from_the_other_side(visit: HttpRequest) -> None:
    with translation.override("ar"):
        html = frame(visit)

    assert '<html lang="ar" dir="rtl"' in html


def test_a_chosen_theme_is_named_on_the_page_and_is_no_button(visit: HttpRequest) -> None:
    html = frame(visit, scheme="dark")

    assert 'data-theme="dark"' in html
    assert "<b>Dark</b>" in html
    assert 'value="dark"' not in html


def test_a_place_without_an_address_has_no_link(visit: HttpRequest) -> None:
    assert "Reports" not in frame(visit)
    assert 'href="/reports/"' in frame(visit, nav={"reports": "/reports/"})


def test_a_message_is_a_region_that_takes_the_focus(visit: HttpRequest) -> None:
    told = [Message(constants.SUCCESS, "Saved <b>.")]

    html = frame(visit, messages=told)

    assert 'aria-label="Success" tabindex="-1" autofocus' in html
    assert "Saved &lt;b&gt;." in html
    assert 'aria-label="Important"' in frame(visit, messages=[Message(constants.ERROR, "No.")])


def test_a_failed_form_is_summed_up_above_the_heading(visit: HttpRequest) -> None:
    html = frame(visit, form=Enter({"email": "x"}))

    assert "<title>Error: " in html
    assert '<a href="#id_email">' in html
    assert "There is a problem" in html
    assert "There is a problem" not in frame(visit, form=Enter())


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = Enter({"email": "x"})["email"].as_field_group()

    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html


def test_only_fields_that_may_stay_empty_say_optional() -> None:
    form = Enter()

    assert "(optional)" not in form["email"].as_field_group()
    assert "(optional)" in form["role"].as_field_group()
    assert "(optional)" in form["questions"].as_field_group()


def test_choices_are_a_group_with_a_legend_and_a_label_each() -> None:
    html = Enter()["questions"].as_field_group()

    assert html.count("<fieldset") == 1
    assert html.count("<label") == 2
    assert "<legend>" in html


@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_pages_of_last_resort_need_no_request(name: str) -> None:
    html = render_to_string(f"{name}.html")

    assert "<h1>" in html
    assert "css/site.css" in html


@pytest.mark.parametrize("name", ["403", "404", "410", "413", "429"])
def test_refusals_keep_the_shell_and_say_what_to_do(visit: HttpRequest, name: str) -> None:
    html = render_to_string(f"{name}.html", {"kept_text": "My <words>"}, visit)

    assert "<h1>" in html
    assert 'class="footer"' in html


@pytest.mark.parametrize("name", ["413", "429", "500"])
def test_what_was_typed_is_given_back(visit: HttpRequest, name: str) -> None:
    html = render_to_string(f"{name}.html", {"kept_text": "My <words>"}, visit)

    assert "My &lt;words&gt;</textarea>" in html
