from synthesis.models.checking import CheckRun, SetAside
from synthesis.models.cover import CoverPicture
from synthesis.models.drafting import DraftRun, Proposal, ProposedPassage
from synthesis.models.ledger import Disposition
from synthesis.models.objection import Objection
from synthesis.models.outline import Evidence, Figure, Footnote, Insight, Report, Section
from synthesis.models.outside import OutsideNote
from synthesis.models.response import Response, ResponseChange
from synthesis.models.translation import Translation, WordTemplate
from synthesis.models.version import Build, BuiltFile, SignOff, Version
from synthesis.models.wording import InsightWording, WriterPresence

__all__ = [
    "Build",
    "BuiltFile",
    "CheckRun",
    "CoverPicture",
    "Disposition",
    "DraftRun",
    "Evidence",
    "Figure",
    "Footnote",
    "Insight",
    "InsightWording",
    "Objection",
    "OutsideNote",
    "Proposal",
    "ProposedPassage",
    "Report",
    "Response",
    "ResponseChange",
    "Section",
    "SetAside",
    "SignOff",
    "Translation",
    "Version",
    "WordTemplate",
    "WriterPresence",
]
