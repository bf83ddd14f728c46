from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from contributions.importing.tables.encodings import ENCODINGS
from moderation.exchange import refi, sheets, workbooks
from moderation.exchange.nodes import Node, UnreadableCodebookError

LARGEST = 1024 * 1024  # bytes; the preview sends them along once more, as a field of its form
READERS = {
    "xlsx": workbooks.read,
    "json": sheets.read_json,
    "qdc": refi.read,
    "qde": refi.read,
}


class ImportForm(forms.Form):
    """A codebook's file, or the same file once more after it was looked at.

    When it is valid, `roots` are its themes, `read_as` is the name of the encoding of a CSV, empty for other
    files, and `again` is what to send to have the same once more. An encoding is heeded for CSV alone.
    """

    file = forms.FileField(
        label=_("Codebook file"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "CSV or XLSX with a column “name”, JSON as exported here, or REFI-QDA (.qdc). Up to 1 MB."
        ),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[("", _("As guessed")), *ENCODINGS.items()], required=False
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    ending = forms.CharField(required=False, widget=forms.HiddenInput)

    roots: list[Node]
    again: dict[str, str]
    read_as: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].required = not self.data.get("kept")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        content, ending = self._content(data)
        try:
            self.roots = self._read(content, ending, data.get("encoding", ""))
        except UnreadableCodebookError as error:
            self._refuse(str(error))
        return data

    def _read(self, content: bytes, ending: str, chosen: str) -> list[Node]:
        self.read_as = ""
        if ending in READERS:
            return READERS[ending](content)
        encoding = chosen or sheets.encoding_of(content)
        self.read_as = ENCODINGS.get(encoding, encoding)
        return sheets.read_csv(content, encoding)

    def _content(self, data: dict[str, Any]) -> tuple[bytes, str]:
        file = data.get("file")
        if file is not None:
            ending = file.name.rpartition(".")[2].lower()
            if file.size > LARGEST:
                self._refuse(_t("Choose a file smaller than 1 MB"))
            content = file.read()
        else:
            ending = data.get("ending", "")
            try:
                content = base64.b64decode(data.get("kept", ""), validate=True)
            except binascii.Error:
                content = b""
        if not content:
            self._refuse(_t("Choose a file"))
        if ending != "csv" and ending not in READERS:
            self._refuse(_t("Choose a file that ends in .csv, .xlsx, .json or .qdc"))
        kept = base64.b64encode(content).decode()
        self.again = {"kept": kept, "ending": ending, "encoding": data.get("encoding", "")}
        return content, ending

    def _refuse(self, sentence: str) -> None:
        raise forms.ValidationError({"file": sentence})
