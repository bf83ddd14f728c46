from synthesis.models.checking import CheckRun, SetAside
from synthesis.models.cover import CoverPicture
from synthesis.models.ledger import Disposition
from synthesis.models.objection import Objection
from synthesis.models.outline import Evidence, Figure, Footnote, Insight, Report, Section
from synthesis.models.version import Build, BuiltFile, SignOff, Version

__all__ = [
    "Build",
    "BuiltFile",
    "CheckRun",
    "CoverPicture",
    "Disposition",
    "Evidence",
    "Figure",
    "Footnote",
    "Insight",
    "Objection",
    "Report",
    "Section",
    "SetAside",
    "SignOff",
    "Version",
]
