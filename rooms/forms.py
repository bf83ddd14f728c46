from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.people.lines import clean_line
from consultation.setup.fields import ProseField, ShortField
from rooms.models import GuidingQuestion, Room

LONGEST_QUESTION = 1000
MOST_SUB_QUESTIONS = 10


class RoomForm(forms.ModelForm):
    """A room: its title, the first words people read in it, and how it is moderated."""

    title = ShortField(
        label=_("Title of the room"),
        max_length=200,
        error_messages={"required": _("Enter the title of the room")},
    )
    welcome = ProseField(
        label=_("Introduction"),
        required=False,
        help_text=_("What this room is about. It stands above the questions."),
    )
    premoderated = forms.BooleanField(
        label=_("A moderator reads each contribution before others see it"), required=False
    )
    counts_in_report = forms.BooleanField(
        label=_("Its contributions count in the figures and the report"), required=False
    )

    class Meta:
        model = Room
        fields = ("title", "welcome", "premoderated", "counts_in_report")


class QuestionForm(forms.ModelForm):
    """A guiding question with its parts, one to a line."""

    text = ProseField(
        label=_("Question"),
        rows=3,
        longest=LONGEST_QUESTION,
        error_messages={"required": _("Enter the question")},
    )
    label = ShortField(
        label=_("Short label"),
        max_length=40,
        required=False,
        help_text=_("Two or three words for lists and charts: “Town budgets”."),
    )
    sub_questions = ProseField(
        label=_("Sub-questions"),
        required=False,
        rows=3,
        help_text=_("One a line. They are lettered (a), (b) …"),
    )
    group_heading = ShortField(
        label=_("Heading above it"),
        max_length=120,
        required=False,
        help_text=_("Where a new group of questions begins."),
    )

    class Meta:
        model = GuidingQuestion
        fields = ("text", "label", "sub_questions", "group_heading")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sub_questions"] = "\n".join(self.instance.sub_questions)

    def clean_sub_questions(self) -> list[str]:
        lines = [line for line in str(self.cleaned_data["sub_questions"]).splitlines() if line.strip()]
        if len(lines) > MOST_SUB_QUESTIONS:
            raise ValidationError(
                _t("A question has at most %(most)d sub-questions. There are %(n)d")
                % {"most": MOST_SUB_QUESTIONS, "n": len(lines)}
            )
        if any(len(line) > LONGEST_QUESTION for line in lines):
            raise ValidationError(
                _t("Each sub-question must be %(limit)d characters or less") % {"limit": LONGEST_QUESTION}
            )
        return [clean_line(line) for line in lines]
