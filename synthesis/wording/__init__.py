"""The fixed words of a report, one table per language of the document."""

from synthesis.wording.arabic import ARABIC
from synthesis.wording.chinese import CHINESE
from synthesis.wording.english import ENGLISH
from synthesis.wording.french import FRENCH
from synthesis.wording.russian import RUSSIAN
from synthesis.wording.spanish import SPANISH
from synthesis.wording.table import Wording

WORDINGS: dict[str, Wording] = {
    one.language: one for one in (ENGLISH, FRENCH, SPANISH, ARABIC, RUSSIAN, CHINESE)
}


def wording_for(language: str) -> Wording:
    """The table of a document's language (a regional code finds its parent), English where there is none."""
    return WORDINGS.get(language) or WORDINGS.get(language.partition("-")[0]) or ENGLISH
