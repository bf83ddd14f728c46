"""Bringing a summary that was written elsewhere into a consultation's report, by the studio's own actions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy

from consultation.models import Consultation, Membership, Role
from contributions.importing.account import Account, Verdict
from contributions.importing.rows import UnfitFileError
from synthesis.actions.figures import FigureWords, Place, add_figure
from synthesis.actions.insights import InsightWords, add_insight, words_of
from synthesis.actions.objective import write_objective
from synthesis.actions.outline import add_section, report_of
from synthesis.actions.outside import OutsideWords, add_outside
from synthesis.importing import InsightRow, PartRow, PhotoRow, Summary, ThemeRow
from synthesis.models import OutsideNote, Report, Section

SOURCE = gettext_lazy("From a summary that was published before")
SHOWN = 60  # characters of an insight in the account


def import_report(summary: Summary, consultation: Consultation, *, write: bool = False) -> Account:
    """Write what the summary says into the consultation's report.

    Without `write`, or when a row is refused, all is done and taken back, so that the account is exact.
    Raises UnfitFileError when nobody of the consultation's team may write its report.
    """
    editor = Membership.objects.filter(consultation=consultation, role=Role.EDITOR).order_by("pk").first()
    if editor is None or editor.user is None:
        raise UnfitFileError("The consultation has no editor in whose name the report could be written.")
    account = Account(slug=consultation.slug)
    with transaction.atomic():
        _Importing(consultation, editor, account, summary).bring_in()
        account.written = write and not account.has(Verdict.REFUSED)
        transaction.set_rollback(not account.written)
    return account


class _Importing:
    """One run. A part, heading or insight that stands with the same words is left as it is."""

    def __init__(
        self, consultation: Consultation, editor: Membership, account: Account, summary: Summary
    ) -> None:
        self.consultation = consultation
        self.editor = editor
        self.account = account
        self.summary = summary
        self.report: Report = report_of(consultation)

    def bring_in(self) -> None:
        notes = self.summary.notes
        objective = "\n\n".join(notes.marked(paragraph) for paragraph in self.summary.objective)
        if objective:
            is_new = write_objective(self.report, objective, by=self.editor)
            self._tell("objective", "", is_new=is_new)
        headings = [list(self._part(part)) for part in self.summary.parts]
        self._figures([part for part in headings if part])
        self._notes()
        if self.summary.has_cover:
            self.account.add("cover", "", Verdict.EXISTS, "the file lacks the picture")

    def _part(self, row: PartRow) -> Iterator[Section]:
        part = self._section(row.title, None)
        for theme in row.themes:
            yield self._heading(theme, part)

    def _heading(self, row: ThemeRow, part: Section) -> Section:
        heading = self._section(row.title, part)
        standing = [_words(words_of(insight)) for insight in heading.insights.all()]
        rows = [(one, _typed(one, self.summary)) for one in row.insights]
        foreign = [words for words in standing if words not in [_words(typed) for _row, typed in rows]]
        for one, typed in rows:
            label = (one.lead_in or one.text)[:SHOWN]
            if _words(typed) in standing:
                self._tell("insight", label, is_new=False)
            elif foreign:
                reason = f"“{row.title}” holds insights that are not in the file."
                self.account.add("insight", label, Verdict.REFUSED, reason)
            else:
                insight = add_insight(heading, typed, by=self.editor)
                add_outside(insight, OutsideWords(str(SOURCE), OutsideNote.Kind.DOCUMENT), by=self.editor)
                self._tell("insight", label, is_new=True)
        return heading

    def _section(self, title: str, parent: Section | None) -> Section:
        kind = "heading" if parent else "part"
        section = self.report.sections.filter(parent=parent, title=title, kind=kind).first()
        self._tell(kind, title, is_new=section is None)
        if section is not None:
            return section
        return add_section(
            self.consultation, title, parent=parent, is_part=parent is None, by=self.editor.user
        )

    def _figures(self, parts: list[list[Section]]) -> None:
        """Each photo at the end of the first heading of a part, in their order; the rest with the last."""
        for place, photo in enumerate(self.summary.photos):
            if not parts:
                self.account.add("figure", photo.caption, Verdict.REFUSED, "There is no heading for it.")
                continue
            self._figure(photo, parts[min(place, len(parts) - 1)][0])

    def _figure(self, photo: PhotoRow, heading: Section) -> None:
        standing = self.report.figures.filter(caption=photo.caption, credit=photo.credit).exists()
        if not standing:
            add_figure(Place(heading), FigureWords(photo.caption, photo.credit), by=self.editor)
        self._tell("figure", photo.caption or photo.credit, is_new=not standing, note="without a picture")

    def _notes(self) -> None:
        notes = self.summary.notes
        for place, text in enumerate(notes.texts):
            if place not in notes.taken:
                reason = "No footnote mark in the text speaks of it."
                self.account.add("note", text[:SHOWN], Verdict.REFUSED, reason)
        for name in notes.dangling:
            self.account.add("mark", name, Verdict.EXISTS, "its note does not exist")

    def _tell(self, kind: str, label: str, *, is_new: bool, note: str = "") -> None:
        self.account.add(kind, label, Verdict.CREATE if is_new else Verdict.EXISTS, note)


def _typed(row: InsightRow, summary: Summary) -> InsightWords:
    notes = summary.notes
    return InsightWords(notes.marked(row.lead_in), notes.marked(row.text))


def _words(typed: InsightWords) -> tuple[str, str]:
    return typed.lead_in, typed.text
