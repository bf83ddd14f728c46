"""Writing what an import file says, in one transaction. Nobody is told."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultation.audit import record
from consultation.models import Consultation, DateChange, Membership, Role, User
from contributions.importing.account import Account, Verdict
from contributions.importing.people import People
from contributions.importing.posting import post_rows
from contributions.importing.rows import CONTRIBUTION, ImportFile, UnfitFileError
from contributions.importing.threads import Threads
from rooms.models import GuidingQuestion, Room

CITY = "New York"
ZONE = "America/New_York"
LAST_MINUTE = time(23, 59)
REASON = "as imported"
LONGEST_SLUG = 60


def import_consultation(file: ImportFile, *, editor: str, slug: str = "", write: bool = False) -> Account:
    """Bring in a consultation with one room; `editor` is the address of the person who will look after it.

    Without `write`, or when a row is refused, all is done and taken back, so that the account is exact.
    Raises UnfitFileError when the consultation cannot be brought in at all.
    """
    account = Account(slug=slug or _slug(file.title, "consultation"))
    threads = _check(file, account)
    account.written = write and not account.has(Verdict.REFUSED)
    with transaction.atomic():
        consultation = _consultation(file, account)
        user = _editor(consultation, editor, account)
        _extension(consultation, file, user, account)
        room = _room(consultation, file, account)
        people = People(consultation, room, file, account)
        people.join_from_the_opening()
        post_rows(room, threads.usable, people, account)
        _settle(consultation, user, account)
        transaction.set_rollback(not account.written)
    return account


def _check(file: ImportFile, account: Account) -> Threads:
    threads = Threads(
        file.contributions,
        authors={person.name for person in file.people},
        opens_at=_opening(file),
        refused_keys={refusal.label for refusal in file.refusals if refusal.kind == CONTRIBUTION},
    )
    for refusal in (*file.refusals, *threads.refusals):
        account.add(refusal.kind, refusal.label, Verdict.REFUSED, refusal.reason)
    return threads


def _opening(file: ImportFile) -> datetime:
    return datetime.combine(file.opens_on, time.min, ZoneInfo(ZONE))


def _consultation(file: ImportFile, account: Account) -> Consultation:
    existing = Consultation.objects.filter(slug=account.slug).first()
    if existing is not None:
        if not existing.rooms.exclude(import_key="").exists():
            raise UnfitFileError(
                _('A consultation with the address "%(slug)s" exists and was not imported. Choose another.')
                % {"slug": account.slug}
            )
        account.add("consultation", account.slug, Verdict.EXISTS)
        return existing
    made = Consultation.objects.create(
        slug=account.slug,
        title=file.title,
        objective=file.objective,
        outcome=file.outcome,
        organiser=file.organiser,
        languages=["en"],
        opens_at=_opening(file),
        closes_at=datetime.combine(file.last_day, LAST_MINUTE, ZoneInfo(ZONE)),
        city=CITY,
        time_zone=ZONE,
    )
    days = _("%(first)s to %(last)s, %(city)s time") % {
        "first": file.opens_on,
        "last": file.last_day,
        "city": CITY,
    }
    account.add("consultation", account.slug, Verdict.CREATE, days)
    return made


def _extension(consultation: Consultation, file: ImportFile, user: User, account: Account) -> None:
    if file.extended_to is None:
        return
    closing = datetime.combine(file.closes_on, LAST_MINUTE, ZoneInfo(ZONE))
    _made, is_new = DateChange.objects.get_or_create(
        consultation=consultation,
        old_closes_at=closing,
        new_closes_at=datetime.combine(file.extended_to, LAST_MINUTE, ZoneInfo(ZONE)),
        defaults={"reason": REASON, "actor": user, "at": closing},
    )
    label = _("from %(old)s to %(new)s") % {"old": file.closes_on, "new": file.extended_to}
    account.add("extension", label, Verdict.CREATE if is_new else Verdict.EXISTS)


def _editor(consultation: Consultation, address: str, account: Account) -> User:
    """The person with this address, made if unknown, in an editor's place. A place they have stays."""
    user = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
    membership = Membership.objects.filter(consultation=consultation, user=user).first()
    if membership is None:
        Membership.of(user, consultation, Role.EDITOR).save()
        account.add("editor", user.email, Verdict.CREATE)
    else:
        note = "" if membership.role == Role.EDITOR else str(Role(membership.role).label)
        account.add("editor", user.email, Verdict.EXISTS, note)
    return user


def _room(consultation: Consultation, file: ImportFile, account: Account) -> Room:
    slug = _slug(file.room_title, "room")
    room = Room.objects.filter(consultation=consultation, slug=slug).first()
    if room is not None and not room.import_key:
        raise UnfitFileError(
            _('A room with the address "%(slug)s" exists and was not imported.') % {"slug": slug}
        )
    account.add("room", slug, Verdict.EXISTS if room else Verdict.CREATE)
    if room is None:
        room = Room.objects.create(
            consultation=consultation,
            slug=slug,
            import_key=slug,
            title=file.room_title,
            welcome=file.room_welcome,
            position=Room.objects.filter(consultation=consultation).count() + 1,
        )
    room.consultation = consultation
    for number, text in enumerate(file.questions, start=1):
        _made, is_new = GuidingQuestion.objects.get_or_create(
            room=room, number=number, defaults={"text": text}
        )
        account.add("question", str(number), Verdict.CREATE if is_new else Verdict.EXISTS)
    return room


def _settle(consultation: Consultation, user: User, account: Account) -> None:
    """Put what was made on record. An import that makes nothing leaves no line."""
    if not account.has(Verdict.CREATE):
        return
    if not consultation.is_draft:
        raise UnfitFileError(
            _('The consultation "%(slug)s" is published, and the file holds rows that it lacks.')
            % {"slug": consultation.slug}
        )
    made = account.count(Verdict.CREATE)
    record("consultation.imported", consultation, actor=user, consultation=consultation, after=made)


def _slug(title: str, otherwise: str) -> str:
    """An address from a title, cut after a whole word; `otherwise` where no Latin letter is left."""
    slug = slugify(title) or otherwise
    if len(slug) > LONGEST_SLUG:
        head = slug[: LONGEST_SLUG + 1]
        slug = head.rpartition("-")[0] or head[:LONGEST_SLUG]
    return slug.strip("-_")
