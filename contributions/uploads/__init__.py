"""Files that come with contributions: what is taken, how it is cleaned, where it waits to be posted."""

from contributions.uploads.keeping import (
    FilesSent,
    describe,
    largest_size,
    receive,
    said_of,
    sweep,
    undescribed,
    waiting,
)
from contributions.uploads.kinds import ACCEPTED, KINDS, RefusedFileError, cleaned, kind_label

__all__ = [
    "ACCEPTED",
    "KINDS",
    "FilesSent",
    "RefusedFileError",
    "cleaned",
    "describe",
    "kind_label",
    "largest_size",
    "receive",
    "said_of",
    "sweep",
    "undescribed",
    "waiting",
]
