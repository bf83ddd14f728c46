"""The words for what the record holds: acts of this floor and those below, and the fields they change."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class FileForm(TextChoices):
    """In which form somebody took a file away."""

    CSV = "csv", gettext_lazy("Table (CSV)")
    XLSX = "xlsx", gettext_lazy("Workbook (Excel)")
    DOCX = "docx", gettext_lazy("Document (Word)")
    JSON = "json", gettext_lazy("Data (JSON)")
    QDC = "qdc", gettext_lazy("Codebook (REFI-QDA)")


ACTS: dict[str, str | Promise] = {
    "contribution.posted": gettext_lazy("Posted"),
    "contribution.edited": gettext_lazy("Edited"),
    "contribution.withdrawn": gettext_lazy("Withdrawn"),
    "contribution.renamed": gettext_lazy("Naming changed"),
    "contribution.sealed": gettext_lazy("A version removed"),
    "contribution.hidden": gettext_lazy("Hidden"),
    "contribution.restored": gettext_lazy("Restored"),
    "contribution.released": gettext_lazy("Let through"),
    "contribution.review_asked": gettext_lazy("Review asked for by the author"),
    "contribution.asked": gettext_lazy("Questions changed"),
    "contribution.reported": gettext_lazy("Reported to the moderators"),
    "contribution.kept": gettext_lazy("Kept after a report"),
    "author.revealed": gettext_lazy("Author looked up"),
    "contribution.tagged": gettext_lazy("Tagged as a whole"),
    "suggestion.refused": gettext_lazy("Suggested theme refused"),
    "passage.saved": gettext_lazy("Passage highlighted"),
    "passage.tagged": gettext_lazy("Passage tagged"),
    "passages.carried": gettext_lazy("Passages carried over to an edited text"),
    "passage.confirmed": gettext_lazy("Place of a passage confirmed"),
    "passage.changed": gettext_lazy("Passage changed"),
    "tagging.removed": gettext_lazy("Themes removed"),
    "tagging.put-back": gettext_lazy("Themes put back"),
    "codebook.imported": gettext_lazy("Codebook imported"),
    "theme.added": gettext_lazy("Theme added"),
    "theme.changed": gettext_lazy("Theme changed"),
    "theme.moved": gettext_lazy("Theme moved"),
    "theme.merged": gettext_lazy("Theme merged into another"),
    "theme.split": gettext_lazy("Theme split"),
    "theme.taggings_moved": gettext_lazy("Passages moved to another theme"),
    "theme.put_on": gettext_lazy("Theme added to passages"),
    "theme.placed": gettext_lazy("Theme moved to another place"),
    "theme.examples": gettext_lazy("Examples of a theme changed"),
    "theme.retired": gettext_lazy("Theme retired"),
    "theme.undone": gettext_lazy("Change of the codebook undone"),
    "mention.confirmed": gettext_lazy("Typed name confirmed"),
    "import.started": gettext_lazy("Import of contributions started"),
    "import.finished": gettext_lazy("Import of contributions finished"),
    "import.cancelled": gettext_lazy("Import of contributions cancelled"),
    "consultation.made": gettext_lazy("Consultation created"),
    "consultation.named": gettext_lazy("Name, organiser and languages changed"),
    "consultation.written": gettext_lazy("Texts changed"),
    "consultation.dated": gettext_lazy("Dates set"),
    "consultation.closing_moved": gettext_lazy("Closing date moved"),
    "consultation.closed": gettext_lazy("Closed before its date"),
    "consultation.audience_set": gettext_lazy("Access changed"),
    "consultation.brought_back": gettext_lazy("Brought back from the archive"),
    "consultation.published": gettext_lazy("Published"),
    "consultation.unpublished": gettext_lazy("Taken back to draft"),
    "consultation.archived": gettext_lazy("Archived"),
    "consultation.imported": gettext_lazy("Consultation imported"),
    "invitation.made": gettext_lazy("Invited"),
    "invitation.accepted": gettext_lazy("Invitation accepted"),
    "invitation.revoked": gettext_lazy("Invitation withdrawn"),
    "invitation.sent_again": gettext_lazy("Invitation sent again"),
    "membership.role_changed": gettext_lazy("Role changed"),
    "membership.removed": gettext_lazy("Removed from the consultation"),
    "room.made": gettext_lazy("Room added"),
    "room.changed": gettext_lazy("Room changed"),
    "room.moved": gettext_lazy("Room moved"),
    "room.deleted": gettext_lazy("Room removed"),
    "question.made": gettext_lazy("Question added"),
    "question.changed": gettext_lazy("Question changed"),
    "question.moved": gettext_lazy("Question moved"),
    "question.removed": gettext_lazy("Question removed"),
    "contributions.exported": gettext_lazy("All contributions exported"),
    "passages.exported": gettext_lazy("All passages exported"),
    "codebook.exported": gettext_lazy("Codebook exported"),
    "import.exported": gettext_lazy("Refused rows of an import exported"),
    "log.exported": gettext_lazy("Log exported"),
    "outbox.tried_again": gettext_lazy("Delivery tried again"),
    "demo.loaded": gettext_lazy("Demo loaded"),
}
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "parent": gettext_lazy("under"),
    "place": gettext_lazy("place"),
    "definition": gettext_lazy("definition"),
    "use_when": gettext_lazy("use when"),
    "use_not": gettext_lazy("use not"),
    "memo": gettext_lazy("note"),
    "hue": gettext_lazy("colour"),
    "themes": gettext_lazy("themes"),
    "questions": gettext_lazy("questions"),
    "passages": gettext_lazy("passages"),
    "visibility": gettext_lazy("state"),
    "role": gettext_lazy("role"),
    "mentions": gettext_lazy("mentions"),
    "title": gettext_lazy("title"),
    "file": gettext_lazy("file"),
}
HUE_NAMES: tuple[tuple[str, str | Promise], ...] = (
    ("", gettext_lazy("As its section")),
    ("a", gettext_lazy("Amber")),
    ("b", gettext_lazy("Blue")),
    ("c", gettext_lazy("Green")),
    ("d", gettext_lazy("Rose")),
    ("e", gettext_lazy("Violet")),
    ("f", gettext_lazy("Teal")),
    ("g", gettext_lazy("Orange")),
    ("h", gettext_lazy("Grey")),
)
