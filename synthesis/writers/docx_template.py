"""Our Word styles as a file that people open, restyle and give back: one paragraph in each style."""

from __future__ import annotations

from datetime import UTC, datetime

import docx

from synthesis.writers.brand import palette_of
from synthesis.writers.docx_styles import ALTERNATES, CHARACTER_STYLES, looks, prepare_styles
from synthesis.writers.docx_xml import full_locale, saved, state_fonts

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)  # the same bytes whenever it is asked for


def docx_template(brand: str | None, language: str, advice: str) -> bytes:
    """`advice` stands first: what to change in the file, and what is not read."""
    palette = palette_of(brand)
    word = docx.Document()
    prepare_styles(word, palette, full_locale(language), is_given=False)
    state_fonts(word, ALTERNATES)
    word.add_paragraph(advice, style="Lead paragraph")
    for look in looks(palette):
        word.add_paragraph(look.name, style=look.name).paragraph_format.page_break_before = False
    for name in sorted(CHARACTER_STYLES):
        word.add_paragraph().add_run(name, style=name)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "Styles", "", ""
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    return saved(word, MADE_AT)
