"""Marks: stored HTML with its passages highlighted, ready for a page.

Only tags are added around the author's words. What a mark says besides (theme codes, words for screen
readers) stands in elements of the classes `m-ref` and `m-words`; without these the plain text is what it was.
Marks may be put in before or after mentions are expanded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from consultation.texts import put_back_quotes, take_out_quotes
from consultation.texts.plaintext import Node, walk
from consultation.texts.sanitiser import MENTION

REPORT = "r"  # the hue of what a published report rests on
HUES = frozenset("abcdefgh") | {REPORT}
LINKS = frozenset({"a", MENTION})
BETWEEN_CODES = " · "


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to highlight: half-open code-point offsets of the plain text, its themes' codes and hues.

    `href` is where its codes lead, `#p<id>` if empty. A target bears the id `p<id>` where it starts; what
    somebody followed a link to see is lit.
    """

    id: int
    start: int
    end: int
    codes: tuple[str, ...]
    hues: tuple[str, ...]
    href: str = ""
    is_target: bool = False
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What a screen reader says where a passage starts and ends, in the reader's language."""

    start: str  # such as "passage, theme {codes}, start: "
    end: str


def mark_html(html: str, marks: Sequence[Mark], *, words: MarkWords | None = None) -> str:
    """The stored HTML with these passages marked, overlapping ones in segments, each with a link to `#p<id>`.

    Line ends are never marked. With `words`, hidden ones tell where a passage starts and ends.
    """
    bare, quotes = take_out_quotes(html)  # quoted words are another text's and have no place in this one
    nodes = list(walk(bare))
    plain = "".join(node.text for node in nodes)
    marker = _Marker([mark for mark in (_without_line_ends(mark, plain) for mark in marks) if mark], words)
    return put_back_quotes("".join(part for node in nodes for part in marker.parts(node)), quotes)


def _without_line_ends(mark: Mark, plain: str) -> Mark | None:
    quote = plain[mark.start : mark.end]
    lead = len(quote) - len(quote.lstrip("\n"))
    tight = replace(mark, start=mark.start + lead, end=mark.start + len(quote.rstrip("\n")))
    return tight if tight.start < tight.end else None


class _Marker:
    def __init__(self, marks: Iterable[Mark], words: MarkWords | None) -> None:
        self.marks = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.id))
        self.words = words
        self.cuts = sorted({cut for mark in self.marks for cut in (mark.start, mark.end)})
        self.links_open = 0
        self.waiting: list[str] = []  # references of passages that end within a link: a link holds no link

    def parts(self, node: Node) -> Iterator[str]:
        if not node.text:
            yield node.markup
            self.links_open += (node.opens in LINKS) - (node.closes in LINKS)
            if not self.links_open:
                yield from self.waiting
                self.waiting.clear()
            return
        last = node.start + len(node.text)
        if not any(mark.start < last and node.start < mark.end for mark in self.marks):
            yield escape(node.text, quote=False)
            return
        for start, end in pairwise(self._cut(node)):
            text = node.text[start - node.start : end - node.start]
            shown = escape(text, quote=False)
            here = [mark for mark in self.marks if mark.start <= start and end <= mark.end]
            yield self._segment(shown, here, start, end) if here and text != "\n" else shown

    def _cut(self, node: Node) -> list[int]:
        """Where the text is cut: at its ends, at those of passages, and around line ends."""
        first, last = node.start, node.start + len(node.text)
        lines = [
            first + place + side for place, sign in enumerate(node.text) if sign == "\n" for side in (0, 1)
        ]
        return sorted({first, last, *lines, *(cut for cut in self.cuts if first < cut < last)})

    def _segment(self, shown: str, here: Sequence[Mark], start: int, end: int) -> str:
        beginning = "".join(self._said(mark, begins=True) for mark in here if mark.start == start)
        ending = [mark for mark in here if mark.end == end]
        closing = "".join(self._said(mark, begins=False) for mark in ending)
        references = [_reference(mark) for mark in ending]
        if self.links_open:
            self.waiting += references
            references = []
        return f"{_opening(here, start)}{beginning}{shown}{closing}{''.join(references)}</mark>"

    def _said(self, mark: Mark, *, begins: bool) -> str:
        if self.words is None:
            return ""
        said = (self.words.start if begins else self.words.end).format(codes=", ".join(mark.codes))
        return f'<span class="m-words vh">{escape(said)}</span>'


def _opening(here: Sequence[Mark], start: int) -> str:
    hue = next((hue for mark in here for hue in mark.hues if hue in HUES), "")
    themes = {code for mark in here for code in mark.codes}
    lit = any(mark.is_lit for mark in here)
    classes = [
        "m",
        *([f"m-{hue}"] if hue else []),
        *(["m-2"] if len(themes) > 1 else []),
        *(["m-lit"] if lit else []),
    ]
    begin = [f"p{mark.id}" for mark in here if mark.is_target and mark.start == start]
    anchor = f' id="{begin[0]}" tabindex="-1"' if begin else ""
    further = "".join(f'<span id="{other}"></span>' for other in begin[1:])
    passages = " ".join(str(mark.id) for mark in here)
    return f'<mark class="{" ".join(classes)}" data-p="{passages}"{anchor}>{further}'


def _reference(mark: Mark) -> str:
    codes = escape(BETWEEN_CODES.join(mark.codes))
    href = escape(mark.href) or f"#p{mark.id}"
    return f'<a class="m-ref" href="{href}">{codes}</a>' if codes else ""
