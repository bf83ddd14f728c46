"""The texts of one part beside their translations, and how far each part has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q

from consultation.models import AuditEntry, Consultation
from contributions.comparing import Part, compare
from synthesis.actions.translating import Seen
from synthesis.models import Translation
from synthesis.texts import Group, Text

WRITES = ("written", "restored", "changed", "objective", "themed")
type Given = Mapping[str, Translation]


@dataclass(frozen=True)
class Row:
    """A text beside its translation; `changes` tells what became of the original since, `on` when.

    `is_apart`: somebody else changed the translation while this person was at it, `is_anew` the original.
    """

    text: Text
    translation: Translation | None
    typed: str
    seen: Seen
    changes: list[Part]
    on: datetime | None
    is_apart: bool = False
    is_anew: bool = False
    is_right: bool = False

    @property
    def field(self) -> str:
        return f"t-{self.text.key}"


@dataclass(frozen=True)
class Form:
    """What was sent: the words by their keys, how each text was seen, and which are still right."""

    typed: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    right: Collection[str] = ()

    def changed(self, key: str) -> bool:
        """Whether this person changed the translation of a text."""
        seen = self.seen.get(key)
        return key in self.typed and (seen is None or not seen.is_untouched(self.typed[key]))


def rows_of(consultation: Consultation, group: Group, given: Given, form: Form) -> list[Row]:
    """The texts of a page, with what was sent in vain still in its fields."""
    older = {text.key for text in group.texts if is_older(text, given)}
    things = {text.thing for text in group.texts if text.key in older and text.thing[0]}
    changed = _changed_at(consultation, things)
    return [
        _row(text, given.get(text.key), form, changed, is_older=text.key in older) for text in group.texts
    ]


def _row(
    text: Text,
    found: Translation | None,
    form: Form,
    changed: Mapping[tuple[str, int], datetime],
    *,
    is_older: bool,
) -> Row:
    now, had = Seen.of(text, found), form.seen.get(text.key) or Seen.of(text, None)
    is_mine = form.changed(text.key)
    return Row(
        text,
        found,
        typed=form.typed[text.key] if is_mine else found.text if found else "",
        seen=now,
        changes=compare(found.original, text.original) if found and is_older else [],
        on=changed.get(text.thing) if is_older else None,
        is_apart=is_mine and had.words != now.words,
        is_anew=had.original != now.original and (is_mine or text.key in form.right),
        is_right=text.key in form.right and had == now,
    )


def is_older(text: Text, given: Given) -> bool:
    return text.key in given and given[text.key].original != text.original


def _changed_at(consultation: Consultation, things: set[tuple[str, int]]) -> dict[tuple[str, int], datetime]:
    """When each was written last, as the record has it; one query, none where nothing is asked."""
    if not things:
        return {}
    wanted = Q()
    for kind, pk in things:
        wanted |= Q(object_type=kind, object_id=pk)
    acts = AuditEntry.objects.filter(wanted, consultation_id=consultation.pk).order_by()
    written = acts.filter(action__regex=rf"\.({'|'.join(WRITES)})$")
    rows = written.values_list("object_type", "object_id").annotate(Max("at"))
    return {(kind, pk): at for kind, pk, at in rows}


@dataclass(frozen=True)
class Progress:
    """How much of some texts is translated, and how much of that is older than its original."""

    total: int
    done: int
    older: int

    @property
    def is_done(self) -> bool:
        return self.done == self.total and not self.older


def progress(texts: Iterable[Text], given: Given) -> Progress:
    listed = list(texts)
    return Progress(
        len(listed), sum(text.key in given for text in listed), sum(is_older(text, given) for text in listed)
    )


@dataclass(frozen=True)
class Parts:
    """The parts of the report in one language, from the one that is open on.

    `rows` holds those with words, in reading order; `open` and `older` are the next that lack a translation
    or hold one that is older than its original, after the open part and then from the start.
    """

    rows: list[tuple[Group, Progress]]
    total: int
    done: int
    texts: Progress
    next: Group | None
    open: Group | None
    older: Group | None


def parts_of(groups: Sequence[Group], given: Given, here: Group | None = None) -> Parts:
    rows = [(one, progress(one.texts, given)) for one in groups if one.texts]
    place = next((at for at, (one, _come) in enumerate(rows) if one == here), -1)
    later = [*rows[place + 1 :], *rows[: max(place, 0)]]
    following = rows[place + 1 :]
    return Parts(
        rows=rows,
        total=len(rows),
        done=sum(come.is_done for _one, come in rows),
        texts=progress([text for one in groups for text in one.texts], given),
        next=following[0][0] if following else None,
        open=next((one for one, come in later if come.done < come.total), None),
        older=next((one for one, come in later if come.older), None),
    )
