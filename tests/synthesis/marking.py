"""Themes, tags and passages for the tests of the report, made as moderators make them."""

from __future__ import annotations

from consultation.models import Consultation, Membership
from consultation.people.joining import join
from contributions.models import Contribution
from moderation.actions.codebook import ThemeWords, add_theme
from moderation.actions.coding import NewPassages, save_passages, tag_contribution
from moderation.models import Passage, Tagging, Theme
from tests.conftest import make_user


def theme(consultation: Consultation, name: str, parent: Theme | None = None) -> Theme:
    return add_theme(consultation, ThemeWords(name), parent=parent, by=join(make_user("nadia"), consultation))


def tag(contribution: Contribution, theme: Theme, by: Membership) -> Tagging:
    (tagging,) = tag_contribution(contribution, [theme], by=by).taggings
    return tagging


def highlight(contribution: Contribution, words: str, theme: Theme, by: Membership) -> Passage:
    """A passage of these words of the contribution's newest revision, tagged."""
    start = contribution.revision.plain.index(words)
    new = NewPassages(contribution.revision, [(start, start + len(words))])
    (passage,) = save_passages(contribution, new, [theme], by=by).passages
    return passage
