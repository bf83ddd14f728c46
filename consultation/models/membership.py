from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_countries.fields import CountryField

from consultation.models.choices import TEAM_ROLES, OrganisationKind, Role
from consultation.models.loading import LoadedAtOnce
from consultation.models.user import NAME_LENGTH
from consultation.names import fold

if TYPE_CHECKING:
    from consultation.models.consultation import Consultation
    from consultation.models.user import User


class NameKeys(ArrayField):
    """A member's names in the form in which names are compared: written with them, asked for in one look."""

    def pre_save(self, model_instance: models.Model, add: bool) -> list[str]:  # noqa: FBT001, ARG002  Django's
        names = (vars(model_instance).get(name) or "" for name in ("name", "latin_name"))
        keys = sorted({fold(name)[: 2 * NAME_LENGTH] for name in names} - {""})
        setattr(model_instance, self.attname, keys)
        return keys


class MembershipQuerySet(models.QuerySet["Membership"]):
    def named(self) -> MembershipQuerySet:
        """Everyone but those whose account was erased."""
        return self.exclude(name="")

    def team(self) -> MembershipQuerySet:
        return self.filter(role__in=TEAM_ROLES)

    def by_name(self) -> MembershipQuerySet:
        return self.order_by("name", "pk")


class Membership(LoadedAtOnce):
    """A person's place in one consultation, as stated when they joined it.

    Without a user but with a name it was imported; without a name it was erased.
    """

    consultation = models.ForeignKey("consultation.Consultation", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        "consultation.User", models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    latin_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    name_keys = NameKeys(models.CharField(max_length=2 * NAME_LENGTH), default=list, editable=False)
    organisation = models.CharField(max_length=200, blank=True)
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    country = CountryField(blank=True)
    hours = models.CharField("usual hours", max_length=60, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    muted_until = models.DateTimeField(null=True, blank=True)
    import_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "user"], name="membership_is_one_per_person_and_consultation"
            ),
            models.UniqueConstraint(
                fields=["consultation", "import_key"],
                condition=~Q(import_key=""),
                name="membership_is_imported_once",
            ),
        ]
        indexes = [GinIndex(fields=["name_keys"], name="membership_names")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    def save(self, **options: Any) -> None:
        named = {"name", "latin_name"} & set(options.get("update_fields") or ())
        if named:
            options["update_fields"] = {*options["update_fields"], "name_keys"}
        super().save(**options)

    @property
    def is_team(self) -> bool:
        return self.role in TEAM_ROLES

    @property
    def country_code(self) -> str:
        """ "CR", without making the object that knows the country's name and flag."""
        kept = vars(self).get("country")
        return str(self.country if kept is None else kept)

    @property
    def is_erased(self) -> bool:
        return not self.name

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > timezone.now()

    @classmethod
    def of(cls, user: User, consultation: Consultation, role: str = Role.PARTICIPANT) -> Membership:
        """An unsaved membership with the person's profile copied as it stands now."""
        return cls(
            consultation=consultation,
            user=user,
            role=role,
            name=user.name or user.email.partition("@")[0],
            latin_name=user.latin_name,
            organisation=user.organisation,
            organisation_kind=user.organisation_kind,
            job_title=user.job_title,
            country=user.country,
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def for_address(self, address: str) -> InvitationQuerySet:
        return self.filter(email__iexact=address)


class Invitation(models.Model):
    """A seat kept for an address. Whoever proves that address by signing in takes it, once."""

    consultation = models.ForeignKey("consultation.Consultation", models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    invited_by = models.ForeignKey("consultation.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    membership = models.OneToOneField(
        Membership, models.SET_NULL, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                F("consultation"),
                models.functions.Lower("email"),
                condition=Q(revoked_at__isnull=True),
                name="invitation_is_one_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"
