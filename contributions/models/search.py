from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from contributions.models.contribution import Contribution


class SearchEntry(models.Model):
    """What search reads of a contribution's newest revision: the words by its language, and the text folded.

    `vector` is PostgreSQL's full-text form in the contribution's language, without accents; `folded` is the
    text in small letters without accents, for the trigrams that find parts of words, typos and Chinese.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, related_name="search_entry", primary_key=True
    )
    vector = SearchVectorField()
    folded = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex("vector", name="search_vector", fastupdate=False),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="search_trigrams", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"search entry of {self.contribution_id}"
