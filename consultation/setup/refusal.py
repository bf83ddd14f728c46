from __future__ import annotations


class RefusedError(Exception):
    """An act that cannot be done as things stand; the message is the sentence for the person who asked."""
