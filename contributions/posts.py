"""Draws contributions for a page, piece by piece: markup that templates would take too long over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.bylines import Byline
from contributions.snippets import NOTHING, joined, numbered, safe, snippet

WORDS_PER_MINUTE = 200
KEPT = 5000
"""So many signatures are kept drawn: one that many pages show is drawn once."""


class Signature(NamedTuple):
    """The parts of a byline, drawn."""

    mod: SafeString
    initials: SafeString
    name: SafeString
    badge: SafeString
    note: SafeString
    facts: SafeString


def signature(signed: Byline) -> Signature:
    says = (signed.name, signed.url, signed.badge, signed.badge_kind, signed.initials, signed.note)
    return _signature(says, tuple(signed.facts))


@lru_cache(maxsize=KEPT)
def _signature(says: tuple[str, ...], facts: tuple[str, ...]) -> Signature:
    """All that it shows is in its arguments, so whoever may read them may be shown it."""
    name, url, badge, kind, initials, note = says
    return Signature(
        mod=safe(" initials--mod") if kind == "mod" else NOTHING,
        initials=safe(initials),
        name=snippet("name", url=url, name=name) if url else snippet("unlinked", name=name),
        badge=snippet("badge", kind=kind, words=badge) if badge else NOTHING,
        note=snippet("note", words=note) if note else NOTHING,
        facts=joined([snippet("fact", words=fact) for fact in facts]),
    )


class Drawing:
    """One page's words and addresses of icons, looked up once. `post` is what `display` knows of one."""

    def __init__(self) -> None:
        self.icons = safe(static("img/icons.svg"))
        self.reply, self.quote, self.link, self.more = (
            safe(words) for words in (_("Reply"), _("Quote"), _("Link"), _("More"))
        )
        self.in_reply_to, self.answers = safe(_("in reply to")), safe(_("Answers"))
        self.question, self.answering = _("Question %(number)s"), safe(_("show contributions answering it"))
        self.about, self.about_quote = _("to #%(number)s by %(name)s"), _("#%(number)s by %(name)s")
        self.about_number, self.about_more = safe(_("to #%(number)s")), safe(_("actions for #%(number)s"))
        self.new = snippet("new", words=_("New"))
        self.entered = snippet("fact", words=_("entered by the team"))
        self.copy, self.next = safe(_("Copy link")), safe(_("Next contribution"))
        self._drawn_chips: dict[tuple[str, ...], SafeString] = {}

    def opening(self, post: Mapping[str, Any]) -> SafeString:
        """The article up to its text."""
        if not post["shows_text"]:
            return snippet("stub", id=post["anchor"], **_some(post, "level", "url", "number"))
        signed = signature(post["byline"])
        if post["is_entered"]:
            signed = signed._replace(facts=joined([signed.facts, self.entered]))
        return snippet(
            "opening",
            kind="" if post["is_visible"] else " contribution--hidden",
            id=post["anchor"],
            next=snippet("next", id=post["next"], words=self.next) if post["next"] else NOTHING,
            to=self._to(post) if post["parent_url"] else NOTHING,
            new=self.new if post["is_new"] else NOTHING,
            iso=post["at"].isoformat(timespec="minutes"),
            at=post["at_words"],
            edited=snippet("edited", url=post["history_url"], words=post["edited"])
            if post["edited"]
            else NOTHING,
            language=snippet("language", code=post["language"], words=post["foreign"])
            if post["foreign"]
            else NOTHING,
            chips=self._chips(post["chips"]) if post["chips"] else NOTHING,
            level=post["level"],
            url=post["url"],
            number=post["number"],
            **signed._asdict(),
        )

    def _to(self, post: Mapping[str, Any]) -> SafeString:
        answered = snippet("answered", name=post["reply_to"].name) if post["reply_to"] else NOTHING
        where = {"url": post["parent_url"], "number": post["parent_number"]}
        return snippet("to", words=self.in_reply_to, name=answered, **where)

    def _chips(self, chips: Iterable[Mapping[str, Any]]) -> SafeString:
        return snippet("chips", words=self.answers, chips=joined([self._chip(chip) for chip in chips]))

    def _chip(self, chip: Mapping[str, Any]) -> SafeString:
        key = (chip["url"], chip["label"])
        if key not in self._drawn_chips:
            self._drawn_chips[key] = snippet(
                "chip",
                url=chip["url"],
                words=self.question % chip,
                label=snippet("label", words=chip["label"]) if chip["label"] else NOTHING,
                answering=self.answering,
            )
        return self._drawn_chips[key]

    def voice(self, post: Mapping[str, Any]) -> SafeString:
        """The words themselves."""
        return snippet("voice", **_some(post, "language", "body"))

    def rest(self, post: Mapping[str, Any]) -> SafeString:
        """Behind the beginning of a text, the way to all of it."""
        about = numbered(self.about_number, post["number"])
        return snippet("rest", url=post["url"], words=post["rest"], about=about)

    def actions(self, post: Mapping[str, Any], further: Iterable[Mapping[str, Any]]) -> SafeString:
        """The links that everyone sees under a contribution; those to write, where writing is possible.

        After them `further` ones: an address, an icon, words, and what says for whom they are.
        """
        number = post["number"]
        said = {"number": number, "name": post["byline"].name}
        link = self._action("link", post["url"], self.link, numbered(self.about_number, number))
        drawn = [link, *(self._from_above(one) for one in further)]
        if not post["can_reply"]:
            return joined(drawn)
        writing = snippet(
            "writing",
            icons=self.icons,
            reply_url=post["reply_url"],
            reply=self.reply,
            about=self.about % said,
            quote_url=post["quote_url"],
            quote=self.quote,
            about_quote=self.about_quote % said,
        )
        return joined([writing, *drawn])

    def _from_above(self, one: Mapping[str, Any]) -> SafeString:
        data = snippet("revision", number=one["revision"]) if one.get("revision") else NOTHING
        return self._action(one["icon"], one["url"], one["words"], one["about"], data)

    def _action(self, icon: str, url: str, words: str, about: str, data: SafeString = NOTHING) -> SafeString:
        return snippet("action", url=url, icon=icon, icons=self.icons, words=words, about=about, data=data)

    def more_actions(self, post: Mapping[str, Any], links: Iterable[Mapping[str, Any]]) -> SafeString:
        """What stands under "More"."""
        drawn = [
            snippet("press" if link.get("is_act") else "link", **_some(link, "url", "words"))
            for link in links
        ]
        about = numbered(self.about_more, post["number"])
        return snippet(
            "more", words=self.more, about=about, links=joined(drawn), url=post["url"], copy=self.copy
        )

    def whole(self, post: Mapping[str, Any]) -> SafeString:
        """All of it, where nothing but these pieces belongs to it."""
        return snippet("whole", **_some(post, "opening", "voice", "rest", "actions", "more"))


def _some(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}


def rest_words(words: int) -> str:
    """ "Read all 620 words (3 min)"."""
    minutes = max(round(words / WORDS_PER_MINUTE), 1)
    shown = {"minutes": minutes, "words": words}
    return (
        ngettext(
            "Read all %(words)s word (%(minutes)s min)", "Read all %(words)s words (%(minutes)s min)", words
        )
        % shown
    )
