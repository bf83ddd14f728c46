"""The page numbers that the contents of the Word file show until Word counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.writers.docx_styles import TEXT_END, Look

POINTS_PER_MM = 72 / 25.4
PAGE_HEIGHT = 232 * POINTS_PER_MM  # what margins leave of A4
CHARACTER_WIDTH = 0.47  # of the size, on average over our two faces


@dataclass
class Pages:
    """A guess at page numbers until Word counts: lines by average width, heights by style."""

    page: int = 1
    used: float = 0.0

    def add(self, look: Look | None, characters: int) -> None:
        if look is None:
            return
        if look.page_break:
            self.page, self.used = self.page + 1, 0.0
        width = (TEXT_END - look.indent) * POINTS_PER_MM
        lines = max(1, math.ceil(characters * look.size * CHARACTER_WIDTH / width))
        height = look.before + lines * look.line + look.after
        self.used += height
        while self.used > PAGE_HEIGHT:
            self.page += 1
            self.used = height if height < PAGE_HEIGHT else self.used - PAGE_HEIGHT
