"""Words as the meaning check compares them: without case, accents, hyphens and endings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
NO_SIGN = re.compile(r"[\W_]+")
JOINTS = re.compile(r"[-'’\u0640]")
ELISION = re.compile(r"^(?:[ldnmtsjc]|qu)['’]")
ARABIC_START = re.compile(r"^(?:[وفبك]?ال|لل|[وف](?=\w{4}))")
SHORTEST_STEM = 4
LIKE = 0.6  # of the longer word, from its beginning, is the same word in another form

ENGLISH = """
abus aggress attack brutal catastroph censor coerc collaps consensus corrupt crim crisis cruel danger
deadly destroy dictator disaster discriminat emergenc exploit fail fear fraud genocid harass hatred
illegal illegitim impunit injustic intimidat kill massacr murder neglect oppress panic persecut punish
racis refus reject repress revolt riot scandal shame terror threat tortur toxic traffick tyrann unanim
unlawful violat violen war wrong
"""
FRENCH = """
abus agress assassin attaqu brutal catastroph censur coerc consensus corrup crim crise cruel danger désastr
détrui dictat discrimin échec échou esclav exig exploit fraud génocid guerr haine harcel illégal illégitim
impunit injustic intimid massacr menac meurtr négli oppress peur persécut racis refus rejet repress révolt
scandal terreur terror tortur tromp unanim urgenc viol
"""
SPANISH = """
abus acos agres amenaz asesin ataqu brutal castig catástrof censur coacc colaps consens corrup crimen crisis
cruel delit desastr destru dictad discrimin emergenc esclav exig explot fracas fraud genocid guerra ilegal
ilegítim impunid injustic intimid masacr miedo odio opres pelig persecu racis rechaz repres revuelt terror
tortur unánim urgenc viola violen
"""
ARABIC = """
قمع ظلم عنف فساد جريم قتل تعذيب تمييز اضطهاد إرهاب تهديد خطر أزم كارث حرب فشل رفض احتيال انتهاك استغلال إجماع
كراهي خوف إفلات
"""
WEIGHTY: dict[str, str] = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ar": ARABIC}
"""Beginnings of words that make a statement graver or firmer than another: nobody puts them in by the way."""

SHORT_STEM = 4
ENDINGS = 2  # letters that a short beginning may take: "war" is no beginning of "warehouse"


def tokens(text: str) -> list[str]:
    """The words of a text, in order, as they are written."""
    return TOKEN.findall(text)


def bare(text: str) -> str:
    """Letters and digits alone, in one case: what a quotation may not change."""
    return NO_SIGN.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word without case, accents, hyphens and what French and Arabic write before it."""
    joined = JOINTS.sub("", ELISION.sub("", word.casefold()))
    letters = unicodedata.normalize("NFKD", joined)
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return ARABIC_START.sub("", kept) if len(kept) > SHORTEST_STEM else kept


def alike(one: str, other: str) -> bool:
    """Whether two folded words are forms of one."""
    if one == other:
        return True
    longer, same = max(len(one), len(other)), 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += 1
    return same >= SHORTEST_STEM and same >= LIKE * longer


@lru_cache(maxsize=20_000)
def is_weighty(word: str, language: str) -> bool:
    """Whether a folded word weighs heavily in this language."""
    return any(
        word.startswith(stem) and (len(stem) > SHORT_STEM or len(word) - len(stem) <= ENDINGS)
        for stem in _folded_stems(language)
    )


@lru_cache(maxsize=16)
def _folded_stems(language: str) -> tuple[str, ...]:
    return tuple(folded(stem) for stem in WEIGHTY.get(language, "").split())
