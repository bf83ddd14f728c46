"""What a draft is made of: texts that are near each other, and those that speak best for all.

Only the worker may import it: it brings scikit-learn, which no web process loads. No database, no settings,
no clock; equal texts in equal order give equal results.
"""
