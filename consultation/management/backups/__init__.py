"""Backups: one file that holds every table and every file, and says what is in it.

A tar with `tables/NAME.copy` (PostgreSQL's COPY text), `media/PATH` and, last, `manifest.json`. It needs no
programs of PostgreSQL and is the same whatever its version. Sessions stay out: nobody is signed in by a
restored backup.
"""
