"""The people of an import: members without an account, from the opening or from their first contribution."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation, Membership, Role
from contributions.actions import bind_waiting_mentions
from contributions.importing.account import Account, Verdict
from contributions.importing.rows import ImportFile, PersonRow
from rooms.models import Room


class People:
    """Gives each name of the file its membership, at the moment the person comes in.

    Nobody gains a person's words by signing up under a name: these memberships have no user, and the name in
    the file is their key.
    """

    def __init__(self, consultation: Consultation, room: Room, file: ImportFile, account: Account) -> None:
        self.consultation = consultation
        self.room = room
        self.rows = {person.name: person for person in file.people}
        self.writers = {row.author for row in file.contributions}
        self.account = account
        imported = Membership.objects.filter(consultation=consultation).exclude(import_key="")
        self.members = {member.import_key: member for member in imported}
        for name in self.rows:
            if name in self.members:
                account.add("person", name, Verdict.EXISTS)

    def join_from_the_opening(self) -> None:
        """Moderators, and those who say nothing but may be named by others."""
        opening = self.consultation.opens_at
        for person in self.rows.values():
            if opening is not None and (person.is_moderator or person.name not in self.writers):
                self._member(person, opening)

    def author(self, name: str, at: datetime) -> Membership:
        """Who wrote a contribution; they join at that moment if they were not there before."""
        return self._member(self.rows[name], at)

    def _member(self, person: PersonRow, at: datetime) -> Membership:
        known = self.members.get(person.name)
        if known is not None:
            return known
        member = Membership.objects.create(
            consultation=self.consultation,
            role=Role.MODERATOR if person.is_moderator else Role.PARTICIPANT,
            name=person.name,
            joined_at=at,
            import_key=person.name,
        )
        self.members[person.name] = member
        if person.is_moderator:
            self.room.moderators.add(member)
        bound = bind_waiting_mentions(member, at=at)
        self.account.add("person", person.name, Verdict.CREATE, self._note(person, bound))
        return member

    def _note(self, person: PersonRow, bound: int) -> str:
        words = [str(Role.MODERATOR.label).lower()] if person.is_moderator else []
        if person.name not in self.writers:
            words.append(_("says nothing"))
        if bound:
            words.append(ngettext("named %d time before", "named %d times before", bound) % bound)
        return ", ".join(words)
