"""One colour of the organiser becomes a palette. Hue is kept; lightness and chroma are set in OKLCH.

Formulas: B. Ottosson, "A perceptual color space for image processing" (OKLab); contrast as in WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

HOUSE_COLOUR = "#0B5563"
HOUSE_DEEP = "#083F4A"
HOUSE_PANEL = "#F2F7F8"
GOLD = "#E9B44C"
WHITE = "#FFFFFF"
READABLE_ON_WHITE = 7.0
DEEP_LIGHTNESS, DEEP_CHROMA_SHARE, DEEP_CHROMA_MOST = 0.345, 0.78, 0.085
THREADS = ((0.71, 0.075), (0.80, 0.06), (0.91, 0.024))
LIT = (0.935, 0.023)
PALE = (0.89, 0.02)
PANEL = (0.975, 0.005)
GOLDEN_HUES = (45.0, 115.0)  # degrees: yellow and orange brands, on which gold would not stand out
GREY_CHROMA = 0.02  # below it a colour has no hue to speak of
DARKER_STEP = 0.005

type Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Colours as #RRGGBB: `brand` for text, `deep` for fields, `accent` for who differs."""

    brand: str
    deep: str
    panel: str
    accent: str
    pale: str
    threads: tuple[str, ...]
    lit: str


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * float(channel ** (1 / 2.4)) - 0.055  # noqa: PLR2004


def parse(colour: str) -> Rgb:
    """Linear red, green, blue, 0 to 1. Raises ValueError for anything but #RRGGBB."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError(f"Not a colour: {colour!r}")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def written(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(_gamma(channel) * 255):02X}" for channel in rgb)


def contrast_on_white(colour: str) -> float:
    red, green, blue = parse(colour)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness, chroma, hue in degrees."""
    red, green, blue = rgb
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def readable(colour: str) -> str:
    """The colour itself at 7:1 on white or more, else the same hue darkened until it is."""
    if contrast_on_white(colour) >= READABLE_ON_WHITE:
        return colour.upper()
    lightness, chroma, hue = to_oklch(parse(colour))
    while contrast_on_white(written(from_oklch(lightness, chroma, hue))) < READABLE_ON_WHITE:
        lightness -= DARKER_STEP
        chroma = min(chroma, lightness * 0.4)  # stay inside sRGB on the way down
    return written(from_oklch(lightness, chroma, hue))


def palette_of(colour: str | None) -> Palette:
    """The palette of an organiser's colour; the house colour where there is none or it cannot be read."""
    try:
        _, _, hue = to_oklch(parse(colour or HOUSE_COLOUR))
        brand = readable(colour or HOUSE_COLOUR)
    except ValueError:
        return palette_of(None)
    _, chroma, _ = to_oklch(parse(brand))
    tint = min(1.0, chroma / GREY_CHROMA)  # a grey brand gets grey threads

    def shade(pair: tuple[float, float]) -> str:
        return written(from_oklch(pair[0], pair[1] * tint, hue))

    at_home = brand == HOUSE_COLOUR
    deep = written(from_oklch(DEEP_LIGHTNESS, min(DEEP_CHROMA_SHARE * chroma, DEEP_CHROMA_MOST), hue))
    is_golden = tint == 1.0 and GOLDEN_HUES[0] <= hue <= GOLDEN_HUES[1]
    return Palette(
        brand=brand,
        deep=HOUSE_DEEP if at_home else deep,
        panel=HOUSE_PANEL if at_home else shade(PANEL),
        accent=WHITE if is_golden else GOLD,
        pale=shade(PALE),
        threads=tuple(shade(pair) for pair in THREADS),
        lit=shade(LIT),
    )
