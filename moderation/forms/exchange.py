from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from moderation.exchange import refi, sheets, workbooks
from moderation.exchange.nodes import Node, UnreadableCodebookError

LARGEST = 2 * 1024 * 1024
READERS = {
    "csv": sheets.read_csv,
    "xlsx": workbooks.read,
    "json": sheets.read_json,
    "qdc": refi.read,
    "qde": refi.read,
}


class ImportForm(forms.Form):
    """A codebook's file, or the same file once more after it was looked at."""

    file = forms.FileField(
        label=_("Codebook file"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "CSV or XLSX with a column “name”, JSON as exported here, or REFI-QDA (.qdc). Up to 2 MB."
        ),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    ending = forms.CharField(required=False, widget=forms.HiddenInput)

    roots: list[Node]
    again: dict[str, str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].required = not self.data.get("kept")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        content, ending = self._content(data)
        try:
            self.roots = READERS[ending](content)
        except UnreadableCodebookError as error:
            self._refuse(str(error))
        return data

    def _content(self, data: dict[str, Any]) -> tuple[bytes, str]:
        file = data.get("file")
        if file is not None:
            ending = file.name.rpartition(".")[2].lower()
            if file.size > LARGEST:
                self._refuse(_t("Choose a file smaller than 2 MB"))
            content = file.read()
        else:
            ending = data.get("ending", "")
            try:
                content = base64.b64decode(data.get("kept", ""), validate=True)
            except binascii.Error:
                content = b""
        if not content:
            self._refuse(_t("Choose a file"))
        if ending not in READERS:
            self._refuse(_t("Choose a file that ends in .csv, .xlsx, .json or .qdc"))
        self.again = {"kept": base64.b64encode(content).decode(), "ending": ending}
        return content, ending

    def _refuse(self, sentence: str) -> None:
        raise forms.ValidationError({"file": sentence})
