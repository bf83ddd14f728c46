"""After publication: withdrawing a version, and taking out of all of them what was taken back since.

The rows of what was done stand outside the versions; they lose the same words and names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation import outbox
from consultation.audit import record
from consultation.models import Consultation, Membership
from contributions.bylines import report_byline
from contributions.models import Contribution, Naming
from contributions.naming import shared_facts_of
from synthesis import shelf
from synthesis.actions.builds import BUILD
from synthesis.actions.publishing import NotReadyError, next_number
from synthesis.checks.lexicon import bare
from synthesis.checks.quoted import quotations, typed_in
from synthesis.formats import FORMATS
from synthesis.ledger import ledger_now
from synthesis.models import Build, Report, Response, ResponseChange, Version
from synthesis.models.response import WRITTEN
from synthesis.public.making import contribution_of
from synthesis.redaction import (
    LEFT_OUT,
    Tainted,
    Voice,
    lines_in,
    redacted,
    signed_anew,
    signs,
    tainted_in,
    without,
)
from synthesis.snapshot import checksum, figures_now
from synthesis.snapshot_types import Snapshot
from synthesis.taken_back import taken_back
from synthesis.wording.names import signatures_in

REDACT = "report.redact"
FILES = "report.files"


class BusyError(Exception):
    """A build is running: its turn comes first."""


@transaction.atomic
def withdraw_version(version: Version, *, note: str, by: Membership) -> None:
    """Take a published version back: its address stays and tells why, its files go. Raises NotReadyError."""
    Report.objects.select_for_update().get(pk=version.report_id)
    version.refresh_from_db(fields=["published_at", "withdrawn_at"])
    if not version.is_published or version.withdrawn_at is not None:
        raise NotReadyError(_("Only a published version can be withdrawn, and only once."))
    if not note:
        raise NotReadyError(_("Say why it is withdrawn. Everybody reads this at its address."))
    _withdraw(version, note)
    consultation = version.report.consultation
    after = {"number": version.number, "checksum": version.checksum}
    record("report.withdrawn", version, actor=by.user, consultation=consultation, after=after, reason=note)


def _withdraw(version: Version, note: str) -> None:
    version.withdrawn_at, version.withdrawn_note = timezone.now(), note
    version.save(update_fields=["withdrawn_at", "withdrawn_note"])
    for file in version.files.all():
        shelf.drop(file.path)


@transaction.atomic
def redact(consultation: Consultation) -> Version | None:
    """Look through every version and row for what was taken back since; do nothing where there is none.

    A version that holds such words is withdrawn with a dated note, its files are removed and the words leave
    its snapshot; its number and checksum stay. Where it was the current one, a new version without them
    takes its place at once. Gives that one.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("consultation")
    found = report.filter(consultation=consultation).first()
    if found is None:
        return None
    versions = list(found.versions.order_by("published_at", "pk"))
    voices = _voices(found, versions)
    standing = [one for one in versions if one.is_published and one.withdrawn_at is None]
    current = max(standing, key=lambda one: (one.published_at, one.pk), default=None)
    typed = {one.pk: typed_in(one.snapshot) for one in versions}
    rows = list(found.responses.all())
    quoted = [*typed.values(), *({bare(one): one for one in quotations_in(row)} for row in rows)]
    lost = taken_back(consultation, {key: quote for one in quoted for key, quote in one.items()})
    taints = {one.pk: tainted_in(one.snapshot, voices) for one in versions}
    names = _names(found, versions, taints.values(), voices)
    made = None
    for version in versions:
        tainted = taints[version.pk]
        tainted.typed = set(typed[version.pk]) & set(lost)
        if not version.is_published:  # a draft is built anew where words were edited
            tainted.unsaid.clear()
            tainted.typed = {quote for quote in tainted.typed if lost[quote]}
        if not tainted:
            continue
        clean = redacted(version.snapshot, tainted, voices)
        if version == current:
            made = _new_version(found, version, clean)
        _replace(found, version, clean)
    for row in rows:
        _clear(row, list(lost), names, found)
    return made


def quotations_in(row: Response) -> list[str]:
    """All that editors quote in it."""
    return [quote for words in row.words.values() for quote in quotations(words)]


