"""Quotations: a place in a text that names words of another text. They are looked up when it is shown.

While somebody writes, the place is a line of its own: `[quote #4 31:0-120]` is characters 0 to 120 of the
plain text of revision 31, and #4 reminds the writer whose. So it survives drafts, a plain text box and a
rich one. In the stored HTML it is an empty element; the quoting text never holds the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from consultation.texts.plaintext import attributes
from consultation.texts.sanitiser import QUOTE, QUOTE_PLACE

_PLACE = r"\[quote #[0-9]{1,9} ([0-9]{1,15}):([0-9]{1,9})-([0-9]{1,9})\]"
TYPED_LINE = re.compile(rf"^[ >]*{_PLACE} *$", re.MULTILINE)
TYPED_PLACE = re.compile(rf"<p(?: [a-z-]+=\"[^\"]*\")*>{_PLACE}</p>\n")
STORED_PLACE = re.compile(rf"(<{QUOTE}(?: [a-z-]+=\"[0-9]*\")*>)</{QUOTE}>\n?")
EITHER = re.compile(f"{TYPED_PLACE.pattern}|{STORED_PLACE.pattern}")
SHOWN = re.compile(rf"<{QUOTE}[^>]*>.*?</{QUOTE}>", re.DOTALL)
QUOTE_MARK = f"<{QUOTE}"
EMPTY = f"<{QUOTE}></{QUOTE}>"


class QuotePlace(NamedTuple):
    """Words of a revision: half-open code points of its plain text."""

    revision: int
    start: int
    end: int

    def typed(self, number: int) -> str:
        """The line that stands for it while somebody writes. `number` is that of the quoted contribution."""
        return f"[quote #{number} {self.revision}:{self.start}-{self.end}]"

    @property
    def html(self) -> str:
        values = "".join(f' {name}="{value}"' for name, value in zip(QUOTE_PLACE, self, strict=True))
        return f"<{QUOTE}{values}></{QUOTE}>\n"


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """What stands in the place of a quotation: words and whose they are, or why there are none.

    Without `words`, `source` is the sentence that says so.
    """

    source: str
    url: str
    words: str = ""
    language: str = ""


def with_lines_apart(source: str) -> str:
    """The source with each quotation's line in a paragraph of its own."""
    return TYPED_LINE.sub(lambda line: f"\n{line[0]}\n", source) if "[quote #" in source else source


def quotes_in(html: str) -> list[QuotePlace]:
    """The quotations of canonical HTML in order, typed ones and stored ones."""
    return [_place(found) for found in EITHER.finditer(html)]


def stored_quotes(html: str) -> list[QuotePlace]:
    """The quotations of stored HTML in order: those that were allowed."""
    return [_place_of(found[1]) for found in STORED_PLACE.finditer(html)]


def only_quotes(html: str, allowed: Collection[QuotePlace]) -> str:
    """Canonical HTML with the allowed quotations as stored ones.

    Others go where they were elements, and stay words where they were typed.
    """

    def settled(found: re.Match[str]) -> str:
        place = _place(found)
        if place in allowed:
            return place.html
        return found[0] if found[1] else ""

    return EITHER.sub(settled, html)


def expand_quotes(html: str, lookup: Callable[[QuotePlace], ShownQuote | None]) -> str:
    """Stored HTML as it is shown: each quotation with its words and source, or a sentence in its place."""

    def shown(found: re.Match[str]) -> str:
        quote = lookup(_place_of(found[1]))
        return f"<{QUOTE}>{_figure(quote)}</{QUOTE}>\n" if quote is not None else ""

    return STORED_PLACE.sub(shown, html) if QUOTE_MARK in html else html


def card(html: str) -> str:
    """Markup of ours beside typed words, kept apart from them as a quotation is."""
    return f"<{QUOTE}>{html}<br></{QUOTE}>"


def take_out_quotes(html: str) -> tuple[str, list[str]]:
    """Shown HTML with its quotations emptied, so that its texts are the plain text; and what was there."""
    return SHOWN.sub(EMPTY, html), SHOWN.findall(html)


def put_back_quotes(html: str, quotes: Collection[str]) -> str:
    """The reverse of `take_out_quotes`."""
    waiting = iter(quotes)
    return SHOWN.sub(lambda _place: next(waiting), html)


def _place(found: re.Match[str]) -> QuotePlace:
    if found[1]:
        return QuotePlace(int(found[1]), int(found[2]), int(found[3]))
    return _place_of(found[4])


def _place_of(markup: str) -> QuotePlace:
    given = attributes(markup)
    revision, start, end = (int(given.get(name) or 0) for name in QUOTE_PLACE)
    return QuotePlace(revision, start, end)


def _figure(quote: ShownQuote) -> str:
    link = f'<a href="{escape(quote.url)}"><bdi>{escape(quote.source, quote=False)}</bdi></a>'
    if not quote.words:
        return f'<p class="quoted quoted--gone">{link}</p>'
    language = f' lang="{escape(quote.language)}"' if quote.language else ""
    lines = [
        f'<p dir="auto">{escape(line, quote=False)}</p>' for line in quote.words.split("\n") if line.strip()
    ]
    words = "\n".join(lines)
    quotation = f"<blockquote{language}>{words}</blockquote>"
    return f'<figure class="quoted">{quotation}<figcaption>{link}</figcaption></figure>'
