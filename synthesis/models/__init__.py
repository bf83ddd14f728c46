from synthesis.models.outline import Evidence, Insight, Report, Section
from synthesis.models.version import Build, BuiltFile, Version

__all__ = ["Build", "BuiltFile", "Evidence", "Insight", "Report", "Section", "Version"]
