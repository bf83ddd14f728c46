from consultation.models.audit import AuditEntry
from consultation.models.choices import TEAM_ROLES, Audience, OrganisationKind, Role, State
from consultation.models.consultation import Consultation, DateChange
from consultation.models.delivery import NoticeStop, Notification, Outbox
from consultation.models.loading import LoadedAtOnce
from consultation.models.membership import Invitation, Membership
from consultation.models.user import PageShows, User

__all__ = [
    "TEAM_ROLES",
    "Audience",
    "AuditEntry",
    "Consultation",
    "DateChange",
    "Invitation",
    "LoadedAtOnce",
    "Membership",
    "NoticeStop",
    "Notification",
    "OrganisationKind",
    "Outbox",
    "PageShows",
    "Role",
    "State",
    "User",
]
