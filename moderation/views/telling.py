"""Sentences after an act of coding, with a button that undoes it where one can."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from consultation.http import MemberRequest
from contributions.models import Contribution
from moderation import codebook as codebooks
from moderation.actions.importing import Imported
from moderation.codebook import Codebook
from moderation.models import Tagging

TAKE_BACK = "take-back"
PUT_BACK = "put-back"


def tell(
    request: MemberRequest,
    sentence: str,
    contribution: Contribution | None = None,
    taggings: Sequence[Tagging] = (),
    how: str = TAKE_BACK,
) -> None:
    """Say it on the next page; with taggings, a button there takes them back, or puts them back."""
    if not taggings:
        messages.success(request, sentence)
        return
    context = {"sentence": sentence, "contribution": contribution, "taggings": taggings, "how": how}
    context["csrf_token"] = get_token(request)  # all that this sentence needs of the request
    messages.success(request, render_to_string("moderation/_undo.html", context))


def themes_of(
    contribution: Contribution, taggings: Sequence[Tagging], codebook: Codebook | None = None
) -> str:
    """ "3.5 Climate justice, 3.3 Justice close to home": the themes of these taggings, each once.

    A codebook read before is asked unless one of them was made since.
    """
    if not taggings:
        return ""
    if codebook is None or not {tagging.theme_id for tagging in taggings} <= codebook.by_pk.keys():
        codebook = codebooks.load(contribution.room.consultation)
    return ", ".join(dict.fromkeys(codebook.by_pk[tagging.theme_id].label for tagging in taggings))


def imported(done: Imported) -> str:
    """What the themes of a file or template became here."""
    words = {"added": done.added, "changed": done.changed, "kept": done.kept}
    return _("Imported. Themes added: %(added)s. Changed: %(changed)s. As they were: %(kept)s.") % words
