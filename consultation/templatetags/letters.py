from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def own_links(text: str) -> SafeString:
    """Text of a mail with this site's own addresses as links; whatever else looks like one stays text."""
    parts = re.split(rf"({re.escape(settings.SITE_URL)}/[^\s<>\"]*(?<![.,;:)]))", text)
    pieces = (
        (format_html('<a dir="ltr" href="{0}">{0}</a>', part) if number % 2 else conditional_escape(part),)
        for number, part in enumerate(parts)
    )
    return format_html_join("", "{}", pieces)
