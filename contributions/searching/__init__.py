"""Search over contributions: PostgreSQL's full text by language, parts of words, and near misses.

The entries it reads are kept by triggers (`contributions/triggers.py`).
"""

from contributions.searching.drawing import drawn
from contributions.searching.finding import Result, Results, search
from contributions.searching.forms import SearchForm
from contributions.searching.plain import excerpt_of
from contributions.searching.query import Query
from contributions.searching.registry import Finding, register, register_filter
from contributions.searching.scope import Scope, scope_of

__all__ = [
    "Finding",
    "Query",
    "Result",
    "Results",
    "Scope",
    "SearchForm",
    "drawn",
    "excerpt_of",
    "register",
    "register_filter",
    "scope_of",
    "search",
]
