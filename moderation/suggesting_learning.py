"""What the worker does with a consultation's texts: learn suggestions from its taggings, and store them.

Only the worker and commands import this: it loads the learning stack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from consultation.models import Consultation
from contributions.models import Contribution
from moderation.codebook import Codebook, load
from moderation.learned_models import Learned, Proposed
from moderation.learning.proposals import Judge, Lessons, Likely, Quiet
from moderation.models import Passage, Tagging
from moderation.quiet import accented, quiet_in
from moderation.similar_finding import find_groups
from moderation.suggesting import state_of

MOST_TEXTS = 20_000  # to learn from, the newest of them
EXAMPLES = 5  # passages that speak for a theme beside its definition
ROWS = 1_000


@transaction.atomic
def learn_again(consultation: Consultation) -> Learned:
    """Learn from everything that stands now and replace what was stored. Twice is the same as once."""
    Learned.objects.get_or_create(consultation=consultation, defaults={"taggings": 0, "is_cold": True})
    learned = Learned.objects.select_for_update().get(consultation=consultation)
    state = state_of(consultation)
    texts = _texts(consultation)
    codebook = load(consultation)
    lessons = _lessons(consultation, codebook, texts)
    try:
        judge = Judge(
            lessons, _words_of(consultation, codebook), [text for _revision, text in texts.values()]
        )
    except ValueError:  # no themes to choose from yet, or nothing said
        Proposed.objects.filter(contribution__room__consultation=consultation).delete()
        checked, is_cold = None, True
    else:
        quiet, written = quiet_in(consultation), accented(text for _revision, text in texts.values())
        _store(consultation, texts, judge, lambda words: quiet(words, written))
        checked, is_cold = judge.checked, judge.is_cold
    find_groups(consultation, {pk: text for pk, (_revision, text) in texts.items()})
    learned.learned_at, learned.state, learned.is_cold = timezone.now(), state, is_cold
    learned.taggings = lessons.taggings
    learned.measured_on = checked.texts if checked else 0
    learned.first = checked.first if checked else None
    learned.hit_at_3 = checked.hit_at_3 if checked else None
    learned.save()
    return learned


type Texts = dict[int, tuple[int, str]]


def _texts(consultation: Consultation) -> Texts:
    """Of every visible contribution that counts: its newest version and the words of it."""
    counted = Contribution.objects.counted().of(consultation).filter(revision__isnull=False)
    rows = counted.order_by("pk").values_list("pk", "revision", "revision__plain")
    return {pk: (revision, plain) for pk, revision, plain in rows.iterator(ROWS) if revision is not None}


def _lessons(consultation: Consultation, codebook: Codebook, texts: Texts) -> Lessons:
    """Each tagged contribution with all its themes, and each passage with its own."""
    taggings = Tagging.objects.counted_in(consultation).order_by("pk")
    rows = taggings.values_list("contribution", "theme", "passage", "passage__quote")
    wholes: defaultdict[int, set[str]] = defaultdict(set)
    passages: defaultdict[int, set[str]] = defaultdict(set)
    quotes: dict[int, tuple[int, str]] = {}
    number = 0
    for contribution, theme, passage, quote in rows.iterator(ROWS):
        if contribution not in texts or codebook.standing(theme) is None:
            continue
        number += 1
        wholes[contribution].add(str(theme))
        if passage is not None and quote:
            passages[passage].add(str(theme))
            quotes[passage] = (contribution, quote)
    found = [(texts[pk][1], frozenset(themes), pk) for pk, themes in wholes.items()]
    found += [(quotes[pk][1], frozenset(themes), quotes[pk][0]) for pk, themes in passages.items()]
    found = found[-MOST_TEXTS:]
    return Lessons([one[0] for one in found], [one[1] for one in found], [one[2] for one in found], number)


def _words_of(consultation: Consultation, codebook: Codebook) -> dict[str, str]:
    """What speaks for each theme before anything is learned: its name, its definition, examples of it."""
    words = {str(theme.pk): [theme.name, theme.definition, theme.use_when] for theme in codebook}
    examples = Passage.objects.standing().filter(useful_as_quote=True, taggings__removed_at=None)
    here = examples.filter(revision__contribution__in=Contribution.objects.counted().of(consultation))
    for theme, quote in here.order_by("pk").values_list("taggings__theme", "quote"):
        said = words.get(str(theme))
        if said is not None and len(said) < EXAMPLES + 3:
            said.append(quote)
    return {theme: " ".join(part for part in said if part) for theme, said in words.items()}


def _store(consultation: Consultation, texts: Texts, judge: Judge, quiet: Quiet) -> None:
    """Write what is new, leave what is the same, and drop what belongs to texts that are gone."""
    Proposed.objects.filter(contribution__room__consultation=consultation).exclude(
        contribution__in=Contribution.objects.counted().of(consultation)
    ).delete()
    for rows in _batches(_rows(texts, judge, quiet)):
        Proposed.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["contribution"],
            update_fields=["revision", "themes", "gap"],
        )


def _rows(texts: Texts, judge: Judge, quiet: Quiet) -> Iterator[Proposed]:
    judged = judge.judge([text for _revision, text in texts.values()], quiet)
    for (pk, (revision, _text)), likely in zip(texts.items(), judged, strict=True):
        themes = [{"theme": int(one.theme), "score": one.score, "words": one.words} for one in likely]
        yield Proposed(contribution_id=pk, revision_id=revision, themes=themes, gap=_gap(likely))


def _gap(likely: list[Likely]) -> float:
    """How far the first is ahead; where nothing is likely at all, a person knows most: 0."""
    if not likely:
        return 0.0
    return likely[0].score - (likely[1].score if len(likely) > 1 else 0.0)


def _batches(rows: Iterator[Proposed]) -> Iterator[list[Proposed]]:
    batch: list[Proposed] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
