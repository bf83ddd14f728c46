"""User text: the one renderer and what goes with it. No database, no settings, no clock."""

from consultation.texts.plaintext import count_words, normalise, plain_text, shortened
from consultation.texts.quotations import (
    QUOTE_MARK,
    QuotePlace,
    ShownQuote,
    card,
    expand_quotes,
    put_back_quotes,
    quotes_in,
    stored_quotes,
    take_out_quotes,
)
from consultation.texts.renderer import (
    MAX_CHARACTERS,
    RENDERER,
    MentionLink,
    Rendered,
    ResolvedMention,
    clean_html,
    expand_mentions,
    quoted_spans,
    render,
    with_mentions,
    with_quotes,
)
from consultation.texts.source import to_source, with_marks_kept

__all__ = [
    "MAX_CHARACTERS",
    "QUOTE_MARK",
    "RENDERER",
    "MentionLink",
    "QuotePlace",
    "Rendered",
    "ResolvedMention",
    "ShownQuote",
    "card",
    "clean_html",
    "count_words",
    "expand_mentions",
    "expand_quotes",
    "normalise",
    "plain_text",
    "put_back_quotes",
    "quoted_spans",
    "quotes_in",
    "render",
    "shortened",
    "stored_quotes",
    "take_out_quotes",
    "to_source",
    "with_marks_kept",
    "with_mentions",
    "with_quotes",
]
