"""A codebook outside the database: a tree of themes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from consultation.texts import normalise
from moderation import examples as limits
from moderation.codebook import Codebook
from moderation.examples import Example

LONGEST_NAME = 120
LONGEST_WORDS = 5000
MOST_THEMES = 5000
COLOURS = {
    "a": "#8A5A00",
    "b": "#1F66AD",
    "c": "#23743F",
    "d": "#A82A55",
    "e": "#6440B5",
    "f": "#0F6F72",
    "g": "#A04A0B",
    "h": "#4F6173",
}
"""The colour by which other programs show each hue: that of the line under a mark."""


class UnreadableCodebookError(ValueError):
    """The file is no codebook that can be read; the message says why, for whoever brought it."""


@dataclass
class Node:
    """A theme and what stands below it. `hue` is one of our letters or empty, `guid` None for a new one."""

    name: str
    definition: str = ""
    use_when: str = ""
    use_not: str = ""
    memo: str = ""
    hue: str = ""
    guid: UUID | None = None
    code: str = ""
    children: list[Node] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def placed(roots: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """Every theme in order, with the name of the one it stands under."""
    waiting = [(root, "") for root in reversed(roots)]
    while waiting:
        node, above = waiting.pop()
        yield node, above
        waiting.extend((child, node.name) for child in reversed(node.children))


def tree_of(codebook: Codebook, examples: Mapping[int, Sequence[Example]]) -> list[Node]:
    """The standing themes of a codebook as a tree; `examples` by the themes' pks."""
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    for theme in codebook:
        row = codebook.rows[theme.pk]
        words = (theme.definition, theme.use_when, theme.use_not, row.memo)
        node = Node(theme.name, *words, hue=theme.hue, guid=row.guid, code=theme.code)
        node.examples = list(examples.get(theme.pk, ()))
        nodes[theme.pk] = node
        (nodes[theme.parent].children if theme.parent else roots).append(node)
    return roots


def count(roots: Iterable[Node]) -> int:
    return sum(1 for root in roots for _ in root.walk())


def nearest_hue(colour: str) -> str:
    """Our hue that is nearest to a colour written as #RGB or #RRGGBB; "" for anything else."""
    given = _rgb(colour)
    if given is None:
        return ""

    def distance(hue: str) -> int:
        ours = _rgb(COLOURS[hue]) or (0, 0, 0)
        return sum((one - other) ** 2 for one, other in zip(given, ours, strict=True))

    return min(COLOURS, key=distance)


def _rgb(colour: str) -> tuple[int, ...] | None:
    digits = colour.strip().removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004  the short form
        digits = "".join(digit * 2 for digit in digits)
    try:
        return tuple(bytes.fromhex(digits)) if len(digits) == 6 else None  # noqa: PLR2004
    except ValueError:
        return None


def one_line(text: str) -> str:
    """A name as it may be stored: one line, single spaces, not too long."""
    return " ".join(normalise(text).split())[:LONGEST_NAME].strip()


def guid_of(text: str) -> UUID | None:
    """An identity as programs write it, with braces or without; None for anything else."""
    try:
        return UUID(text.strip().strip("{}"))
    except ValueError:
        return None


def checked(roots: list[Node]) -> list[Node]:
    """What was read, in words that can be stored. Raises UnreadableCodebookError for nothing and too much."""
    if not roots:
        raise UnreadableCodebookError(_("The codebook holds no themes."))
    if count(roots) > MOST_THEMES:
        raise UnreadableCodebookError(
            _("The codebook holds more than %(most)s themes.") % {"most": MOST_THEMES}
        )
    for root in roots:
        for node in root.walk():
            node.name = one_line(node.name) or "?"
            node.definition, node.use_when, node.use_not, node.memo = (
                normalise(text).strip()[:LONGEST_WORDS]
                for text in (node.definition, node.use_when, node.use_not, node.memo)
            )
            _check_examples(node)
    return roots


def _check_examples(node: Node) -> None:
    node.examples = [one for one in dict.fromkeys(node.examples) if one.words]
    if len(node.examples) > limits.MOST:
        told = _("“%(name)s” has more than %(most)s examples.")
        raise UnreadableCodebookError(told % {"name": node.name, "most": limits.MOST})
    if any(len(one.words) > limits.LONGEST for one in node.examples):
        told = _("An example of “%(name)s” is longer than %(most)s characters.")
        raise UnreadableCodebookError(told % {"name": node.name, "most": limits.LONGEST})
    if any(len(one.source) > limits.LONGEST_SOURCE for one in node.examples):
        told = _("The source of an example of “%(name)s” is longer than %(most)s characters.")
        raise UnreadableCodebookError(told % {"name": node.name, "most": limits.LONGEST_SOURCE})
