"""User text: the one renderer and what goes with it. No database, no settings, no clock."""

from consultation.texts.plaintext import count_words, normalise, plain_text
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
)

__all__ = [
    "MAX_CHARACTERS",
    "RENDERER",
    "MentionLink",
    "Rendered",
    "ResolvedMention",
    "clean_html",
    "count_words",
    "expand_mentions",
    "normalise",
    "plain_text",
    "quoted_spans",
    "render",
    "with_mentions",
]
