from synthesis.models.outline import Evidence, Figure, Footnote, Insight, Report, Section
from synthesis.models.version import Build, BuiltFile, SignOff, Version

__all__ = [
    "Build",
    "BuiltFile",
    "Evidence",
    "Figure",
    "Footnote",
    "Insight",
    "Report",
    "Section",
    "SignOff",
    "Version",
]
