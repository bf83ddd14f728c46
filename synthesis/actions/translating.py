"""Giving the texts of a report in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from consultation.audit import record
from consultation.models import Membership
from synthesis.models import Report, Translation
from synthesis.texts import Text


@transaction.atomic
def translate(
    report: Report,
    language: str,
    texts: Iterable[Text],
    typed: Mapping[str, str],
    *,
    still_right: Iterable[str] = (),
    by: Membership,
) -> int:
    """Keep what was typed for these texts; says how many translations changed.

    Empty words take a translation away. One that stays as it was stays as old as it was, unless its key is
    among those that are `still_right`.
    """
    Report.objects.select_for_update().get(pk=report.pk)
    standing = {one.of: one for one in report.translations.filter(language=language)}
    right, changed = set(still_right), []
    for text in texts:
        if text.key not in typed:
            continue
        words, old = typed[text.key].replace("\r\n", "\n").strip(), standing.get(text.key)
        same = old is not None and old.text == words
        if same and not (text.key in right and old is not None and old.original != text.original):
            continue
        if words:
            facts = {"text": words, "original": text.original, "by": by, "at": timezone.now()}
            Translation.objects.update_or_create(
                report=report, language=language, of=text.key, defaults=facts
            )
        elif old is not None:
            old.delete()
        else:
            continue
        changed.append(text.key)
    if changed:
        after = {"language": language, "texts": changed}
        record("report.translated", report, actor=by.user, consultation=report.consultation, after=after)
    return len(changed)
