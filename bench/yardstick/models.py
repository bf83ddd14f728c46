"""The tables of the site, read only, without anything of the site's code."""

from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.TextField()
    country = models.TextField()
    organisation = models.TextField()

    class Meta:
        managed = False
        db_table = "consultation_membership"

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    plain = models.TextField()

    class Meta:
        managed = False
        db_table = "contributions_revision"

    def __str__(self) -> str:
        return self.plain


class Contribution(models.Model):
    room = models.IntegerField(db_column="room_id")
    number = models.IntegerField()
    author = models.ForeignKey(Author, models.DO_NOTHING)
    revision = models.ForeignKey(Text, models.DO_NOTHING)
    words = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "contributions_contribution"

    def __str__(self) -> str:
        return f"#{self.number}"
