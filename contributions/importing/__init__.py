"""Bringing in a consultation that was held elsewhere: read the file, check it, compare it, write it."""
