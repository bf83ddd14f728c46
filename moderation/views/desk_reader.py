"""What the desk shows of the contribution that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consultation.http import MemberRequest
from contributions.display import dress
from contributions.models import Contribution, Mention
from moderation.codebook import CodedTheme, known
from moderation.desk import State, last_change, recent_themes, state_of, team_of
from moderation.desk_models import Assignment, TeamNote, TeamRead
from moderation.forms.decisions import NameForm
from moderation.forms.desk import DeskForm, DismissForm, as_initial
from moderation.models import Flag
from moderation.people import candidates_for
from rooms.models import GuidingQuestion


@dataclass(frozen=True)
class Side:
    """One side of a conflict: what stands there, or what was about to be saved."""

    questions: list[GuidingQuestion]
    themes: list[CodedTheme]
    assignee: str


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed it while this form was open."""

    who: str
    at: Any
    theirs: Side
    mine: Side
    is_edited: bool
    visibility: str

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.theirs, self.mine


def make_form(request: MemberRequest, contribution: Contribution, data: Any = None) -> DeskForm:
    """The panel's form as the contribution stands now, or as it was sent."""
    questions = list(contribution.room.questions.all())
    codebook, team = known(request.consultation), team_of(request.consultation)
    if data is not None:
        return DeskForm(codebook, questions, team, data)
    now = state_of(contribution, assignee_of(contribution))
    return DeskForm(codebook, questions, team, initial=as_initial(now))


def assignee_of(contribution: Contribution) -> int | None:
    return Assignment.objects.filter(contribution=contribution).values_list("to", flat=True).first()


def reader_context(
    request: MemberRequest,
    contribution: Contribution,
    form: DeskForm | None = None,
    conflict: Conflict | None = None,
) -> dict[str, Any]:
    """The contribution dressed for the team, and everything that the panel offers."""
    one = Contribution.objects.for_display().get(pk=contribution.pk)
    one.room = contribution.room
    dress(request, [one])
    form = form or make_form(request, contribution)
    ticked = form.ticked_themes
    recent = recent_themes(form.codebook, request.membership)
    return {
        "contribution": one,
        "form": form,
        "conflict": conflict,
        "recent": [theme for theme in recent if theme not in ticked],
        "is_own": one.is_by(request.membership),
        "is_first": one.turn == 1 and not one.as_team,
        "flags": list(Flag.objects.open().filter(contribution=one).select_related("by")),
        "dismiss": DismissForm(auto_id="dismiss_%s"),
        "names": _unknown_names(request, one),
        "notes": list(TeamNote.objects.filter(contribution=one).select_related("by")),
        "read": TeamRead.objects.filter(contribution=one, revision=one.revision_id)
        .select_related("by")
        .first(),
    }


def _unknown_names(request: MemberRequest, contribution: Contribution) -> list[dict[str, Any]]:
    """The names in the newest version that nobody bears, each with the form that says who it is."""
    waiting = Mention.objects.waiting().filter(revision=contribution.revision_id).order_by("position")
    typed = {mention.folded_name: mention.typed_name for mention in waiting}
    offered = candidates_for(request.consultation, list(typed)) if typed else {}
    return [
        {"typed": words, "form": NameForm(offered[name], initial={"name": name}, auto_id=f"name_{place}_%s")}
        for place, (name, words) in enumerate(typed.items())
    ]


def conflict_of(contribution: Contribution, form: DeskForm, now: State) -> Conflict:
    """What was changed meanwhile, beside what was about to be saved."""
    data, seen = form.cleaned_data, form.cleaned_data["seen"]
    who, at = last_change(contribution) or ("", None)
    mine = State(
        seen.revision,
        seen.visibility,
        frozenset(form.chosen_questions),
        frozenset(form.chosen_themes),
        form.chosen_assignee or 0,
    )
    return Conflict(
        who,
        at,
        _side(form, now),
        _side(form, mine),
        is_edited=now.revision != seen.revision,
        visibility=contribution.get_visibility_display() if now.visibility != data["seen"].visibility else "",
    )


def _side(form: DeskForm, state: State) -> Side:
    names = dict(form.fields["assignee"].choices)  # type: ignore[attr-defined]
    return Side(
        [question for question in form.asked if question.pk in state.questions],
        [theme for theme in form.codebook if theme.pk in state.themes],
        str(names.get(str(state.assignee or ""), "")),
    )


def merged(form: DeskForm, now: State) -> dict[str, Any]:
    """The form again: how it stands now, with what this person had added and removed, and their note."""
    seen: State = form.cleaned_data["seen"]

    def both(theirs: frozenset[int], before: frozenset[int], mine: list[int]) -> list[str]:
        return [str(pk) for pk in sorted((theirs | (set(mine) - before)) - (before - set(mine)))]

    mine = form.chosen_assignee or 0
    return as_initial(now) | {
        "questions": both(now.questions, seen.questions, form.chosen_questions),
        "themes": both(now.themes, seen.themes, form.chosen_themes),
        "assignee": str((mine if mine != seen.assignee else now.assignee) or ""),
        "note": form.cleaned_data["note"],
        "note_key": form.cleaned_data["note_key"],
    }
