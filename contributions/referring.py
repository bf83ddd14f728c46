"""Reference cards: the address of a contribution on a line of its own tells whose words it leads to.

The words stay as they were typed: the card stands beside them in an element of its own, like a quotation, so
that places in the text still count the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultation.models import Membership
from consultation.texts import card
from contributions.bylines import byline
from contributions.models import Contribution, Visibility
from contributions.naming import SharedFacts, shared_facts

SITE = f'href="{settings.SITE_URL}/'
ALONE = re.compile(
    rf'<p((?: [a-z-]+="[^"]*")*)>(?=<a href="{re.escape(settings.SITE_URL)}(?:/[a-z-]{{2,7}})?'
    r'/contributions/([0-9]{1,15})/(?:#[^"]*)?"[^>]*>[^<]*</a></p>)'
)
MOST_CARDS = 20  # in one text
FIRST_WORDS = 20

type Cards = Mapping[int, str]


def named_in(html: str) -> list[int]:
    """The contributions whose addresses stand alone on a line, by their pks."""
    return [int(found[2]) for found in ALONE.finditer(html)][:MOST_CARDS] if SITE in html else []


def cards_of(pks: Collection[int], viewer: Membership | None, near: Contribution) -> Cards:
    """What stands on the card of each that is of the same consultation; one query if there are any."""
    if not pks:
        return {}
    related = Contribution.objects.shown().select_related("author__user", "revision")
    found = list(related.filter(pk__in=pks, room__consultation=near.room.consultation_id))
    shared = shared_facts(found)
    return {one.pk: _card(one, viewer, shared) for one in found}


def with_cards(html: str, cards: Cards) -> str:
    """Stored HTML as it is shown, each line that only names a contribution with its card."""

    def shown(line: re.Match[str]) -> str:
        told = cards.get(int(line[2]))
        return line[0] if told is None else f'<p class="quoted"{line[1]}>{card(told)}'

    return ALONE.sub(shown, html) if cards and SITE in html else html


def named_in_all(contributions: Sequence[Contribution]) -> set[int]:
    return {pk for one in contributions if one.revision for pk in named_in(one.revision.html)}


def _card(one: Contribution, viewer: Membership | None, shared: SharedFacts) -> str:
    """ "Isabel Quirós, #6: first words …", or what stands in the place of words that are gone."""
    if one.visibility == Visibility.HIDDEN:
        return escape(f"#{one.number}: {_('A moderator hid this contribution.')}")
    name = byline(one, viewer, shared).name
    if not one.is_visible or one.revision is None:
        return escape(f"#{one.number}: {_('%(name)s withdrew this contribution.') % {'name': name}}")
    words = escape(Truncator(" ".join(one.revision.plain.split())).words(FIRST_WORDS, truncate=" …"))
    return f"<bdi>{escape(name)}</bdi>, #{one.number}: <bdi>{words}</bdi>"
