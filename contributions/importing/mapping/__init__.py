"""What the columns of a table mean, and what each row says. No database.

`guess_mapping(examined, questions)` proposes; `Interpreter(mapping, …).entries(line)` turns one row into the
contributions it holds, or into the reason why it cannot be used. Both are what a test of a layout calls.
"""

from contributions.importing.mapping.entries import Defaults, Entry, Interpreter, RefusedRow
from contributions.importing.mapping.guessing import guess_mapping
from contributions.importing.mapping.parts import Asked, Mapping, Part, part_choices

__all__ = [
    "Asked",
    "Defaults",
    "Entry",
    "Interpreter",
    "Mapping",
    "Part",
    "RefusedRow",
    "guess_mapping",
    "part_choices",
]
