"""Days and times as they stand on the wall of the consultation's city."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.people.forms import zone_choices
from consultation.setup import clock
from consultation.setup.clock import Reading
from consultation.setup.fields import NeededLater, ShortField

FIRST_YEAR, LAST_YEAR = 2000, 2100
MORNING, LAST_MINUTE = time(9), time(23, 59)
SUMMARY_AFTER = timedelta(weeks=12)
NOTICE = timedelta(hours=48)
ISO_DAY, ISO_TIME = "%Y-%m-%d", "%H:%M"


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format=ISO_DAY, attrs={"type": "date", "class": "input--short"})
        messages = {"invalid": _("Enter a day in the format 2026-07-31")} | options.pop("error_messages", {})
        super().__init__(input_formats=[ISO_DAY], widget=widget, error_messages=messages, **options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _t("Enter a year between %(first)d and %(last)d") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class ClockField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format=ISO_TIME, attrs={"type": "time", "class": "input--short"})
        messages = {"invalid": _("Enter a time in the format 23:59")}
        super().__init__(
            input_formats=[ISO_TIME, "%H:%M:%S"], widget=widget, error_messages=messages, **options
        )


class LaterDayField(NeededLater, DayField):
    pass


class LaterClockField(NeededLater, ClockField):
    """Left empty it is the usual time of its form."""


class DatesForm(forms.Form):
    """Opening, closing and the summary's day of a draft. Anything may still be open; it is saved as it is."""

    use_required_attribute = False

    opens_day = LaterDayField(label=_("Opens on"))
    opens_time = LaterClockField(label=_("Opens at"), initial=MORNING)
    closes_day = LaterDayField(label=_("Closes on"))
    closes_time = LaterClockField(label=_("Closes at"), initial=LAST_MINUTE)
    time_zone = forms.ChoiceField(
        label=_("City whose clock counts"),
        choices=zone_choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a city from the list")),
    )
    summary_due_on = DayField(
        label=_("Summary promised by"),
        required=False,
        help_text=_("Left empty, 12 weeks after the closing date."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["opens"] = self._reading("opens", MORNING)
        cleaned["closes"] = self._reading("closes", LAST_MINUTE)
        self._check_order(cleaned["opens"], cleaned["closes"])
        _settle_summary(self, cleaned["closes"])
        return cleaned

    def _reading(self, which: str, otherwise: time) -> Reading | None:
        """The instant of a day and time, if the day is given; a time left empty is the usual one."""
        day, zone = self.cleaned_data.get(f"{which}_day"), self.cleaned_data.get("time_zone")
        if day is None or zone is None or f"{which}_time" in self.errors:
            return None
        at = self.cleaned_data.get(f"{which}_time")
        return clock.read(day, otherwise if at is None else at, ZoneInfo(zone))

    def _check_order(self, opens: Reading | None, closes: Reading | None) -> None:
        if opens is not None and closes is not None and closes.instant <= opens.instant:
            self.add_error(
                "closes_day",
                _t("Closing date must be after %(day)s, the opening date")
                % {"day": formats.date_format(opens.local, "DATE_FORMAT")},
            )


def _settle_summary(form: forms.Form, closes: Reading | None) -> None:
    """A summary's day after the closing date, 12 weeks after it where none is given."""
    if closes is None or "summary_due_on" in form.errors:
        return
    due = form.cleaned_data.get("summary_due_on")
    if due is None:
        form.cleaned_data["summary_due_on"] = (closes.local + SUMMARY_AFTER).date()
    elif due <= closes.local.date():
        form.add_error("summary_due_on", _t("The summary must be promised for a day after the closing date"))


class SummaryDayForm(forms.Form):
    """All of the dates that may still be changed without a word once a consultation is published."""

    summary_due_on = DayField(
        label=_("Summary promised by"), error_messages={"required": _("Enter the day of the summary")}
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation

    def clean_summary_due_on(self) -> date:
        day: date = self.cleaned_data["summary_due_on"]
        closes = self.consultation.closes_locally
        if closes is not None and day <= closes.date():
            raise ValidationError(_t("The summary must be promised for a day after the closing date"))
        return day


class ExtendForm(forms.Form):
    """A new closing date with its reason. Closing earlier is asked twice and leaves people two days."""

    use_required_attribute = False

    closes_day = DayField(label=_("New closing date"), error_messages={"required": _("Enter the new day")})
    closes_time = LaterClockField(label=_("Closes at"))
    reason = ShortField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everybody reads it beside the date, and in the email about it."),
        error_messages={"required": _("Say why the closing date changes")},
    )
    known = forms.CharField(widget=forms.HiddenInput, required=False)
    earlier = forms.BooleanField(
        label=_("Yes, close earlier than announced: people lose time they counted on"), required=False
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.asks_twice = False
        closes = consultation.closes_locally
        if closes is not None:
            self.fields["closes_day"].initial = closes.date()
            self.fields["closes_time"].initial = closes.time()
            self.fields["known"].initial = token_of(closes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        old, day = self.consultation.closes_at, cleaned.get("closes_day")
        if old is None or day is None or "closes_time" in self.errors:
            return cleaned
        at = cleaned.get("closes_time")
        closes = clock.read(day, LAST_MINUTE if at is None else at, self.consultation.zone)
        cleaned["closes"] = closes
        if problem := self._problem(old, closes.instant):
            self.add_error("closes_day", problem)
        elif closes.instant < old and not cleaned.get("earlier"):
            self.asks_twice = True
            self.add_error("earlier", _t("Confirm that the consultation closes earlier than announced"))
        return cleaned

    def _problem(self, old: datetime, new: datetime) -> str:
        now = timezone.now()
        if new == old:
            return _t("This is the closing date already. Choose another")
        if new <= now:
            return _t("Choose a day and time that have not passed")
        opens = self.consultation.opens_locally
        if opens is not None and new <= opens:
            day = formats.date_format(opens, "DATE_FORMAT")
            return _t("Closing date must be after %(day)s, the opening date") % {"day": day}
        if new < old and new < now + NOTICE:
            first = (now + NOTICE).astimezone(self.consultation.zone)
            return _t("Leave people at least 48 hours: close on %(day)s, %(time)s or later") % {
                "day": formats.date_format(first, "DATE_FORMAT"),
                "time": f"{first:%H:%M}",
            }
        return ""


class CloseForm(forms.Form):
    """Closing at once."""

    reason = ShortField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everybody reads it on the page of the consultation, and in the email about it."),
        error_messages={"required": _("Say why the consultation closes now")},
    )
    sure = forms.BooleanField(
        label=_("Yes, close it now: nobody can contribute any more"),
        error_messages={"required": _("Confirm that the consultation closes now")},
    )


def token_of(closes: datetime) -> str:
    """A closing date as the form carries it, to tell whether somebody has moved it meanwhile."""
    return str(int(closes.timestamp()))