def _names(
    report: Report, versions: Sequence[Version], taints: Iterable[Tainted], voices: Mapping[int, Voice]
) -> dict[str, str]:
    """Names in the signatures of what is gone or signed otherwise now, and what stands for each of them.

    Never another name. A name stays where somebody still signs other words with it, and so does a longer one
    that holds it. Signatures of the platform and organisations are nobody's name.
    """
    wanted = {pk for one in taints for pk in (*one.gone, *one.renamed)}
    if not wanted:
        return {}
    said = Contribution.objects.select_related("author").in_bulk(wanted)
    signed = {voice.name for voice in voices.values()}
    unnamed = {name for one in versions for name in signatures_in(one.snapshot["language"])}
    unnamed |= signatures_in(report.consultation.language)
    members = Membership.objects.filter(consultation=report.consultation)
    stays = signed | unnamed | set(members.values_list("organisation", flat=True))
    names: dict[str, str] = {}
    for line in (line for version in versions for line in lines_in(version.snapshot)):
        pk = contribution_of(line["url"])[0]
        name = _name_in(line["byline"], said[pk]) if pk in said else ""
        if name and name not in stays:
            now = voices[pk].name if pk in voices else LEFT_OUT
            names[name] = now if now in unnamed else LEFT_OUT
    return names | {longer: longer for longer in stays if any(name in longer for name in names)}


def _name_in(line: str, said: Contribution) -> str:
    """The name that this signature gave, as far as one can tell by now; empty where it gave none."""
    name = said.author.name
    if name and signs(line, name):
        return name
    was_named = said.naming == Naming.NAMED and said.quotable_by_name
    return line.partition(", ")[0] if was_named else ""


def _clear(row: Response, removed: Sequence[str], names: Mapping[str, str], report: Report) -> None:
    """Take these words and names out of the row, be it public, the team's or removed."""
    changed = {
        name: clean
        for name, words in row.words.items()
        if (clean := signed_anew(without(words, removed), names)) != words
    }
    if not changed:
        return
    for name, words in changed.items():
        setattr(row, name, words[: WRITTEN[name]])
    row.save(update_fields=list(changed))
    if row.is_public:
        ResponseChange.objects.create(response=row, before=row.status, after=row.status)
    facts = {"fields": sorted(changed)}
    record("response.redacted", row, actor=None, consultation=report.consultation, after=facts)


def _voices(report: Report, versions: Iterable[Version]) -> dict[int, Voice]:
    """The contributions in any version that are still shown."""
    named = {contribution_of(line["url"])[0] for one in versions for line in lines_in(one.snapshot)}
    consultation = report.consultation
    shown = Contribution.objects.counted().of(consultation).filter(pk__in=named)
    shared = shared_facts_of(consultation)
    with translation.override(consultation.language):
        return {
            one.pk: Voice(
                one.author_id,
                str(one.author.country or ""),
                one.as_team,
                (signed := report_byline(one, shared)).line,
                str(signed.name),
                one.revision.plain if one.revision else "",
            )
            for one in shown.select_related("author__user", "room", "revision")
        }


def _new_version(report: Report, old: Version, clean: Snapshot) -> Version:
    """What is left of the version, under the next number, published now; the worker makes its files."""
    now = timezone.now()
    consultation = report.consultation
    with translation.override(consultation.language):
        day = date_format(timezone.localtime(now, consultation.zone), "DATE_FORMAT")
        changes = _("%(day)s: what a contributor or a moderator took back since was left out.") % {"day": day}
        draft = report.take_draft_number()
        figures = figures_now(consultation, clean["period"], now)
        clean = {**clean, "figures": figures, "ledger": ledger_now(report)}
        clean["version"] = {
            **clean["version"],
            "frozen_at": now.isoformat(),
            "label": _("Draft %(number)s") % {"number": draft},
        }
    made = Version.objects.create(
        report=report,
        draft=draft,
        snapshot=clean,
        checksum=checksum(clean),
        frozen_at=now,
        number=next_number(report),
        published_at=now,
        changes=changes,
        recount={"ledger": clean["ledger"]},
    )
    facts = {"draft": draft, "checksum": made.checksum, "number": made.number, "instead_of": old.number}
    record("report.published", made, actor=None, consultation=consultation, after=facts)
    outbox.put(FILES, f"files:{made.pk}", {"version": made.pk})
    return made


def _replace(report: Report, version: Version, clean: Snapshot) -> None:
    """Withdraw it and keep of its words only what may stay. A draft loses its files, too."""
    consultation = report.consultation
    with translation.override(consultation.language):
        note = _("It held words or a name that were taken back since.")
    if version.withdrawn_at is None:
        _withdraw(version, note)
    version.snapshot = clean
    version.save(update_fields=["snapshot"])
    if not version.is_published:
        version.files.all().delete()
    facts = {"draft": version.draft, "number": version.number, "checksum": version.checksum}
    record("report.redacted", version, actor=None, consultation=consultation, after=facts)


@transaction.atomic
def make_files(version: Version) -> Build | None:
    """Have the files of a version made that the system published. Raises BusyError while a build runs."""
    report = Report.objects.select_for_update().get(pk=version.report_id)
    if version.withdrawn_at is not None or version.publications.exists():
        return None
    if Build.objects.unfinished().filter(report=report).exists():
        raise BusyError(report.pk)
    build = Build.objects.create(report=report, formats=list(FORMATS), publishes=version)
    outbox.put(BUILD, build.key, {"build": build.pk})
    return build
