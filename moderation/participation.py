"""Who takes part and where voices are few: the figures of the floor below, by question and by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.utils.translation import gettext as _
from django_countries import countries

from consultation.models import Consultation, OrganisationKind
from contributions import silence
from contributions.figures import Figures, count_by, figures_of
from contributions.models import Contribution, ContributionQuerySet, Naming
from rooms.models import GuidingQuestion

COLUMNS = 12  # groups with a column of their own; the rest share one
OTHERS = "others"
UNNAMED = "unnamed"


@dataclass(frozen=True)
class Grouping:
    """A way to part people: its key in the address and in the data, and the name of a group."""

    key: str
    path: str
    label: Callable[[str], str]


def _country(code: str) -> str:
    if code == UNNAMED:
        return _("Name withheld")
    return str(countries.name(code)) or _("Not given")


def _kind(value: str) -> str:
    if value == UNNAMED:
        return _("Name withheld")
    return str(OrganisationKind(value).label) if value in OrganisationKind.values else _("Not given")


GROUPINGS = (
    Grouping("country", "author__country", _country),
    Grouping("organisation", "author__organisation_kind", _kind),
)


@dataclass(frozen=True)
class Group:
    """People with something in common: their country, say."""

    name: str
    figures: Figures


@dataclass
class Row:
    """A guiding question, who answered it, and how many of them are of each group."""

    question: GuidingQuestion
    figures: Figures
    cells: list[int] = field(default_factory=list)
    is_few: bool = False
    share: float = 0.0

    @property
    def label(self) -> str:
        return f"{self.question.number} {self.question.label or self.question.text}"


@dataclass(frozen=True)
class Participation:
    """What the page shows. `few_below` is how many people a question must have not to be called silent."""

    figures: Figures
    rows: list[Row]
    groups: list[Group]
    columns: list[str]
    grouping: Grouping
    few_below: int

    @property
    def silent(self) -> list[Row]:
        return [row for row in self.rows if row.is_few]

    @property
    def has_several_rooms(self) -> bool:
        return len({row.question.room_id for row in self.rows}) > 1


def participation_in(consultation: Consultation, grouping: Grouping) -> Participation:
    """Who takes part in the counted rooms, as participants; five queries."""
    counted = Contribution.objects.counted().of(consultation)
    by_group = count_by(_grouped(counted.filter(as_team=False), grouping), "its_group")
    named = sorted(by_group.items(), key=lambda pair: (-pair[1].people, grouping.label(str(pair[0]))))
    groups = [Group(grouping.label(str(code)), figures) for code, figures in named]
    shown = [str(code) for code, _figures in named[:COLUMNS]]
    has_others = len(named) > COLUMNS
    rows = _rows(consultation, grouping, [*shown, OTHERS] if has_others else shown)
    few_below = silence.few_below([row.figures.people for row in rows])
    most = max((row.figures.people for row in rows), default=0)
    for row in rows:
        row.is_few = row.figures.people < few_below
        row.share = row.figures.people / most if most else 0.0
    columns = [*(group.name for group in groups[:COLUMNS]), *([_("Others")] if has_others else [])]
    return Participation(
        figures_of([consultation])[consultation.pk], rows, groups, columns, grouping, few_below
    )


def _grouped(contributions: ContributionQuerySet, grouping: Grouping) -> ContributionQuerySet:
    """With the author's group; those who withhold their names are one group, as a small one would tell."""
    signed = When(naming=Naming.NAMED, then=F(grouping.path))
    return contributions.annotate(its_group=Case(signed, default=Value(UNNAMED), output_field=CharField()))


def _rows(consultation: Consultation, grouping: Grouping, columns: Sequence[str]) -> list[Row]:
    answering = Contribution.objects.counted().of(consultation).filter(questions__isnull=False)
    by_question = count_by(answering, "questions")
    cells = _cells(count_by(_grouped(answering, grouping), "questions", "its_group"), columns)
    return [
        Row(
            question,
            by_question.get(question.pk, Figures()),
            [cells[question.pk].get(column, 0) for column in columns],
        )
        for question in _questions(consultation)
    ]


def _questions(consultation: Consultation) -> QuerySet[GuidingQuestion]:
    asked = GuidingQuestion.objects.filter(
        room__consultation=consultation, room__counts_in_report=True
    ).select_related("room")
    return asked.order_by("room__position", "room", "number")


def _cells(by_both: Mapping[Any, Figures], columns: Sequence[str]) -> dict[int, dict[str, int]]:
    """How many people of each group answered each question; groups without a column are added up."""
    cells: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (question, code), figures in by_both.items():
        cells[question][str(code) if str(code) in columns else OTHERS] += figures.people
    return defaultdict(dict, cells)
