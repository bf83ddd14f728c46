"""Which HTML is allowed: the stored subset, and what is read of pasted text before it is reshaped."""

import nh3

HEADINGS = {"h1": "h4", "h2": "h4", "h3": "h4", "h4": "h4", "h5": "h5", "h6": "h5"}
# fmt: off
PARAGRAPHS = frozenset({
    "p", "address", "article", "aside", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "legend", "main", "menu", "nav", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
})
# fmt: on
TEXT_BLOCKS = dict.fromkeys(PARAGRAPHS, "p") | HEADINGS
LISTS = frozenset({"ul", "ol"})
CONTAINERS = LISTS | {"li", "blockquote"}
INLINES = {tag: tag for tag in ("strong", "em", "s", "sub", "sup", "a")} | {
    "b": "strong",
    "i": "em",
    "del": "s",
    "strike": "s",
}
MENTION = "user-mention"
QUOTE = "user-quote"  # an empty place that names the words of another revision
QUOTE_PLACE = ("data-revision", "data-start", "data-end")

_SCHEMES = {"http", "https", "mailto"}
_STORED_BLOCKS = {"p", "h4", "h5"} | CONTAINERS
_NOT_WORDS = {"script", "style", "title", "xml"}
_NOT_PASTED = _NOT_WORDS | {"template", "iframe", "noscript", "select", "textarea"}

_stored = nh3.Cleaner(
    tags=_STORED_BLOCKS | {"br", MENTION, QUOTE} | set(INLINES.values()),
    attributes={tag: {"lang"} for tag in _STORED_BLOCKS}
    | {"ol": {"lang", "start"}, "a": {"href", "title"}, MENTION: {"data-id"}, QUOTE: set(QUOTE_PLACE)},
    tag_attribute_values={tag: {"dir": {"auto", "ltr", "rtl"}} for tag in _STORED_BLOCKS},
    clean_content_tags=_NOT_WORDS,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)
_pasted = nh3.Cleaner(
    tags={*TEXT_BLOCKS, *CONTAINERS, *INLINES, "br", "hr", QUOTE},
    attributes={"*": {"dir", "lang"}, "ol": {"start"}, "a": {"href", "title"}, QUOTE: set(QUOTE_PLACE)},
    clean_content_tags=_NOT_PASTED,
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel=None,
)
_blocks = nh3.Cleaner(
    tags={*TEXT_BLOCKS, *CONTAINERS, "br", "hr", QUOTE},
    attributes={"*": {"dir", "lang"}, "ol": {"start"}, QUOTE: set(QUOTE_PLACE)},
    clean_content_tags=_NOT_PASTED,
)


def sanitise(html: str) -> str:
    """The last step before storing: nothing but the subset leaves here, whatever came in."""
    return _stored.clean(html)


def tidy(html: str) -> str:
    """Balanced HTML of foreign origin, without scripts and strange tags, but not yet canonical."""
    return _pasted.clean(html)


def without_inlines(html: str) -> str:
    """Balanced HTML with blocks only: the words stay, emphasis and links go."""
    return _blocks.clean(html)
