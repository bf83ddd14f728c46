"""The words of choice that more than one table of the ground floor uses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's place in one consultation, from the least to the most."""

    OBSERVER = "observer", _("Observer")
    PARTICIPANT = "participant", _("Participant")
    MODERATOR = "moderator", _("Moderator")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")


TEAM_ROLES = frozenset({Role.MODERATOR, Role.EDITOR, Role.APPROVER})


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("Government or public body")
    JUSTICE = "justice", _("Court or justice institution")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    ACADEMIA = "academia", _("Academia or research")
    INTERNATIONAL = "international", _("International organisation")
    PRIVATE = "private", _("Private sector")
    INDEPENDENT = "independent", _("Independent")
    OTHER = "other", _("Other")


class Audience(models.TextChoices):
    """Who may know of a consultation and read it once it is published."""

    PUBLIC = "public", _("Everyone")
    UNLISTED = "unlisted", _("Everyone who has the address")
    INVITED = "invited", _("Invited people only")


class State(models.TextChoices):
    """Where a consultation stands; computed from the clock whenever it is read, never stored."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Opening soon")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed: summary in preparation")
    PUBLISHED = "published", _("Summary published")
    ARCHIVED = "archived", _("Archived")
