"""The demo's reports, written by the actions that the studio uses, on passages quoted word for word."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from consultation import outbox
from consultation.models import Membership, Outbox
from moderation import codebook
from moderation.models import Passage
from synthesis import building
from synthesis.actions.annex import set_annex
from synthesis.actions.builds import build_in_foreground
from synthesis.actions.figures import FigureWords, Photo, Place, add_figure
from synthesis.actions.insights import InsightWords, add_evidence, add_insight
from synthesis.actions.outline import report_of, start_from_codebook, write_section
from synthesis.actions.publishing import approve_and_publish, send_for_sign_off
from synthesis.demo.marking import find_words
from synthesis.demo.playing import Play
from synthesis.demo.reading import FOLDER
from synthesis.demo.report_reading import read_report
from synthesis.demo.responding import respond
from synthesis.demo.script import BadScriptError, Chapter, Picture, Point, Proof
from synthesis.headings import every, headings_of
from synthesis.models import Build, Insight, Report, Section, SignOff, Version
from synthesis.photos import cleaned_photo

PICTURES = FOLDER / "pictures"
EDITOR, APPROVER = "marta", "tomas"
READ_BEFORE = ("html",)
"""What the editor has built of the draft; the files for everybody follow when it is published."""


def report(play: Play) -> None:
    """Write the consultation's report and, where its texts say when, send and publish it. Mails nobody."""
    newest = Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    written = write_report(play)
    fields = play.script.fields
    if written is not None and "report_published" in fields:
        sent_at, published_at = (
            play.clock.at(fields[key], fields["time_zone"]) for key in ("report_sent", "report_published")
        )
        publish(play, written, sent_at=sent_at, published_at=published_at)
        respond(play, written)
    Outbox.objects.filter(pk__gt=newest).delete()


def publish(play: Play, written: Report, *, sent_at: datetime, published_at: datetime) -> Version:
    """Freeze the report, send it as its editor, publish it as its approver, and make its files.

    Raises BadScriptError where it cannot be built, NotReadyError where a check finds a fault in it.
    """
    editor, approver = play.members[EDITOR], play.members[APPROVER]
    draft = build_in_foreground(written, READ_BEFORE, now=timezone.now())
    version = building.frozen_version(_claimed(draft), at=sent_at)
    _work_off(draft)
    sent = send_for_sign_off(version, by=editor)
    approve_and_publish(version, by=approver, at=published_at)
    version.sign_offs.filter(pk=sent.pk).update(at=sent_at)
    version.sign_offs.filter(kind=SignOff.Kind.APPROVED).update(at=published_at)
    public = version.publications.get()
    _work_off(Build.objects.claim(public.pk, timezone.now()))
    return version


def _claimed(build: Build | None) -> Build:
    if build is None:
        raise BadScriptError("The report is being built by somebody else")
    return build


def _work_off(build: Build | None) -> None:
    claimed = _claimed(build)
    row = Outbox.objects.get(key=claimed.key)
    building.run(claimed, ended=partial(outbox.done, row.pk))
    claimed.refresh_from_db()
    if claimed.status != Build.Status.DONE:
        raise BadScriptError(f"The report could not be built. {claimed.reason}")


def write_report(play: Play) -> Report | None:
    """Write the report that lies beside the consultation's texts; None where none does.

    Raises BadScriptError where it names a heading or quotes words that are not there.
    """
    chapters = read_report(play.script.slug)
    if not chapters:
        return None
    editor = play.members[EDITOR]
    start_from_codebook(play.consultation, by=editor.user)
    report = report_of(play.consultation)
    set_annex(report, with_annex=play.script.fields.get("report_with_annex", True), by=editor)
    tops = headings_of(report, codebook.load(play.consultation))
    sections = {heading.number: heading.section for heading in every(tops)}
    for chapter in chapters:
        try:
            _write(chapter, sections[chapter.number], play, editor)
        except (KeyError, ValueError) as error:
            raise BadScriptError(f"{play.script.slug}, report, {chapter.number}: {error}") from error
    return report


def _write(chapter: Chapter, section: Section, play: Play, editor: Membership) -> None:
    write_section(section, chapter.title or section.title, chapter.lead, by=editor.user)
    for point in chapter.points:
        insight = _add(point, section, play, editor)
        if point.picture is not None:
            _place(point.picture, insight, editor)


def _add(point: Point, section: Section, play: Play, editor: Membership) -> Insight:
    insight = add_insight(section, InsightWords(point.lead_in, point.text), by=editor)
    for proof in point.proofs:
        add_evidence(insight, [_passage(proof, play)], by=editor, stance=proof.stance)
    return insight


def _passage(proof: Proof, play: Play) -> Passage:
    """The passage that the team highlighted there. Raises ValueError where these words are none."""
    revision = play.said[proof.room, proof.number].revision
    if revision is None:
        raise ValueError(f"#{proof.number} has no words")
    start, end = find_words(revision.plain, proof.words)
    passage = Passage.objects.standing().filter(revision=revision, start=start, end=end).first()
    if passage is None:
        raise ValueError(f'"{proof.words}" is no passage')
    return passage


def _place(picture: Picture, insight: Insight, editor: Membership) -> None:
    photo = Photo(*cleaned_photo((PICTURES / picture.name).read_bytes()))
    words = FigureWords(picture.caption, picture.credit, picture.alt)
    add_figure(Place(insight.section, insight), words, by=editor, photo=photo)
