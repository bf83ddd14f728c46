"""The forms of an import: the file, how it is read, what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consultation.languages import OWN_NAMES
from consultation.models import Consultation
from contributions.importing.mapping import Asked, Mapping, part_choices
from contributions.importing.mapping.entries import LONGEST_CONSENT, LONGEST_SOURCE, one_line
from contributions.importing.tables import ACCEPTED, MOST_MEGABYTES, Reading
from contributions.importing.tables.delimited import DELIMITERS, NONE
from contributions.importing.tables.encodings import ENCODINGS
from contributions.models import ImportRun
from rooms.models import Room

EXAMPLES = 3
LONGEST_EXAMPLE = 60
DELIMITER_NAMES = {
    "comma": _("Comma"),
    "semicolon": _("Semicolon"),
    "tab": _("Tab"),
    "bar": _("Vertical bar"),
    "none": _("None: one column"),
}
SIGNS = {name: sign for sign, name in DELIMITERS.items()} | {"none": NONE}
NAMES = {sign: name for name, sign in SIGNS.items()}


class UploadForm(forms.Form):
    """A file, and the room its contributions go into."""

    room = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("Room"),
        empty_label=None,
        error_messages={
            "required": _("Choose a room"),
            "invalid_choice": _("Choose a room of this consultation"),
        },
    )
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty"),
            "invalid": _("Choose a file"),
            "missing": _("Choose a file"),
        },
        max_length=None,
    )

    def __init__(self, consultation: Consultation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rooms = self.fields["room"]
        assert isinstance(rooms, forms.ModelChoiceField)  # noqa: S101
        rooms.queryset = consultation.rooms.all()
        self.fields["file"].help_text = _t(
            "CSV, XLSX or JSON, up to %(most)s MB. Nothing is imported before you say so."
        ) % {"most": MOST_MEGABYTES}
        self.fields["file"].widget.attrs["accept"] = ACCEPTED


class ReadingForm(forms.Form):
    """How the file is read, for when the guess was wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()), required=False)
    delimiter = forms.ChoiceField(label=_("Separator"), choices=list(DELIMITER_NAMES.items()), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    has_header = forms.BooleanField(label=_("The first row holds the names of the columns"), required=False)

    def __init__(self, run: ImportRun, *args: Any, **options: Any) -> None:
        self.reading = reading = Reading.from_json(run.reading)
        initial = {
            "encoding": reading.encoding,
            "delimiter": NAMES.get(reading.delimiter, "comma"),
            "sheet": reading.sheet,
            "has_header": reading.has_header,
        }
        super().__init__(*args, **{**options, "initial": initial})
        sheets = self.fields["sheet"]
        assert isinstance(sheets, forms.ChoiceField)  # noqa: S101
        sheets.choices = [(name, name) for name in run.sheets]
        for name in self._needless(reading.kind):
            del self.fields[name]

    @staticmethod
    def _needless(kind: str) -> Sequence[str]:
        return {
            "csv": ("sheet",),
            "xlsx": ("encoding", "delimiter"),
            "json": ("delimiter", "sheet", "has_header"),
        }[kind]

    @property
    def chosen(self) -> Reading:
        data = {name: value for name, value in self.cleaned_data.items() if value != ""}
        if "delimiter" in data:
            data["delimiter"] = SIGNS[data["delimiter"]]
        return replace(self.reading, **data)


class MappingForm(forms.Form):
    """What each column holds, and what holds for rows that do not say."""

    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        required=False,
        help_text=_(
            "Shown with each contribution, such as “Letter”. A column may say it row by row instead."
        ),
    )
    consent = forms.CharField(
        label=_("How people agreed to this"),
        max_length=LONGEST_CONSENT,
        required=False,
        help_text=_("Such as “Signed form, kept by the regional office”. Shown to the team alone."),
    )
    language = forms.ChoiceField(label=_("Language of texts that name none"), required=False)
    day_first = forms.ChoiceField(
        label=_("How dates are written"),
        choices=[("1", _("Day first: 31/12/2026")), ("0", _("Month first: 12/31/2026"))],
        required=False,
    )

    def __init__(self, run: ImportRun, questions: Sequence[Asked], *args: Any, **options: Any) -> None:
        self.run, mapping = run, Mapping.from_json(run.mapping)
        parts = {f"column_{place}": part for place, part in enumerate(mapping.parts)}
        said = {"source": run.source, "consent": run.consent, "language": run.language}
        initial = {"day_first": "1" if mapping.day_first else "0", **said, **parts}
        super().__init__(*args, **{**options, "initial": initial})
        languages = self.fields["language"]
        assert isinstance(languages, forms.ChoiceField)  # noqa: S101
        languages.choices = [("", _("Recognise it")), *OWN_NAMES.items()]
        choices = part_choices(questions)
        for place, column in enumerate(run.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, help_text=self._examples(place)
            )

    def _examples(self, place: int) -> str:
        cells = [" ".join(cells[place].split()) for _number, fault, cells in self.run.sample if not fault]
        shown = list(dict.fromkeys(filter(None, cells)))[:EXAMPLES]
        cut = [cell[:LONGEST_EXAMPLE] + "…" if len(cell) > LONGEST_EXAMPLE else cell for cell in shown]
        return " · ".join(cut) or _t("empty in the first rows")

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{place}"] for place in range(len(self.run.columns))]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("source", "consent", "language", "day_first")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for problem in self.mapping.problems():
                self.add_error(None, problem)
        return data

    @property
    def mapping(self) -> Mapping:
        data = self.cleaned_data
        parts = tuple(data.get(f"column_{place}", "") for place in range(len(self.run.columns)))
        return Mapping(parts, day_first=data.get("day_first") != "0")

    @property
    def said(self) -> dict[str, str]:
        """What holds for all rows, as the run keeps it."""
        data = self.cleaned_data
        return {name: one_line(data.get(name, "")) for name in ("source", "consent", "language")}
