"""Sentences that hang on a thread: the one with evidence becomes a link that ends in a ring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from moderation.sentences import split_sentences
from synthesis.markup import inline_html
from synthesis.snapshot_types import Node
from synthesis.trees import plain

LEADING_ELSEWHERE = {"link", "note"}  # a link holds no link
LONGEST_END = 24  # characters that may be kept on one line with the ring
SHORT_END = 2  # characters kept with it where the writing has no spaces

type Pair = tuple[list[Node], list[Node]]


def hanging_html(nodes: Sequence[Node], href: str) -> SafeString:
    """A paragraph whose first sentence leads to its evidence; what follows it stays plain."""
    sentences = split_sentences(plain(nodes).replace("\n", " "))
    if not sentences:
        return inline_html(nodes)
    sentence, rest = split_at(list(_opened(nodes)), sentences[0].end)
    return format_html("{}{}", _hanging(sentence, href), inline_html(rest))


def _opened(nodes: Iterable[Node]) -> Iterable[Node]:
    """Words in another language in as many pieces as notes and links leave of them."""
    for node in nodes:
        if node["t"] != "span":
            yield node
            continue
        for elsewhere, run in groupby(node.get("c", []), key=_leads_elsewhere):
            words = list(run)
            piece: Node = {**node, "c": words}
            yield from words if elsewhere else [piece]


def _hanging(nodes: Sequence[Node], href: str) -> SafeString:
    """Runs without links of their own hang; the last of them leads to the evidence and bears the ring."""
    runs = list(_runs(nodes))
    hanging = [place for place, (free, run) in enumerate(runs) if free and plain(run).strip()]
    pieces: list[SafeString] = []
    for place, (_free, run) in enumerate(runs):
        if hanging and place == hanging[-1]:
            pieces.append(_link(run, href))
        elif place in hanging:
            pieces.append(format_html('<span class="hangs">{}</span>', inline_html(run)))
        else:
            pieces.append(inline_html(run))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _runs(nodes: Iterable[Node]) -> Iterable[tuple[bool, list[Node]]]:
    """Neighbours that may stand in one link, and those that may not, in turn."""
    run: list[Node] = []
    for node in nodes:
        if _leads_elsewhere(node):
            if run:
                yield True, run
            yield False, [node]
            run = []
        else:
            run.append(node)
    if run:
        yield True, run


def _leads_elsewhere(node: Node) -> bool:
    return node["t"] in LEADING_ELSEWHERE or any(map(_leads_elsewhere, node.get("c", [])))


def _link(run: Sequence[Node], href: str) -> SafeString:
    words = plain(run)
    cut = len(words.rstrip()) - _end_length(words.rstrip())
    body, end = split_at(run, cut)
    return format_html(
        '<a class="hangs" href="{}">{}<span class="hangs__end">{}<i class="ring"></i></span></a>',
        href,
        inline_html(body),
        inline_html(end),
    )


def _end_length(words: str) -> int:
    """How many of the last characters stay on one line with the ring."""
    last = len(words.rsplit(maxsplit=1)[-1]) if words.strip() else 0
    return last if last <= LONGEST_END else SHORT_END


def split_at(nodes: Sequence[Node], offset: int) -> Pair:
    """Running text in two at a place counted as `trees.plain` counts; marks of notes there come after."""
    before: list[Node] = []
    after: list[Node] = []
    for node in nodes:
        length = len(plain([node]))
        if offset <= 0:
            after.append(node)
        elif length <= offset:
            before.append(node)
        else:
            first, second = _cut(node, offset)
            before.append(first)
            after.append(second)
        offset -= length
    return before, after


def _cut(node: Node, offset: int) -> tuple[Node, Node]:
    if node["t"] == "text":
        words = node.get("v", "")
        return {**node, "v": words[:offset]}, {**node, "v": words[offset:]}
    first, second = split_at(node.get("c", []), offset)
    return {**node, "c": first}, {**node, "c": second}
