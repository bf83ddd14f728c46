"""Writing an insight. Every wording is kept with who saved it and when, and any can be brought back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership
from synthesis.actions.insights import (
    ChangedMeanwhileError,
    InsightWords,
    fill,
    fingerprint,
    lock,
    words_of,
)
from synthesis.actions.sittings import SITTING
from synthesis.models import Insight, InsightWording, Report
from synthesis.trees import note_marks, plain
from synthesis.writing import paragraphs_of

REMEMBERED = 10  # wordings whose paragraphs are known again


@transaction.atomic
def write_insight(
    insight: Insight, words: InsightWords, *, seen: str, by: Membership, sitting: uuid.UUID | None = None
) -> bool:
    """Save its words; false when nothing changed. `seen` is the fingerprint of the words edited from.

    A page that saves by itself sends its `sitting`: its saves within `SITTING` are one wording, and one whose
    answer got lost on the way does not stand against the next. Raises ChangedMeanwhileError.
    """
    before = _locked_words(insight)
    if before == words:
        return False
    newest = insight.wordings.standing().first()
    is_ours = sitting is not None and newest is not None and newest.sitting == sitting
    is_ours = is_ours and _holds(newest, before)
    if fingerprint(before) != seen and not is_ours:
        raise ChangedMeanwhileError(insight.pk)
    _keep_standing(insight, before)
    after = _write(insight, words)
    if after == before:
        return False
    goes_on = newest if is_ours and newest and newest.begun_at > timezone.now() - SITTING else None
    if goes_on is None:
        _keep(insight, after, InsightWording(by=by, sitting=sitting))
        _record("insight.written", insight, by)
    else:
        _go_on(goes_on, insight, after)
    return True


@transaction.atomic
def keep_aside(
    insight: Insight, words: InsightWords, *, by: Membership, sitting: uuid.UUID | None = None
) -> InsightWording | None:
    """Keep what somebody typed while the place was another's: a wording that did not stand in the report.

    One page's are one wording. None where nothing would be lost: these words stand there.
    """
    before = _locked_words(insight)
    if words == before:
        return None
    _keep_standing(insight, before)
    kept = insight.wordings.filter(is_aside=True, by=by, removed_at=None)
    same = kept.filter(sitting=sitting) if sitting else kept.filter(lead_in=words.lead_in, text=words.text)
    wording = same.first()
    if wording is None:
        newest = insight.wordings.values_list("number", flat=True).first() or 0
        wording = InsightWording(insight=insight, number=newest + 1, by=by, sitting=sitting, is_aside=True)
    wording.lead_in, wording.text = words.lead_in, words.text
    wording.saved_at = max(wording.begun_at, timezone.now())
    wording.save()
    return wording


@transaction.atomic
def restore_wording(insight: Insight, number: int, *, seen: str, by: Membership) -> bool:
    """Save an earlier wording anew; false when it stands there. `seen` is the fingerprint of what goes.

    Raises ChangedMeanwhileError, InsightWording.DoesNotExist.
    """
    before = _locked_words(insight)
    wording = insight.wordings.get(number=number, removed_at=None)
    words = replace(before, lead_in=wording.lead_in, text=wording.text)
    if before == words:
        return False
    if fingerprint(before) != seen:
        raise ChangedMeanwhileError(insight.pk)
    _keep_standing(insight, before)
    _keep(insight, _write(insight, words), InsightWording(by=by, restored=number))
    _record("insight.restored", insight, by)
    return True


@transaction.atomic
def remove_wording(insight: Insight, number: int, *, by: Membership) -> bool:
    """Empty an earlier wording for good; false when it is empty already. The newest stands in the report.

    Raises InsightWording.DoesNotExist.
    """
    lock(insight.section.report)
    newest = insight.wordings.standing().values_list("number", flat=True).first() or 0
    wording = insight.wordings.exclude(number=newest).get(number=number)
    if wording.removed_at is not None:
        return False
    wording.lead_in, wording.text, wording.paragraph_ids = "", "", []
    wording.removed_at = timezone.now()
    wording.save()
    _record("insight.wording_removed", insight, by)
    return True


def _locked_words(insight: Insight) -> InsightWords:
    lock(insight.section.report)
    insight.refresh_from_db(fields=["lead_in", "paragraphs"])
    return words_of(insight)


def _write(insight: Insight, words: InsightWords) -> InsightWords:
    """Save these words; they come back as the next form shows them."""
    had = _marks_of(insight)
    fill(insight, words, _remembered(insight))
    insight.save(update_fields=["lead_in", "paragraphs"])
    drop_notes(insight.section.report, had - _marks_of(insight))
    return words_of(insight)


def _remembered(insight: Insight) -> dict[str, str]:
    """The ids of paragraphs that stood in earlier wordings, by their words; the latest counts."""
    known: dict[str, str] = {}
    for wording in insight.wordings.all()[:REMEMBERED]:
        for nodes, key in zip(paragraphs_of(wording.text), wording.paragraph_ids, strict=False):
            known.setdefault(plain(nodes), key)
    return known


def _marks_of(insight: Insight) -> set[str]:
    nodes = [*insight.lead_in, *(node for one in insight.paragraphs for node in one["content"])]
    return {mark["ref"] for mark in note_marks(nodes)}


def drop_notes(report: Report, refs: Collection[str]) -> None:
    """Notes that this text alone had marked go with their marks: text that grows by letters leaves none."""
    insights = Insight.objects.filter(section__report=report).annotate(
        words=Cast("lead_in", TextField()), more=Cast("paragraphs", TextField())
    )
    objective = [node for one in report.objective for node in one["content"]]
    elsewhere = {mark["ref"] for mark in note_marks(objective)}
    strays = [
        ref
        for ref in refs
        if ref not in elsewhere
        and not insights.filter(Q(words__contains=ref) | Q(more__contains=ref)).exists()
    ]
    if strays:
        # Marks whose note never came carry a name instead of a key: no row has it.
        report.footnotes.annotate(key=Cast("guid", TextField())).filter(key__in=strays).delete()


def _keep_standing(insight: Insight, before: InsightWords) -> None:
    """What stands there without having been saved as a wording becomes one, by nobody: what was imported."""
    newest = insight.wordings.standing().first()
    if newest is None and before != InsightWords():
        at = insight.created_at
        _keep(insight, before, InsightWording(begun_at=at), at=at)
    elif newest is not None and not _holds(newest, before):
        _keep(insight, before, InsightWording())


def _holds(wording: InsightWording | None, words: InsightWords) -> bool:
    return wording is not None and (wording.lead_in, wording.text) == (words.lead_in, words.text)


def _keep(insight: Insight, words: InsightWords, wording: InsightWording, at: datetime | None = None) -> None:
    newest = insight.wordings.values_list("number", flat=True).first() or 0
    wording.insight, wording.number = insight, newest + 1
    _go_on(wording, insight, words, at)


def _go_on(
    wording: InsightWording, insight: Insight, words: InsightWords, at: datetime | None = None
) -> None:
    wording.lead_in, wording.text = words.lead_in, words.text
    wording.paragraph_ids = [one["id"] for one in insight.paragraphs]
    wording.saved_at = at or max(wording.begun_at, timezone.now())
    wording.save()


def _record(action: str, insight: Insight, by: Membership) -> None:
    record(action, insight, actor=by.user, consultation=insight.section.report.consultation)
