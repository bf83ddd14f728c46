"""The one renderer: what people type becomes the stored HTML and the plain text that offsets count in.

A mention is stored as `<user-mention data-id="3">@Ana Pérez</user-mention>`: the typed words are its text and
the number stands for whatever `expand_mentions` is told to look up, so a rename changes only link and title.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape

from consultation.texts.canonical import canonical
from consultation.texts.markdown import to_html
from consultation.texts.plaintext import normalise, plain_text, walk
from consultation.texts.quotations import QuotePlace, only_quotes, with_lines_apart
from consultation.texts.sanitiser import MENTION, sanitise, tidy, without_inlines

MAX_CHARACTERS = 70_000
RENDERER = 1  # raised when the same source would give other HTML; the plain text it gives never changes
LINKS = frozenset({"a", MENTION})
TAG = re.compile("<[^>]*>")
STORED_MENTION = re.compile(rf'<{MENTION} data-id="([0-9]+)">(.*?)</{MENTION}>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be stored: `plain` is the concatenation of all text nodes of `html`."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A stretch of the plain text, in code points, that names somebody; `id` is kept in the HTML."""

    start: int
    end: int
    id: int


@dataclass(frozen=True, slots=True)
class MentionLink:
    """Where a mention leads now (empty: nowhere), and the person's present name, told if typed otherwise."""

    url: str
    title: str


def render(source: str, *, mentions: Sequence[ResolvedMention] = (), language: str = "") -> Rendered:
    """The text of a plain text box as stored HTML and plain text.

    Offsets of `mentions` count in the plain text of the same source, which mentions do not change. `language`
    is written on every top-level block; leave it out where the page says it around the text.
    """
    return with_mentions(_settled(to_html(with_lines_apart(normalise(source))), language=language), mentions)


def clean_html(html: str) -> Rendered:
    """Pasted or rich text as stored HTML and plain text. A mention's claim to a number is not believed."""
    return _settled(html)


def _settled(html: str, *, language: str = "") -> Rendered:
    rendered = _sanitised(canonical(tidy(html), language=language))
    if unicodedata.is_normalized("NFC", rendered.plain):
        return rendered
    # A tag parted a letter from its accent. Without inline tags they meet, and the plain text is NFC.
    return _sanitised(canonical(without_inlines(html), language=language))


def _sanitised(html: str) -> Rendered:
    stored = sanitise(html)
    return Rendered(stored, plain_text(stored))


def with_quotes(rendered: Rendered, allowed: Collection[QuotePlace]) -> Rendered:
    """The same text with these of the quotations it asks for, and no others. It is done before mentions."""
    return _sanitised(only_quotes(rendered.html, allowed))


def with_mentions(rendered: Rendered, mentions: Sequence[ResolvedMention]) -> Rendered:
    """The same text with these stretches tied to people, but for those inside a link or across lines."""
    in_line = (mention for mention in mentions if "\n" not in rendered.plain[mention.start : mention.end])
    waiting = sorted(in_line, key=lambda mention: mention.start)
    if not waiting:
        return rendered
    out: list[str] = []
    in_link = 0
    for node in walk(rendered.html):
        in_link += (node.opens in LINKS) - (node.closes in LINKS)
        if not node.text or in_link:
            out.append(node.markup)
            continue
        while waiting and waiting[0].end <= node.start:
            waiting.pop(0)
        out.append(_tied(node.text, node.start, waiting))
    return _sanitised("".join(out))


def _tied(text: str, offset: int, mentions: Sequence[ResolvedMention]) -> str:
    parts, done = [], 0
    for mention in mentions:
        start, end = max(mention.start - offset, done), min(mention.end - offset, len(text))
        if start >= len(text):
            break
        if start < end:
            name = escape(text[start:end], quote=False)
            parts += [
                escape(text[done:start], quote=False),
                f'<{MENTION} data-id="{mention.id}">{name}</{MENTION}>',
            ]
            done = end
    return "".join([*parts, escape(text[done:], quote=False)])


def quoted_spans(html: str) -> list[tuple[int, int]]:
    """Half-open code-point spans of the plain text that stand in quotations."""
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for node in walk(html):
        if node.opens == "blockquote":
            start = start if depth else node.start
            depth += 1
        elif node.closes == "blockquote":
            depth -= 1
            if depth == 0:
                spans.append((start, node.start))
    return spans


def expand_mentions(html: str, lookup: Callable[[int], MentionLink | None]) -> str:
    """Stored HTML as it is shown: each mention a link to where `lookup` says, or its plain words.

    Without an address the words are marked as a mention but lead nowhere.
    """

    def link(found: re.Match[str]) -> str:
        target, words = lookup(int(found[1])), found[2]
        if target is None:
            return words
        title = escape(target.title)
        title = f' title="{title}"' if title not in {"", TAG.sub("", words)[1:]} else ""
        if not target.url:
            return f'<span class="mention"{title}>{words}</span>'
        return f'<a class="mention" href="{escape(target.url)}"{title}>{words}</a>'

    return STORED_MENTION.sub(link, html)
