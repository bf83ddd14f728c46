"""Fields whose refusals are sentences, and which keep what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.people.lines import REPLACEMENT, LineField

LONGEST_TEXT = 20_000
NUL = "\x00"


def too_long(label: Any) -> dict[str, Any]:
    """The message of Django's length validator in our words."""
    words = _("{label} must be %(limit_value)d characters or less. It has %(show_value)d")
    return {"max_length": format_lazy(words, label=label)}


def without_nul(data: Any) -> Any:
    """What the page gives back: HTML cannot hold NUL."""
    return data.replace(NUL, "") if isinstance(data, str) else data


class NeededLater(forms.Field):
    """Makes a field that may stay empty now but is no option: publishing, or another answer, asks for it.

    It is not marked "(optional)". Its form sets `use_required_attribute = False`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"required": True})

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class ShortField(LineField):
    """One line of at most `max_length` characters."""

    def __init__(self, *, label: Any, **options: Any) -> None:
        messages = too_long(label) | options.pop("error_messages", {})
        super().__init__(label=label, error_messages=messages, **options)
        self.widget.attrs.setdefault("dir", "auto")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return without_nul(super().bound_data(data, initial))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers would cut what is pasted without a word."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class ProseField(forms.CharField):
    """Several lines. Nothing is cut; what cannot be stored is refused."""

    widget = forms.Textarea
    default_validators: list[Any] = []

    def __init__(self, *, label: Any, rows: int = 6, longest: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(label=label, **options)
        self.longest = longest
        self.validators = []
        self.widget.attrs.update({"rows": rows, "dir": "auto"})

    def bound_data(self, data: Any, initial: Any) -> Any:
        return without_nul(super().bound_data(data, initial))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if NUL in value:
            raise ValidationError(
                _t("The text held characters that cannot be stored. They are gone: check it and save again")
            )
        if REPLACEMENT in value:
            raise ValidationError(
                _t("Some characters did not arrive intact and show as %(sign)s. Correct them and save again")
                % {"sign": REPLACEMENT}
            )
        if len(value) > self.longest:
            raise ValidationError(
                _t("%(label)s must be %(limit)s characters or less. It has %(length)s")
                % {"label": self.label, "limit": f"{self.longest:,}", "length": f"{len(value):,}"}
            )


class LaterShortField(NeededLater, ShortField):
    pass


class LaterProseField(NeededLater, ProseField):
    pass
