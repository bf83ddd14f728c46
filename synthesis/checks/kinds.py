"""The kinds of findings: how grave each is, where it is listed, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

type Sentence = str | Promise

GROUPS: dict[str, Sentence] = {
    "dates": gettext_lazy("Dates"),
    "evidence": gettext_lazy("Evidence"),
    "words": gettext_lazy("Words and meaning"),
    "numbers": gettext_lazy("Numbers"),
    "notes": gettext_lazy("Footnotes"),
    "links": gettext_lazy("Links"),
    "figures": gettext_lazy("Figures"),
    "outline": gettext_lazy("Outline"),
    "coverage": gettext_lazy("What people said"),
}
"""In the order in which they are listed."""

_MUST: dict[str, tuple[str, Sentence]] = {
    "no-dates": ("dates", gettext_lazy("The consultation has no opening and closing date yet")),
    "misquote": ("evidence", gettext_lazy("A passage is not word for word what its contribution says")),
    "gone": (
        "evidence",
        ngettext_lazy(
            "It quotes %(n)s contribution that was hidden or withdrawn since: build again",
            "It quotes %(n)s contributions that were hidden or withdrawn since: build again",
            "n",
        ),
    ),
    "evidence-hidden": (
        "evidence",
        gettext_lazy(
            "%(number)s rests on contribution #%(said)s, which is no longer shown: a moderator hid it"
        ),
    ),
    "evidence-withdrawn": (
        "evidence",
        gettext_lazy(
            "%(number)s rests on contribution #%(said)s, which is no longer shown: it was withdrawn"
        ),
    ),
    "evidence-held": (
        "evidence",
        gettext_lazy("%(number)s rests on contribution #%(said)s, which is held for a moderator"),
    ),
    "evidence-uncounted": (
        "evidence",
        gettext_lazy(
            "%(number)s rests on contribution #%(said)s of a room that does not count in the report"
        ),
    ),
    "bare": (
        "evidence",
        gettext_lazy("%(number)s rests on nothing: add evidence or say where it comes from"),
    ),
    "quote-changed": (
        "evidence",
        gettext_lazy("%(number)s quotes “%(quote)s”, but the passage says “%(said)s”"),
    ),
    "quote-taken-back": (
        "evidence",
        gettext_lazy(
            "%(number)s quotes “%(quote)s”, words of a contribution that is no longer shown: take them out"
        ),
    ),
    "recount": (
        "numbers",
        gettext_lazy("%(n)s counts differ from a second count: build again, and tell who runs the site"),
    ),
    "no-words": ("words", gettext_lazy("%(number)s has no words")),
    "mark": ("notes", gettext_lazy("%(number)s has a footnote mark without its note")),
    "mark-objective": ("notes", gettext_lazy("Why we are asking has a footnote mark without its note")),
    "note": (
        "notes",
        ngettext_lazy(
            "%(n)s footnote has no mark in the text", "%(n)s footnotes have no mark in the text", "n"
        ),
    ),
    "link": ("links", gettext_lazy("%(number)s has a link that leads nowhere")),
    "link-objective": ("links", gettext_lazy("Why we are asking has a link that leads nowhere")),
    "link-note": ("links", gettext_lazy("Note %(n)s has a link that leads nowhere")),
    "link-empty": ("links", gettext_lazy("%(number)s has a link without words")),
    "link-gone": (
        "links",
        gettext_lazy("%(number)s links to a contribution that nobody can read: %(href)s"),
    ),
    "alt": ("figures", gettext_lazy("Figure “%(caption)s” is not described")),
    "credit": ("figures", gettext_lazy("Figure “%(caption)s” has no credit")),
    "empty": ("outline", gettext_lazy("%(number)s %(title)s is empty")),
}
_LOOK: dict[str, tuple[str, Sentence]] = {
    "edited": (
        "evidence",
        gettext_lazy("%(number)s quotes words that #%(said)s no longer says: its author edited it since"),
    ),
    "team": ("evidence", gettext_lazy("%(number)s rests on the team alone")),
    "team-paragraph": ("evidence", gettext_lazy("%(number)s, paragraph %(n)s, rests on the team alone")),
    "bare-paragraph": ("evidence", gettext_lazy("%(number)s, paragraph %(n)s, has no evidence of its own")),
    "single": ("evidence", gettext_lazy("%(number)s rests on one person alone")),
    "outside": (
        "evidence",
        ngettext_lazy(
            "%(n)s insight rests on no contribution, only on the source that is stated for it",
            "%(n)s insights rest on no contribution, only on the source that is stated for them",
            "n",
        ),
    ),
    "dissent": (
        "evidence",
        ngettext_lazy(
            "%(number)s %(title)s: %(n)s passage of its themes differs in %(where)s and has no place here",
            "%(number)s %(title)s: %(n)s passages of its themes differ in %(where)s and have no place here",
            "n",
        ),
    ),
    "outweighed": (
        "evidence",
        gettext_lazy("%(number)s: as many people differ as support it (%(n)s and %(people)s)"),
    ),
    "quote-unknown": (
        "evidence",
        gettext_lazy("%(number)s quotes “%(quote)s”, which stands in no passage behind it"),
    ),
    "word-changed": (
        "words",
        gettext_lazy("%(number)s says “%(word)s” where a passage behind it says “%(said)s”"),
    ),
    "word-unheard": ("words", gettext_lazy("%(number)s says %(words)s; no passage behind it does")),
    "far": ("words", gettext_lazy("%(number)s shares hardly a word with the passages behind it")),
    "quantity": (
        "words",
        gettext_lazy("%(number)s says “%(word)s”, which needs %(needs)s people or more; it has %(n)s"),
    ),
    "long": ("words", gettext_lazy("%(number)s has a sentence of more than 35 words")),
    "number": ("numbers", gettext_lazy("“%(words)s” does not fit the count, which is %(n)s")),
    "moved": (
        "numbers",
        gettext_lazy(
            "%(number)s speaks of numbers and was not rewritten since %(version)s, when %(before)s people "
            "were behind it; now %(n)s are"
        ),
    ),
    "picture": ("figures", gettext_lazy("Figure “%(caption)s” has no picture")),
    "consent": (
        "figures",
        gettext_lazy("Figure “%(caption)s”: nobody said yet that the people shown agreed to it"),
    ),
    "no-insight": ("outline", gettext_lazy("%(number)s %(title)s has passages and no insight")),
    "jump": ("outline", gettext_lazy("A heading in “%(title)s” skips a level")),
    "theme": ("coverage", gettext_lazy("Theme %(title)s has passages and no heading in the outline")),
    "question": ("coverage", gettext_lazy("Question “%(title)s” was answered, and no insight draws on it")),
    "open": (
        "coverage",
        ngettext_lazy(
            "%(n)s contribution is neither used nor considered, and nobody said why",
            "%(n)s contributions are neither used nor considered, and nobody said why",
            "n",
        ),
    ),
}


@dataclass(frozen=True)
class Kind:
    group: str
    sentence: Sentence
    must: bool


KINDS: dict[str, Kind] = {
    **{code: Kind(*words, must=True) for code, words in _MUST.items()},
    **{code: Kind(*words, must=False) for code, words in _LOOK.items()},
}


@dataclass(frozen=True)
class Check:
    """One finding. `thing` is the id of a section, an insight or a figure in the snapshot, or empty.

    `state` tells whether it is still the finding that somebody looked at: it changes with the facts, and
    with the words and evidence of its insight.
    """

    code: str
    thing: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    state: str = ""

    @property
    def must(self) -> bool:
        return KINDS[self.code].must

    @property
    def group(self) -> str:
        return KINDS[self.code].group

    @property
    def sentence(self) -> str:
        """What it says, in the language in force."""
        facts = dict(self.facts)
        if facts.get("caption") == "":
            facts["caption"] = _("without a caption")
        return str(KINDS[self.code].sentence % facts)

    def settled(self, words: str) -> Check:
        """The same with its state, from the words and evidence of the thing it speaks of."""
        told = "\n".join([self.code, self.thing, repr(sorted(self.facts.items())), words])
        return replace(self, state=sha256(told.encode()).hexdigest()[:32])
