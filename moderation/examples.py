"""Example passages of a theme in words, with who said them: its own, and those that came from elsewhere.

Of an example from elsewhere its words and their source are kept. Where it is a passage of another
consultation here, only which one: it is read where it stands, so that what is hidden or renamed there is so
here too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from consultation.models import Consultation
from consultation.texts import normalise
from contributions.bylines import byline
from contributions.models import Contribution
from contributions.naming import SharedFacts, shared_facts
from moderation.models import Passage, Tagging, Theme

MOST = 12
"""Of one theme in a file and in the form: a cell of a workbook holds so many of the longest."""
LONGEST, LONGEST_SOURCE = 1000, 200  # characters
_SOURCE = "(?: [—–-] ([^{}]+))?"
LINE = re.compile(
    "|".join(
        f"{begins}(.+){ends}{_SOURCE.format(ends[-1])}"
        for begins, ends in (("“", "”"), ('"', '"'), (r"«\s*", r"\s*»"))
    )
)
NUMBER = re.compile("#([0-9]{1,9})$")
SIGNED = "revision__contribution"

type Kept = dict[str, str]
"""One from elsewhere as a theme keeps it: {"words", "source"}, or {"passage": its guid}."""


@dataclass(frozen=True)
class Example:
    """Words on one line, and who said them where: "Isabel Quirós, Costa Rica, #6"."""

    words: str
    source: str = ""

    @property
    def line(self) -> str:
        """“Words” — source: what `in_lines` reads again."""
        return f"“{self.words}” — {self.source}" if self.source else f"“{self.words}”"

    @property
    def number(self) -> int | None:
        """That of the contribution, where the source ends with one."""
        found = NUMBER.search(self.source)
        return int(found[1]) if found else None


def example(words: str, source: str = "") -> Example:
    """Both as they may be stored. No source holds a closing quotation mark: its line is to be read again."""
    return Example(_one_line(words), _one_line(source).replace("”", '"'))


def in_lines(text: str) -> list[Example]:
    """One of each line, as `Example.line` writes it; a line without quotation marks is words alone."""
    found = []
    for line in filter(None, map(_one_line, normalise(text).split("\n"))):
        read = LINE.fullmatch(line)
        words, source = [*filter(None, read.groups()), ""][:2] if read else (line, "")
        found.append(example(words, source))
    return found


def examples_of(consultation: Consultation, themes: Iterable[Theme]) -> dict[int, list[Example]]:
    """What a file may carry of these themes, by their pks: first their own, each as everybody reads it."""
    mine, others = _own(consultation), elsewhere(themes)
    both = {pk: [*mine.get(pk, ()), *others.get(pk, ())] for pk in {*mine, *others}}
    return {pk: list(dict.fromkeys(examples))[:MOST] for pk, examples in both.items()}


def _own(consultation: Consultation) -> dict[int, list[Example]]:
    counted = Tagging.objects.counted_in(consultation).filter(is_example=True, passage__isnull=False)
    open_ones = counted.filter(passage__revision__sealed_at=None)
    related = open_ones.select_related("passage", "contribution__author__user")
    marked = list(related.order_by("theme", "contribution", "pk"))
    shared = shared_facts(tagging.contribution for tagging in marked)
    found: defaultdict[int, list[Example]] = defaultdict(list)
    for tagging in marked:
        if tagging.passage is not None:
            found[tagging.theme_id].append(_signed(tagging.passage, tagging.contribution, shared))
    return found


def elsewhere(themes: Iterable[Theme]) -> dict[int, list[Example]]:
    """Those from elsewhere by the pks of themes, as far as everybody can read them; two queries at most."""
    kept = {theme.pk: theme.examples for theme in themes if theme.examples}
    guids = {one["passage"] for examples in kept.values() for one in examples if "passage" in one}
    read = list(_readable().filter(guid__in=guids).select_related(f"{SIGNED}__author__user")) if guids else []
    shared = shared_facts(passage.revision.contribution for passage in read)
    linked = {str(one.guid): _signed(one, one.revision.contribution, shared) for one in read}
    told = {
        pk: [linked.get(one["passage"]) if "passage" in one else Example(**one) for one in examples]
        for pk, examples in kept.items()
    }
    return {pk: [one for one in examples if one is not None] for pk, examples in told.items()}


def unreadable(theme: Theme) -> list[Kept]:
    """Those from elsewhere that not everybody can read at the moment: they may come back."""
    guids = [one["passage"] for one in theme.examples if "passage" in one]
    read = {str(guid) for guid in _readable().filter(guid__in=guids).values_list("guid", flat=True)}
    return [one for one in theme.examples if "passage" in one and one["passage"] not in read]


def as_kept(examples: Collection[Example], consultation: Consultation) -> dict[Example, Kept | None]:
    """How a theme of this consultation keeps each of these; at most one query.

    None for what it may not keep: words said in this consultation itself, which are examples where they
    stand, and words of another one here that not everybody can read. Both are known by number and words.
    """
    numbers = {number for one in examples if (number := one.number) is not None}
    said: dict[tuple[int, str], Kept | None] = {}
    here: set[tuple[int, str]] = set()
    if numbers:
        is_open = Exists(_readable().filter(pk=OuterRef("pk")))
        places = Passage.objects.filter(revision__contribution__number__in=numbers).annotate(is_open=is_open)
        where = f"{SIGNED}__room__consultation"
        rows = places.order_by("pk").values_list("guid", f"{SIGNED}__number", where, "quote", "is_open")
        for guid, number, home, quote, is_read in rows:
            key = (number, _quoted(quote))
            if home == consultation.pk:
                here.add(key)
            said[key] = said.get(key) or ({"passage": str(guid)} if is_read else None)
    told = {one: (one.number or 0, one.words) for one in examples}
    copied: dict[Example, Kept] = {one: {"words": one.words, "source": one.source} for one in examples}
    return {one: None if key in here else said.get(key, copied[one]) for one, key in told.items()}


def _readable() -> QuerySet[Passage]:
    """Passages whose words are open to everybody, also to those who are not logged in."""
    public = Consultation.objects.knowable_by(AnonymousUser())
    counted = Contribution.objects.counted().filter(room__consultation__in=public)
    return Passage.objects.filter(revision__sealed_at=None, revision__contribution__in=counted)


def _signed(passage: Passage, said: Contribution, shared: SharedFacts) -> Example:
    """As the public reads it: a withheld name stays withheld."""
    number = f", #{said.number}"
    line = _cut(byline(said, None, shared).line, LONGEST_SOURCE - len(number))
    return example(_quoted(passage.quote), f"{line}{number}")


def _quoted(quote: str) -> str:
    return _cut(_one_line(quote), LONGEST)


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
