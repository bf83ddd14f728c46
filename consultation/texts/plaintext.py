"""Plain text: which characters a text may hold, and how plain text is read out of stored HTML.

Offsets of passages and mentions count code points of this plain text. So it is made the same way everywhere:
the concatenation of all text nodes of the stored HTML, nothing added and nothing left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import NamedTuple

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028]")  # Word and Outlook paste soft line breaks as VT or U+2028
LEADING_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)

# Not for text: C0 and C1 controls, the byte order mark, lone surrogates, interlinear annotation, U+FFFC and
# all non-characters. Bidirectional embeddings, overrides and isolates go too: an override shows other words
# than are stored, and a passage may be cut anywhere, which would part a control from its partner. Each block
# carries its own direction instead, and the three marks that work one by one (U+200E, U+200F, U+061C) stay.
UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\u202a-\u202e\u2066-\u2069"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
# Tag characters spell invisible words; the flags of England, Scotland and Wales are their only honest use.
INVISIBLE_WORDS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]{1,8})|[\U000e0000-\U000e007f]")
TOKEN = re.compile(r'<(/?)([a-z][a-z0-9-]*)(?: [a-z-]+="[^"]*")*>|([^<]+)')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
WORD = re.compile(r"\w+(?:['’\u2010-]\w+)*")
MOST_MARKS = 30  # combining marks in a row: the stream-safe limit of UAX #15, far above any real script


def shortened(text: str, most: int) -> str:
    """The text on one line, in at most that many characters: where it is cut, between words, "…" says so."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def normalise(text: str) -> str:
    """The text as it may be stored: NFC, lines end in LF, no control characters, no invisible tricks.

    Words are kept in every script. Zero-width joiners, soft hyphens and emoji sequences stay as they are.
    """
    text = LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = LEADING_TABS.sub(lambda indent: indent.group().expandtabs(4), text).replace("\t", " ")
    if text.isascii():
        return UNFIT.sub("", text)
    text = INVISIBLE_WORDS.sub(r"\1", UNFIT.sub("", text))
    return unicodedata.normalize("NFC", _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    """At most MOST_MARKS combining marks on one letter: more only smear the page and slow what follows."""
    runs = groupby(text, key=lambda character: unicodedata.combining(character) != 0)
    return "".join("".join(run)[:MOST_MARKS] if is_marks else "".join(run) for is_marks, run in runs)


class Node(NamedTuple):
    """One step through sanitised HTML: a tag, or a stretch of text."""

    markup: str  # as it stands in the HTML
    start: int  # code points of plain text before this node
    text: str = ""
    opens: str = ""  # the tag it opens
    closes: str = ""  # the tag it closes


def walk(html: str) -> Iterator[Node]:
    """Tags and texts of HTML that `sanitise` or the Markdown parser wrote, in order.

    Raises ValueError for HTML of any other shape: attributes without quotes, comments, a bare `<`.
    """
    position = done = 0
    for token in TOKEN.finditer(html):
        if token.start() != done:
            break
        done = token.end()
        slash, tag, text = token.groups()
        if text:
            words = unescape(text) if "&" in text else text
            yield Node(text, position, text=words)
            position += len(words)
        elif slash:
            yield Node(token[0], position, closes=tag)
        else:
            yield Node(token[0], position, opens=tag)
    if done != len(html):
        raise ValueError(f"Not sanitised HTML at character {done}")


def attributes(markup: str) -> dict[str, str]:
    """Names and values of the attributes of a start tag."""
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(markup)}


def plain_text(html: str) -> str:
    """All text nodes of stored HTML, concatenated."""
    return "".join(node.text for node in walk(html))


@lru_cache(maxsize=4096)
def _leaning(character: str) -> str:
    return {"L": "ltr", "R": "rtl", "AL": "rtl"}.get(unicodedata.bidirectional(character), "")


def first_direction(text: str) -> str:
    """`ltr` or `rtl` by the first letter that has a direction (rule P2 of UAX #9), empty if none has."""
    return next(filter(None, map(_leaning, text)), "")


def count_words(plain: str) -> int:
    """How many words a plain text has: runs of letters and digits.

    Chinese, Japanese, Thai and their like run without spaces: two of their characters count as one word.
    """
    if not plain.isascii():  # a vowel sign or an accent parts no word
        plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "M")
    unspaced = len(UNSPACED.findall(plain))
    return len(WORD.findall(UNSPACED.sub(" ", plain))) + (unspaced + 1) // 2
