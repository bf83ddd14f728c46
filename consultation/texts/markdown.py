"""What the plain text box understands: paragraphs, line breaks, lists, quotations and links; nothing else.

`*`, `#` and indentation stay as typed: people paste from letters and tables and do not know Markdown.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from consultation.texts.links import link_addresses

SHIELD = "\ufdd0"  # a non-character, so no normalised text holds it; it keeps what follows from being a mark
DEEPEST_INDENT = 12
MOST_MARKS = 5  # list and quotation marks on one line
DEEPEST_NESTING = 100  # above what indentation and marks can reach, so that the parser never drops words

MARK = re.compile(r"(?:(?P<quote>>)(?=[ >]|$) ?|[-*] +(?=[^ ])|[0-9]{1,2}[.)] +(?=[^ ]))")
WOULD_BE_A_MARK = re.compile(r">|[-*+](?= |$)|[0-9]{1,9}[.)](?= |$)")
RULE = re.compile(r"[-*+](?: *[-*+])*")  # a line of dashes or stars divides, it lists nothing


def to_html(source: str) -> str:
    """HTML of a normalised text. Every word of it is kept; marks become structure."""
    lines = "\n".join(_prepared(source.split("\n")))
    return str(_parser.render(lines)).replace(SHIELD, "")


def _prepared(lines: list[str]) -> Iterator[str]:
    """The lines with all false marks shielded, and a list or quotation ended by the first line outside it.

    Markdown would let that line continue the item or the quotation above, and so put the author's own words
    into the mouth of the person quoted.
    """
    quoted, in_list = 0, False
    for line in lines:
        prepared, depth, listed = _read_marks(line)
        if not line.strip(" "):
            quoted, in_list = 0, False
        else:
            outdented = in_list and not listed and not line.startswith(" ")
            if depth < quoted or outdented:
                yield ">" * depth
            quoted, in_list = depth, listed or (in_list and not outdented and depth >= quoted)
        yield prepared


def _read_marks(line: str) -> tuple[str, int, bool]:
    """The line with its first false mark shielded, how often it is quoted, and whether it starts an item."""
    text = line.lstrip(" ")
    indent = " " * min(len(line) - len(text), DEEPEST_INDENT)
    position, quoted, listed = 0, 0, False
    for _ in range(0 if RULE.fullmatch(text.rstrip(" ")) else MOST_MARKS):
        mark = MARK.match(text, position)
        if mark is None:
            break
        quoted, listed = quoted + bool(mark["quote"]), listed or not mark["quote"]
        position = mark.end()
    rest = text[position:]
    shield = SHIELD if WOULD_BE_A_MARK.match(rest) else ""
    return f"{indent}{text[:position]}{shield}{rest}", quoted, listed


def _number_items_as_typed(state: StateCore) -> None:
    """Start a new list where the numbering jumps: answers to questions 1, 3 and 7 keep these numbers."""
    state.tokens = list(_renumbered(state.tokens))


def _renumbered(tokens: Sequence[Token]) -> Iterator[Token]:
    lists: list[tuple[Token, int]] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            lists.append((token, int(token.attrGet("start") or 1)))
        elif token.type == "ordered_list_close":
            lists.pop()
        elif token.type == "list_item_open" and token.info:
            opening, expected = lists[-1]
            if int(token.info) != expected:
                yield Token("ordered_list_close", "ol", -1, level=opening.level, block=True)
                again = Token("ordered_list_open", "ol", 1, level=opening.level, block=True)
                again.attrs = {"start": int(token.info)}
                yield again
            lists[-1] = opening, int(token.info) + 1
        yield token


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": DEEPEST_NESTING})
    parser.enable(["list", "blockquote", "newline"])
    parser.core.ruler.push("number_items_as_typed", _number_items_as_typed)
    parser.core.ruler.push("link_addresses", link_addresses)
    return parser


_parser = _make_parser()
