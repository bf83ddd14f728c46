"""Makes contributions ready to be shown to one reader, in a constant number of queries per page.

What a template would work out again for each of them (addresses, icons, translated words) is worked out here
once for the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation import slots
from consultation.dates import Dates
from consultation.http import MemberRequest
from consultation.languages import OWN_NAMES
from consultation.permissions import Action, may
from consultation.texts import expand_mentions
from contributions.bylines import Byline, byline
from contributions.details import Details, details_of
from contributions.linking import linker
from contributions.models import Contribution, Naming, Visibility
from contributions.naming import shared_facts
from contributions.posts import Drawing, rest_words
from contributions.quoting import quotations_shown
from contributions.snippets import NOTHING, joined
from contributions.visits import Visit

UNNAMED = frozenset({Visibility.HIDDEN, Visibility.HELD})
FIRST_PARAGRAPH = re.compile(r"<p[ >].*?</p>\n?", re.DOTALL)
ACTIONS = "contribution.actions"
MORE = "contribution.more"
BODY = "contribution.body"
SLOTS = (BODY, ACTIONS, MORE, "contribution.stub")
LEVEL, LEVEL_BELOW_A_QUESTION = 3, 4
ALSO_ATTRIBUTES = ("byline", "body", "shows_text", "reply_to", "room_url", "parent_url", "can_reply")
NOBODY = Visit()


def dress(
    request: MemberRequest,
    contributions: Sequence[Contribution],
    *,
    visit: Visit = NOBODY,
    is_short: bool = False,
    is_room: bool = False,
) -> None:
    """Give each contribution its byline, body and what this reader may do with it, then fill the slots.

    What came after the `visit` is marked as new. Floors above add links under it, and under "More", by
    filling these slots with `links`: an address and words for each, of the former also an icon and words
    `about` what. The text they may replace: by a template, or where a context holds it `drawn`, by that.
    The room of each contribution must be loaded.
    """
    dresser = _Dresser(request, contributions, visit, is_short=is_short, is_room=is_room)
    for contribution in contributions:
        post = dresser.dressed(contribution)
        vars(contribution).update({name: post[name] for name in ALSO_ATTRIBUTES}, post=post)
    for slot in SLOTS:
        slots.prepare(request, slot, contributions)
    for contribution, after in zip_longest(contributions, contributions[1:]):
        vars(contribution)["post"].update(dresser.drawn(contribution, after))


class _Dresser:
    def __init__(
        self,
        request: MemberRequest,
        contributions: Sequence[Contribution],
        visit: Visit,
        *,
        is_short: bool,
        is_room: bool,
    ) -> None:
        self.request, self.viewer, self.visit = request, request.membership, visit
        self.is_short, self.is_room = is_short, is_room
        self.drawing, self.dates = Drawing(), Dates()
        self._to: dict[str, Callable[[int], str]] = {}
        self.sees_hidden = may(request.user, self.viewer, Action.CODE, request.consultation)
        self.takes_part = may(request.user, self.viewer, Action.TAKE_PART, request.consultation)
        self.details = details_of(contributions)
        parents = [one.parent for one in contributions if one.parent is not None]
        self.shared = shared_facts([*contributions, *parents])
        self.quotations = quotations_shown(contributions, self.viewer)
        self.numbers = {one.pk: one.number for one in contributions}

    def dressed(self, one: Contribution) -> dict[str, Any]:
        """Everything that the template shows of it."""
        signed, own = self._signed(one), one.is_by(self.viewer)
        details = self.details.get(one.pk) or Details()
        is_withdrawn = one.visibility == Visibility.WITHDRAWN  # nobody reads it any more
        shows_text = one.is_visible or (not is_withdrawn and (self.sees_hidden or own))
        can_reply = one.is_visible and self.writes and one.room.accepts_contributions
        post = {
            "byline": signed,
            "number": one.number,
            "anchor": self._anchor(one),
            "level": LEVEL_BELOW_A_QUESTION if "repeats_under" in vars(one) else LEVEL,
            "url": self.to("contribution", one.pk),
            "room_url": self._room_url(one),
            "shows_text": shows_text,
            "is_visible": one.is_visible,
            "is_withdrawn": is_withdrawn,
            "can_reply": can_reply,
            "reply_to": self._reply_to(one),
            "parent_url": self._parent_url(one),
            "parent_number": one.parent.number if one.parent is not None else None,
            "body": "",
        }
        if shows_text:
            post |= self._shown(one, details, own=own, can_reply=can_reply)
        return post

    def _shown(self, one: Contribution, details: Details, *, own: bool, can_reply: bool) -> dict[str, Any]:
        """What is told of one whose text is shown."""
        at = timezone.localtime(one.created_at)
        is_foreign = one.language != self.request.consultation.language
        edited = self._edited(one, details)
        return {
            "is_held": one.visibility == Visibility.HELD,
            "is_new": self.visit.is_new(one.number) and one.is_visible and not own,
            "at": at,
            "at_words": self.dates.moment(at),
            "chips": self._chips(one, details),
            "files": self._files(one, details),
            "edited": edited,
            "is_entered": one.entered_by_id is not None,
            "history_url": self.to("history", one.pk) if edited else "",
            "language": one.language,
            "foreign": OWN_NAMES.get(one.language, one.language) if is_foreign else "",
            "reply_url": self.to("reply", one.pk) if can_reply else "",
            "quote_url": self.to("quote", one.pk) if can_reply else "",
            **self._body(one, details),
        }

    def drawn(self, one: Contribution, after: Contribution | None) -> dict[str, Any]:
        """Its markup, around what the slots have for it."""
        post = vars(one)["post"]
        post["next"] = vars(after)["post"]["anchor"] if after is not None else ""
        drawn: dict[str, Any] = {"opening": self.drawing.opening(post)}
        if not post["shows_text"]:
            return drawn
        links, above = self._more(one), slots.filled(self.request, BODY, one)
        is_marked = any("drawn" not in context for _template, context in above)
        drawn_above = joined(context["drawn"] for _template, context in above if not is_marked)
        drawn |= {
            "is_marked": is_marked,
            "voice": drawn_above or (NOTHING if is_marked else self.drawing.voice(post)),
            "rest": self.drawing.rest(post) if post["rest"] else NOTHING,
            "actions": self.drawing.actions(post, self._from_above(ACTIONS, one)),
            "more": self.drawing.more_actions(post, links) if links else NOTHING,
        }
        if one.is_visible and not is_marked and not post["files"]:
            drawn["whole"] = self.drawing.whole(drawn)
        return drawn

    @cached_property
    def writes(self) -> bool:
        """Whether writing controls are shown: also to those who would have to sign in first."""
        request = self.request
        if not request.user.is_authenticated:
            return request.consultation.is_open
        return may(request.user, self.viewer, Action.CONTRIBUTE, request.consultation)

    def to(self, name: str, pk: int) -> str:
        """The address of a page about one contribution."""
        if name not in self._to:
            self._to[name] = linker(f"contributions:{name}")
        return self._to[name](pk)

    def _anchor(self, one: Contribution) -> str:
        """The id of its place: a second one, under another question, has its own."""
        question = vars(one).get("repeats_under", 0)
        return f"q{question}-c{one.number}" if question else f"c{one.number}"

    def _reply_to(self, one: Contribution) -> Byline | None:
        """Whom a reply answers; nobody where a moderator hid the answered contribution."""
        parent = one.parent
        if parent is None or (parent.visibility in UNNAMED and not self.sees_hidden):
            return None
        return self._signed(parent)

    def _signed(self, one: Contribution) -> Byline:
        """The byline; worked out once for all that one author signed alike on the page."""
        key = (one.author_id, one.as_team) if one.naming == Naming.NAMED else (one.pk,)
        if key not in self._bylines:
            self._bylines[key] = byline(one, self.viewer, self.shared)
        return self._bylines[key]

    @cached_property
    def _bylines(self) -> dict[tuple[int, ...], Byline]:
        return {}

    def _parent_url(self, one: Contribution) -> str:
        """Where "in reply to #7" leads: down or up this page when #7 stands on it, else to its own page."""
        if one.parent_id is None:
            return ""
        number = self.numbers.get(one.parent_id)
        return f"#c{number}" if number else self.to("contribution", one.parent_id)

    def _room_url(self, one: Contribution) -> str:
        if one.room_id not in self._rooms:
            where = [one.room.consultation.slug, one.room.slug]
            self._rooms[one.room_id] = reverse("contributions:room", args=where)
        return self._rooms[one.room_id]

    @cached_property
    def _rooms(self) -> dict[int, str]:
        return {}

    def _chips(self, one: Contribution, details: Details) -> list[dict[str, str]]:
        return [
            {
                "url": f"{self._room_url(one)}?q={question['number']}",
                **question,
            }
            for question in details.questions
        ]

    def _files(self, one: Contribution, details: Details) -> list[dict[str, Any]]:
        """The files sent with it; pictures are shown as such but to those who save data."""
        saves_data = self.request.headers.get("Save-Data") == "on"
        return [
            file
            | {
                "url": reverse("contributions:file", args=[one.pk, file["guid"], file["name"]]),
                "words": file["title"] or file["name"],
                "kind": file["name"].rpartition(".")[2].upper(),
                "alt": "" if file["is_decoration"] else file["alt"],
                "is_shown": file["content_type"].startswith("image/") and not saves_data,
            }
            for file in details.files
        ]

    def _edited(self, one: Contribution, details: Details) -> str:
        revision = one.revision
        if revision is None or revision.number == 1:
            return ""
        if details.replied_at is not None and details.replied_at < revision.created_at:
            return _("edited after a reply")
        day = self.dates.day_of_month(timezone.localtime(revision.created_at))
        return _("edited %(day)s") % {"day": day}

    def _body(self, one: Contribution, details: Details) -> dict[str, Any]:
        """The words, sanitised when they were stored; in the short view their first paragraph."""
        if one.revision is None:
            return {"body": "", "rest": ""}
        html, rest = one.revision.html, ""
        if self.is_short and (first := FIRST_PARAGRAPH.search(html)) and len(first[0]) < len(html):
            html, rest = first[0], rest_words(one.words)
        html = self.quotations(one.revision_id, html)  # type: ignore[arg-type]
        if details.mentions:
            links = details.mention_links(viewer_is_member=self.request.user.is_authenticated)
        else:
            links = _nobody
        return {"body": SafeString(expand_mentions(html, links)), "rest": rest}

    def _more(self, one: Contribution) -> list[dict[str, Any]]:
        """The links under "More": those of this floor, then those of floors above."""
        links: list[dict[str, Any]] = []
        if one.revision is not None and one.revision.number > 1:
            links.append({"url": self.to("history", one.pk), "words": self.words["history"]})
        if self.takes_part and self.is_room and one.is_visible:
            links.append({"url": self.to("follow", one.pk), "words": self.words["follow"], "is_act": True})
        if self.takes_part and one.is_by(self.viewer) and one.visibility != Visibility.WITHDRAWN:
            own = ("edit", "withdraw") if one.as_team else ("edit", "withdraw", "name")
            links += [{"url": self.to(name, one.pk), "words": self.words[name]} for name in own]
        if reveal := vars(one)["byline"].reveal_url:
            links.append({"url": reveal, "words": self.words["author"]})
        return links + self._from_above(MORE, one)

    def _from_above(self, slot: str, one: Contribution) -> list[dict[str, Any]]:
        above = slots.filled(self.request, slot, one)
        return [link for _template, context in above for link in context["links"]]

    @cached_property
    def words(self) -> dict[str, str]:
        return {
            "history": _("History of edits"),
            "follow": _("Follow replies"),
            "edit": _("Edit"),
            "withdraw": _("Withdraw"),
            "name": _("Change how it is signed"),
            "author": _("Show who wrote this"),
        }


def _nobody(_position: int) -> None:
    return None
