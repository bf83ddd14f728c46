"""Draws contributions for a page, piece by piece: markup that templates would take too long over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contributions.bylines import Byline
from contributions.snippets import NOTHING, joined, snippet


class Drawing:
    """One page's words and addresses of icons, looked up once. `post` is what `display` knows of one."""

    def __init__(self) -> None:
        self.icons = static("img/icons.svg")
        self.reply, self.quote, self.link, self.more = _("Reply"), _("Quote"), _("Link"), _("More")
        self.in_reply_to, self.answers = _("in reply to"), _("Answers")
        self.question, self.answering = _("Question %(number)s"), _("show contributions answering it")
        self.about, self.about_quote = _("to #%(number)s by %(name)s"), _("#%(number)s by %(name)s")
        self.about_number, self.about_more = _("to #%(number)s"), _("actions for #%(number)s")
        self.new = snippet("new", words=_("New"))
        self.copy, self.next = _("Copy link"), _("Next contribution")

    def opening(self, post: Mapping[str, Any]) -> SafeString:
        """The article up to its text."""
        if not post["shows_text"]:
            return snippet("stub", id=post["anchor"], **_some(post, "level", "url", "number"))
        signed: Byline = post["byline"]
        return snippet(
            "opening",
            kind="" if post["is_visible"] else " contribution--hidden",
            id=post["anchor"],
            next=snippet("next", id=post["next"], words=self.next) if post["next"] else NOTHING,
            mod=" initials--mod" if signed.badge_kind == "mod" else "",
            initials=signed.initials,
            name=self.name(signed.name, signed.url),
            badge=snippet("badge", kind=signed.badge_kind, words=signed.badge) if signed.badge else NOTHING,
            to=self._to(post) if post["parent_url"] else NOTHING,
            new=self.new if post["is_new"] else NOTHING,
            note=snippet("note", words=signed.note) if signed.note else NOTHING,
            facts=joined([snippet("fact", words=fact) for fact in signed.facts]),
            at=snippet("at", iso=post["at"].isoformat(timespec="minutes"), words=post["at_words"]),
            edited=snippet("edited", url=post["history_url"], words=post["edited"])
            if post["edited"]
            else NOTHING,
            language=snippet("language", code=post["language"], words=post["foreign"])
            if post["foreign"]
            else NOTHING,
            chips=self._chips(post["chips"]) if post["chips"] else NOTHING,
            **_some(post, "level", "url", "number"),
        )

    def name(self, name: str, url: str) -> SafeString:
        return snippet("name", url=url, name=name) if url else snippet("unlinked", name=name)

    def _to(self, post: Mapping[str, Any]) -> SafeString:
        answered = snippet("answered", name=post["reply_to"].name) if post["reply_to"] else NOTHING
        where = {"url": post["parent_url"], "number": post["parent_number"]}
        return snippet("to", words=self.in_reply_to, name=answered, **where)

    def _chips(self, chips: Iterable[Mapping[str, Any]]) -> SafeString:
        drawn = [
            snippet(
                "chip",
                url=chip["url"],
                words=self.question % chip,
                label=snippet("label", words=chip["label"]) if chip["label"] else NOTHING,
                answering=self.answering,
            )
            for chip in chips
        ]
        return snippet("chips", words=self.answers, chips=joined(drawn))

    def voice(self, post: Mapping[str, Any]) -> SafeString:
        """The words themselves."""
        return snippet("voice", **_some(post, "language", "body"))

    def rest(self, post: Mapping[str, Any]) -> SafeString:
        """Behind the beginning of a text, the way to all of it."""
        about = self.about_number % post
        return snippet("rest", url=post["url"], words=post["rest"], about=about)

    def actions(self, post: Mapping[str, Any]) -> SafeString:
        """The links that everyone sees under a contribution; those to write, where writing is possible."""
        said = {"number": post["number"], "name": post["byline"].name}
        drawn = [self._action("link", post["url"], self.link, self.about_number % said)]
        if post["can_reply"]:
            about, about_quote = self.about % said, self.about_quote % said
            drawn = [
                self._action("reply", post["reply_url"], self.reply, about),
                self._action("quote", post["quote_url"], self.quote, about_quote),
                *drawn,
            ]
        return joined(drawn)

    def _action(self, icon: str, url: str, words: str, about: str) -> SafeString:
        return snippet("action", url=url, icon=icon, icons=self.icons, words=words, about=about)

    def more_actions(self, post: Mapping[str, Any], links: Iterable[Mapping[str, Any]]) -> SafeString:
        """What stands under "More"."""
        drawn = [
            snippet("press" if link.get("is_act") else "link", **_some(link, "url", "words"))
            for link in links
        ]
        about = self.about_more % post
        return snippet(
            "more", words=self.more, about=about, links=joined(drawn), url=post["url"], copy=self.copy
        )


def _some(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}
