"""Draws the plain fields of forms at once: as Django's templates do, which would take a page's time for it.

Whatever is not drawn here, or has a template of our own, is left to templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

type Widget = Mapping[str, Any]

WIDGETS = "django/forms/widgets"
KEPT = 500  # drawn lists
INPUTS = ("hidden", "text", "email", "number", "password", "url", "search", "date", "checkbox", "file")
OPTIONS = ("radio_option", "checkbox_option")


def _attributes(widget: Widget) -> SafeString:
    given = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return SafeString(
        "".join(f" {name}" if value is True else f' {name}="{_text(value)}"' for name, value in given)
    )


def _text(value: Any) -> str:
    return str(conditional_escape(str(value) if not isinstance(value, str) else value))


def _input(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget)
    )


def _option(widget: Widget) -> SafeString:
    """One of several to choose from; its label is around it only where no page sets its own."""
    if not widget.get("wrap_label"):
        return _input(widget)
    target = format_html(' for="{}"', widget["attrs"]["id"]) if widget["attrs"].get("id") else ""
    return format_html("<label{}>{} {}</label>", target, _input(widget), widget["label"])


def _textarea(widget: Widget) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), widget["value"] or ""
    )


def _select(widget: Widget) -> SafeString:
    groups = [_group(name, options) for name, options, _place in widget["optgroups"]]
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget), SafeString("".join(groups))
    )


def _group(name: object, options: list[Widget]) -> str:
    drawn = "".join(
        f'\n  <option value="{_text(one["value"])}"{_attributes(one)}>{_text(one["label"])}</option>'
        for one in options
    )
    return f'\n  <optgroup label="{_text(name)}">{drawn}\n  </optgroup>' if name else drawn


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"{WIDGETS}/{name}.html": _input for name in INPUTS},
    **{f"{WIDGETS}/{name}.html": _option for name in OPTIONS},
    f"{WIDGETS}/textarea.html": _textarea,
    f"{WIDGETS}/select.html": _select,
}


class KeptSelect(Select):
    """A list to choose from that is the same for many people: drawn once for all that it shows."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        given = self.build_attrs(self.attrs, attrs)
        return _drawn(name, value, tuple(given.items()), tuple(self.choices), get_language())


@lru_cache(maxsize=KEPT)
def _drawn(
    name: str, value: Any, attrs: tuple[Any, ...], choices: tuple[Any, ...], _language: str | None
) -> SafeString:
    return Select(dict(attrs), choices).render(name, value)


class FieldRenderer(TemplatesSetting):
    """The renderer of every form."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return (
            draw(context["widget"]) if draw is not None else super().render(template_name, context, request)
        )
