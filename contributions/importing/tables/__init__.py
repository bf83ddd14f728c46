"""Files that people bring along, as tables of text: CSV of any dialect, XLSX, JSON.

`examine(path, name)` says how a file is read and what stands in its first rows; `read_table(path, reading)`
gives the table again, row by row. Neither touches the database. What cannot be read raises UnfitFileError
with a sentence; one bad row is a `Line` with a `fault`.
"""

from contributions.importing.tables.examining import (
    ACCEPTED,
    Examined,
    examine,
    guess_reading,
    is_table,
    read_table,
)
from contributions.importing.tables.shape import (
    MOST_COLUMNS,
    MOST_MEGABYTES,
    MOST_ROWS,
    Fault,
    Line,
    Reading,
    Table,
)

__all__ = [
    "ACCEPTED",
    "MOST_COLUMNS",
    "MOST_MEGABYTES",
    "MOST_ROWS",
    "Examined",
    "Fault",
    "Line",
    "Reading",
    "Table",
    "examine",
    "guess_reading",
    "is_table",
    "read_table",
]
