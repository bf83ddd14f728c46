"""Addresses in plain text become links: those that start with http://, https:// or www., as typed.

Bare host names and mail addresses stay words: a full stop without a space is more often a slip than a link.
Path not taken: linkify-it, which spent minutes on 70,000 characters of "www.www.". Every step here is linear.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 2000
ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9_@/.:-])(?:https?://|www\.(?=[^\W_][\w-]*\.[^\W_]))[^\s<>\"“”„«»`{{}}|\\^、。，；：！？「」『』（）【】《》]{{1,{LONGEST}}}",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.)*[^\W_](?:[\w-]{0,62}[^\W_])?")
TRAILING = ".,;:!?'’*_~…؟،؛۔"
PAIRS = {")": "(", "]": "["}


def link_addresses(state: StateCore) -> None:
    """Markdown rule: replace the addresses within texts by links."""
    for block in state.tokens:
        if block.type == "inline":
            children = block.children or []
            block.children = [token for child in children for token in _linked(child)]


def find_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where addresses stand in a text (half-open) and where they lead."""
    for found in ADDRESS.finditer(text):
        typed = _without_trailing(found[0])
        target = _target(typed)
        if target:
            yield found.start(), found.start() + len(typed), target


def _without_trailing(address: str) -> str:
    """Without the signs that belong to the sentence: a full stop, a bracket opened before the address."""
    surplus = {close: address.count(close) - address.count(opening) for close, opening in PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in TRAILING:
            break
        end -= 1
    return address[:end]


def _target(typed: str) -> str:
    address = f"https://{typed}" if typed[0] in "wW" else typed
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not HOST.fullmatch(host):
        return ""
    target = normalizeLink(parts.scheme + address[len(parts.scheme) :])
    return target if validateLink(target) else ""


def _linked(token: Token) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    done = 0
    for start, end, target in find_addresses(token.content):
        yield Token("text", "", 0, content=token.content[done:start])
        yield Token("link_open", "a", 1, attrs={"href": target})
        yield Token("text", "", 0, content=token.content[start:end])
        yield Token("link_close", "a", -1)
        done = end
    yield Token("text", "", 0, content=token.content[done:])
