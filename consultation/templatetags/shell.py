from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext, ngettext_lazy
from django.utils.translation import gettext as _

from consultation import slots, texts
from consultation.languages import OWN_NAMES
from consultation.models import Consultation

register = template.Library()

HOURS_SHOWN_BELOW = 48
FIXED = 2000  # drawn pieces that are kept
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600

# Django's own words, said again so that a language can leave out the number where its noun says it.
SPANS: dict[str, Any] = {
    "year": ngettext_lazy("%(num)d year", "%(num)d years", "num"),
    "month": ngettext_lazy("%(num)d month", "%(num)d months", "num"),
    "week": ngettext_lazy("%(num)d week", "%(num)d weeks", "num"),
    "day": ngettext_lazy("%(num)d day", "%(num)d days", "num"),
    "hour": ngettext_lazy("%(num)d hour", "%(num)d hours", "num"),
    "minute": ngettext_lazy("%(num)d minute", "%(num)d minutes", "num"),
}


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, thing: Any) -> SafeString:
    """What higher floors put in a named place of this object; nothing when they put nothing."""
    engine = context.template.engine  # type: ignore[union-attr]
    parts = []
    for path, values in slots.filled(context["request"], name, thing):
        with context.push(**values, thing=thing):
            parts.append(engine.get_template(path).render(context))
    return SafeString("".join(parts))


@register.simple_tag(takes_context=True)
def fixed(context: template.Context, path: str, **values: Hashable) -> SafeString:
    """A template that shows these values and nothing else, drawn once for each language and these values.

    Only for values that few pages differ in: none that belong to one person or one request.
    """
    engine = context.template.engine  # type: ignore[union-attr]
    return _fixed(engine, path, get_language(), tuple(values.items()))


@lru_cache(maxsize=FIXED)
def _fixed(
    engine: template.Engine, path: str, _language: str | None, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return engine.get_template(path).render(template.Context(dict(values)))


@register.filter
def initials(name: str) -> str:
    """Up to two letters that stand for a name: "Petro Lysenko" gives PL."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))


@register.filter
def paragraphs(source: str) -> SafeString:
    """Text that staff wrote, through the one renderer."""
    return SafeString(texts.render(source).html)


@register.filter
def day(value: datetime | None) -> str:
    """ "31 July 2026", in the time zone in force."""
    return formats.date_format(timezone.localtime(value), "DATE_FORMAT") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """ "31 July 2026, 23:59", in the time zone in force."""
    if not value:
        return ""
    return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")


@register.filter
def own_day(value: datetime | None) -> str:
    """ "31 July 2026" of an instant in the zone it carries, whatever zone is in force."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


@register.filter
def own_short_day(value: datetime | None) -> str:
    """ "31 July" of an instant in the zone it carries."""
    return formats.date_format(value, "MONTH_DAY_FORMAT") if value else ""


@register.filter
def short_moment(value: datetime) -> str:
    """ "31 July, 23:59" of an instant already in its own zone."""
    words = {"day": formats.date_format(value, "MONTH_DAY_FORMAT"), "time": f"{value:%H:%M}"}
    return _("%(day)s, %(time)s") % words


@register.filter
def long_moment(value: datetime) -> str:
    """ "Friday 31 July 2026, 23:59" of an instant already in its own zone."""
    return f"{formats.date_format(value, 'l')} {formats.date_format(value, 'DATETIME_FORMAT')}"


@register.filter
def remaining(until: datetime | None) -> str:
    """ "4 days" until an instant, counted on the calendar of its own zone; in hours below 48 hours."""
    if until is None:
        return ""
    now = timezone.now()
    hours = max(int((until - now).total_seconds() // SECONDS_PER_HOUR), 1)
    if hours < HOURS_SHOWN_BELOW:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = (until.date() - now.astimezone(until.tzinfo).date()).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def ago(value: datetime | None) -> str:
    """ "2 hours ago" for an instant in the past; "just now" in its first minute."""
    if value is None:
        return ""
    if (timezone.now() - value).total_seconds() < SECONDS_PER_MINUTE:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(value, depth=1, time_strings=SPANS)}


@register.filter
def in_zone(value: datetime, consultation: Consultation) -> datetime:
    """An instant in the consultation's own time zone."""
    return value.astimezone(consultation.zone)


@register.filter
def local(value: datetime) -> datetime:
    """An instant in the time zone in force."""
    return timezone.localtime(value)


@register.filter
def letter(place: int) -> str:
    """1 gives a, 2 gives b: the parts of a question."""
    return chr(ord("a") + place - 1)


@register.filter
def language_name(code: str) -> str:
    """A language's own name: español, العربية."""
    return OWN_NAMES.get(code, code)


@register.filter
def in_language(words: str, code: str) -> SafeString:
    """Words of a text's own language within a sentence of the page's."""
    return format_html('<bdi lang="{}">{}</bdi>', code, words)


@register.filter
def city(zone: str) -> str:
    """ "Africa/Nairobi" gives Nairobi."""
    return zone.rpartition("/")[2].replace("_", " ") or _("UTC")
