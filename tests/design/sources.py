"""Where the design lives, and how its style sheets are read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
SOURCES = sorted((STATIC / "css" / "src").rglob("*.css"))

LIGHT, DARK = 0, 1
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(#([0-9A-F]{6}),\s*#([0-9A-F]{6})\)", re.IGNORECASE)
HUE = re.compile(r"\.hue-([a-h]), \.m-\1 \{([^}]*)\}")


def without_comments(css: str) -> str:
    """The rules alone."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def tokens() -> dict[str, tuple[str, str]]:
    """Every colour token as (light, dark), in hex; those of a hue as "a-tint" and "a-hue"."""
    css = (STATIC / "css" / "src" / "tokens.css").read_text(encoding="utf-8")
    found = {name: (light, dark) for name, light, dark in TOKEN.findall(HUE.sub("", css))}
    for letter, body in HUE.findall(css):
        found |= {f"{letter}-{name}": (light, dark) for name, light, dark in TOKEN.findall(body)}
    return found


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21, by WCAG 2.2 (relative luminance of sRGB)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
