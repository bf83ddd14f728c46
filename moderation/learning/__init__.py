"""Suggestions learned from the moderators' own taggings. Only workers and commands may import it.

It brings scikit-learn, which no web process loads. No database, no settings, no clock.
"""
