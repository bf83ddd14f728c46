"""Two copies of one draft, told on the page: the one that was sent, and the one saved elsewhere meanwhile."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from consultation import texts
from consultation.http import MemberRequest
from consultation.templatetags.shell import moment
from contributions import drafts
from contributions.words import written


def told_of_other_copy(request: MemberRequest, form: Any, place: drafts.Place) -> bool:
    """Whether a valid form is held up because another copy of its draft was saved meanwhile.

    The form then tells of it, and sent again it is a decision for its own words. One query for a text that
    goes on from a draft, none for others.
    """
    copy = drafts.Copy(form.cleaned_data["text"], sequence=form.cleaned_data.get("sequence") or 0)
    other = drafts.other_copy(request.user, place, copy)  # type: ignore[arg-type]
    if other is None:
        return False
    sentence = _("There is another version of this text, from %(when)s. Both are kept until you choose.")
    form.add_error("text", sentence % {"when": moment(other.saved_at)})
    form.data = form.data.copy()
    form.data["sequence"] = str(other.sequence)
    form.other_copy = drafts.plain(other)
    return True


def take_other_copy(request: MemberRequest, sent: Any, fresh: Any, place: drafts.Place) -> None:
    """Fill a fresh form with the draft as it was saved elsewhere; the words that were sent stay beside it."""
    other = drafts.of(request.user, place).first()  # type: ignore[arg-type]
    if other is None:
        return
    text, is_rich = written(sent.data)
    fresh.set_aside = texts.to_source(text) if is_rich else text
    kept = drafts.initial(other)
    own = {"form_key", "parent", "naming", "quotable_by_name"}
    fresh.initial.update({name: value for name, value in kept.items() if name not in own})
