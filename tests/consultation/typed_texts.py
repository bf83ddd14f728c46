"""Texts as people might type or paste them, with everything that could trip the renderer."""

from hypothesis import strategies as st

MARKS = [
    "- ",
    "* ",
    "+ ",
    "1. ",
    "3) ",
    "99. ",
    "2024. ",
    "> ",
    ">> ",
    ">",
    "-",
    "#",
    "---",
    "**",
    "_",
    "\\",
    "`",
    "~~",
]
SIGNS = [
    "<",
    ">",
    "&",
    "&amp;",
    '"',
    "'",
    "[x](http://y)",
    "www.a.org",
    "http://",
    "https://é.org/ö?q=1&r",
    "@",
    "://",
]
SCRIPTS = [
    "ab",
    "É",
    "e\u0301",
    "שלום",
    "مرحبا",
    "میr\u200cs",
    "नमस्ते",
    "你好。",
    "ไทย",
    "한글",
    "👩‍👩‍👧",
    "\U0001f3f4\U000e0067\U000e007f",
]
SPACES = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\u2028", "\v"]
TRICKS = [
    "\x00",
    "\x1b",
    "\x85",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\ufdd0",
    "\ufffe",
    "\u202e",
    "\u2066",
    "\u0301",
    "\u3099",
]
typed_texts = st.lists(
    st.sampled_from(MARKS + SIGNS + SCRIPTS + SPACES + TRICKS) | st.text(max_size=5), max_size=25
).map("".join)
