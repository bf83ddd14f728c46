from contributions.models.attachment import Attachment
from contributions.models.contribution import (
    Contribution,
    ContributionQuerySet,
    Naming,
    Visibility,
    counted,
)
from contributions.models.draft import Draft
from contributions.models.importing import ImportRow, ImportRun, Provenance
from contributions.models.mention import Mention, MentionQuerySet
from contributions.models.quotation import Quotation
from contributions.models.reading import ReadMark, ThreadFollow
from contributions.models.reference import Reference
from contributions.models.revision import Revision
from contributions.models.search import SearchEntry
from contributions.models.tally import QuestionTally, RoomTally, Voice

__all__ = [
    "Attachment",
    "Contribution",
    "ContributionQuerySet",
    "Draft",
    "ImportRow",
    "ImportRun",
    "Mention",
    "MentionQuerySet",
    "Naming",
    "Provenance",
    "QuestionTally",
    "Quotation",
    "ReadMark",
    "Reference",
    "Revision",
    "RoomTally",
    "SearchEntry",
    "ThreadFollow",
    "Visibility",
    "Voice",
    "counted",
]
