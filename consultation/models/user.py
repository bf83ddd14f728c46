from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from consultation.models.choices import OrganisationKind
from consultation.models.loading import LoadedAtOnce

NAME_LENGTH = 80


class PageShows(models.TextChoices):
    """What a person's page tells the members who read it. It is for nobody else."""

    ALL = "all", _("Your role, organisation, country and what you signed")
    NAME = "name", _("Your name only")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(LoadedAtOnce, AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What others see of them in a consultation is a Membership."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("full name"), max_length=NAME_LENGTH, blank=True)
    latin_name = models.CharField(_("name in Latin letters"), max_length=NAME_LENGTH, blank=True)
    handle = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    organisation_kind = models.CharField(
        _("kind of organisation"), max_length=20, choices=OrganisationKind, blank=True
    )
    job_title = models.CharField(_("role or job"), max_length=120, blank=True)
    country = CountryField(_("country"), blank=True)
    page_shows = models.CharField(
        _("what your page shows"), max_length=10, choices=PageShows, default=PageShows.ALL
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    profile_completed_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_administrator(self) -> bool:
        """A site administrator who is not suspended."""
        return self.is_superuser and not self.is_suspended

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this name; it means site administrator here."""
        return self.is_administrator

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def has_profile(self) -> bool:
        return self.profile_completed_at is not None
