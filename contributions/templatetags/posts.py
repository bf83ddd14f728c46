"""Draws the conversations of a page: markup that templates would take too long over."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.models import Contribution
from contributions.pages import Thread, ThreadPage
from contributions.snippets import NOTHING, joined, safe, snippet

register = template.Library()

POST = "contributions/_contribution.html"
ABOVE = "contributions/_room_above.html"


@register.simple_tag(takes_context=True)
def conversations(context: template.Context, page: ThreadPage) -> SafeString:
    """The lists of a page's threads, in that order under their questions; the last one is not closed."""
    drawn = []
    for place, thread in enumerate(page.threads):
        if not place or thread.begins_group or thread.is_first_new:
            with context.push(thread=thread, is_first=not place):
                drawn.append(context.template.engine.get_template(ABOVE).render(context))  # type: ignore[union-attr]
        drawn.append(conversation(context, thread))
    return joined(drawn)


@register.simple_tag(takes_context=True)
def conversation(context: template.Context, thread: Thread, unfolded: int = 0) -> SafeString:
    """What began a thread, and those of its replies that stand on the page, in order.

    The reply at the place `unfolded`, counted from 1, is the first that was not shown before.
    """
    replies = [
        snippet("reply", mark=_MARK if place == unfolded else NOTHING, post=_post(context, reply))
        for place, reply in enumerate(thread.replies, 1)
    ]
    shown = joined([_way(thread, "prev"), *replies, _folded(thread), _way(thread, "next")])
    return snippet(
        "thread",
        number=thread.root.number,
        post=_post(context, thread.root),
        replies=snippet("replies", replies=shown) if shown else NOTHING,
    )


_MARK = safe(" data-unfolded")


def _post(context: template.Context, one: Contribution) -> SafeString:
    """A contribution: as it was drawn, or by its template where floors above fill places in it."""
    if whole := vars(one)["post"].get("whole"):
        return whole  # type: ignore[no-any-return]
    with context.push(contribution=one):
        return context.template.engine.get_template(POST).render(context)  # type: ignore[union-attr]


def _way(thread: Thread, rel: str) -> SafeString:
    """The link to the replies before those on the page, or after them."""
    earlier = rel == "prev"
    place = thread.earlier if earlier else thread.later
    if not place:
        return NOTHING
    words, name = (_("Earlier replies"), "before") if earlier else (_("Later replies"), "after")
    root = thread.root.number
    return snippet("way", rel=rel, root=root, name=name, place=place, words=words, about=_about(root))


def _folded(thread: Thread) -> SafeString:
    if not thread.folded:
        return NOTHING
    said: dict[str, Any] = {"n": thread.folded}
    words = ngettext("Show %(n)s more reply", "Show %(n)s more replies", thread.folded) % said
    return snippet("folded", root=thread.root.number, words=words, about=_about(thread.root.number))


def _about(number: int) -> str:
    return _("to #%(number)s") % {"number": number}
