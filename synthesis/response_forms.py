"""The form of a row of "We asked, you said, we did"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from rooms.models import GuidingQuestion
from synthesis.actions.responding import ResponseWords, filled_in, fingerprint
from synthesis.checks.lexicon import bare
from synthesis.checks.quoted import quotations
from synthesis.models import Response
from synthesis.models.response import MOST_WORDS, WRITTEN
from synthesis.taken_back import taken_back

LABEL = 80  # characters of a question that has no short name
ISO_DAY = "%Y-%m-%d"

type Choices = Sequence[tuple[str, Any]]


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class ResponseForm(forms.Form):
    question = forms.ChoiceField(label=_("We asked: guiding question"), required=False)
    asked = forms.CharField(
        label=_("We asked, in your own words"),
        max_length=MOST_WORDS,
        required=False,
        widget=_words(2),
        help_text=_("Leave it empty to print the guiding question as it was asked."),
    )
    insight = forms.ChoiceField(label=_("You said: insight of the summary"), required=False)
    said = forms.CharField(
        label=_("You said, in your own words"),
        max_length=MOST_WORDS,
        required=False,
        widget=_words(2),
        help_text=_("May stand beside the insight, or in its place."),
    )
    status = forms.ChoiceField(
        label=_("We did: status"),
        choices=Response.Status,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far it is.")},
    )
    did = forms.CharField(
        label=_("What we did, or will do"),
        max_length=MOST_WORDS,
        widget=_words(3),
        error_messages={"required": _("Enter what you did, or will do.")},
    )
    reason = forms.CharField(
        label=_("Why it is not taken up"),
        max_length=MOST_WORDS,
        widget=_words(2),
        help_text=_("Only for what is not taken up. People read it."),
        error_messages={"required": _("Enter why it is not taken up.")},
    )
    owner = forms.CharField(
        label=_("Owner"),
        max_length=200,
        help_text=_("The office or person who answers for it."),
        error_messages={"required": _("Enter who answers for it.")},
    )
    on = forms.DateField(
        label=_("Date"),
        input_formats=[ISO_DAY],
        widget=forms.DateInput(format=ISO_DAY, attrs={"type": "date", "class": "input--short"}),
        help_text=_("When it was done, decided, or is planned for."),
        error_messages={
            "required": _("Enter a day in the format 2026-07-31"),
            "invalid": _("Enter a day in the format 2026-07-31"),
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        consultation: Consultation,
        questions: Sequence[GuidingQuestion],
        insights: Choices,
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.consultation = consultation
        self.questions = {str(one.pk): one for one in questions}
        cast("forms.ChoiceField", self.fields["question"]).choices = _question_choices(questions)
        cast("forms.ChoiceField", self.fields["insight"]).choices = [("", _("No insight")), *insights]
        status = (self.data if self.is_bound else self.initial).get("status")
        is_refused = status == Response.Status.NOT_TAKEN_UP
        self.fields["reason"].required, self.fields["did"].required = is_refused, not is_refused

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        question = self.questions.get(data.get("question", ""))
        if not data.get("asked") and question is None:
            self._tell("asked", _("Choose a guiding question, or enter what you asked."))
        if not data.get("said") and not data.get("insight"):
            self._tell("said", _("Choose an insight, or enter what people said."))
        self._refuse_taken_back(data)
        return data

    def _refuse_taken_back(self, data: dict[str, Any]) -> None:
        quoted = {name: {bare(one): one for one in quotations(data.get(name) or "")} for name in WRITTEN}
        lost = taken_back(self.consultation, {key: one for of in quoted.values() for key, one in of.items()})
        for name, quotes in quoted.items():
            for key in lost.keys() & quotes.keys():
                told = _("“%(quote)s” was taken back by its author or a moderator. Take it out.")
                self._tell(name, told % {"quote": quotes[key]})

    def _tell(self, field: str, sentence: Any) -> None:
        if field not in self.errors:
            self.add_error(field, sentence)

    def words(self) -> ResponseWords:
        data = self.cleaned_data
        question = self.questions.get(data["question"])
        is_refused = data["status"] == Response.Status.NOT_TAKEN_UP
        return ResponseWords(
            question=question,
            asked=_lines(data["asked"]) or (question.text[:MOST_WORDS] if question else ""),
            insight=UUID(data["insight"]) if data["insight"] else None,
            said=_lines(data["said"]),
            status=data["status"],
            did=_lines(data["did"]),
            reason=_lines(data["reason"]) if is_refused else "",
            owner=" ".join(data["owner"].split()),
            on=data["on"],
        )


def initial_of(words: ResponseWords | None) -> dict[str, Any]:
    """What the form of a row starts with; a new one starts as planned for today."""
    if words is None:
        return {"status": Response.Status.PLANNED, "on": timezone.localdate()}
    question = words.question
    as_asked = question is not None and words.asked == question.text[:MOST_WORDS]
    return {
        **vars(words),
        "question": str(question.pk) if question else "",
        "asked": "" if as_asked else words.asked,
        "insight": str(words.insight) if words.insight else "",
    }


def of_row(row: Response) -> dict[str, Any]:
    """The same for a row that stands, with the fingerprint of what it says."""
    words = filled_in(row)
    return {**initial_of(words), "seen": fingerprint(words)}


def questions_of(consultation: Consultation) -> list[GuidingQuestion]:
    asked = GuidingQuestion.objects.filter(room__consultation=consultation).select_related("room")
    return list(asked.order_by("room__position", "room", "number"))


def _question_choices(questions: Sequence[GuidingQuestion]) -> Choices:
    by_room = groupby(questions, key=lambda one: one.room.title)
    rooms = [(title, [(str(one.pk), _label(one)) for one in group]) for title, group in by_room]
    return [("", _("None of the guiding questions")), *rooms]


def _label(question: GuidingQuestion) -> str:
    name = question.label or question.text
    return f"{question.number} {name if len(name) <= LABEL else name[: LABEL - 1] + '…'}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
