"""Codebooks as files: what other programs write is read, what is written here they read. No database."""
