"""Draws passages and the coding of contributions piece by piece: templates would take too long over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.defaultfilters import linebreaksbr, truncatewords
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation
from contributions.linking import pair_linker
from contributions.models import Contribution
from contributions.snippets import NOTHING, joined, numbered, safe, snippet
from moderation.codebook import CodedTheme
from moderation.coding import Coding, ShownPassage

FOLDER = "moderation/passages"
ADDRESSES = ("passage", "remove_passage", "carry_passage")
WORDS_SAID = 6  # of a passage, where it is named to a screen reader


def count_words(coding: Coding) -> str:
    """ "3 passages, 2 themes"."""
    passages, themes = len(coding.passages), coding.theme_count
    counted = ngettext("%(n)s passage", "%(n)s passages", passages) % {"n": passages}
    return f"{counted}, {ngettext('%(n)s theme', '%(n)s themes', themes) % {'n': themes}}"


class PassageRows:
    """One page's words and addresses, looked up once."""

    def __init__(self, request: HttpRequest, consultation: Consultation) -> None:
        self.request, self.consultation = request, consultation
        self.themes, self.as_whole = safe(_("Themes")), safe(_("Tagged as a whole"))
        self.change, self.remove = safe(_("Change themes")), safe(_("Remove passage"))
        self.of, self.place = safe(_("of “%(words)s”")), safe(_("in #%(number)s"))
        self.useful = _piece("useful", words=_("Useful as quote"))
        self._themes: dict[int, SafeString] = {}

    def coded(self, one: Contribution, html: SafeString, coding: Coding) -> SafeString:
        """The words with their marks, the themes of the whole, and the list of passages."""
        themes = joined(self._theme(theme) for _tagging, theme in coding.whole)
        return _piece(
            "voice",
            mod=" voice--marked" if coding.passages else "",
            language=one.language,
            html=html,
            whole=_piece("whole", label=self.as_whole, themes=themes) if themes else NOTHING,
            fold=self._fold(one, coding) if coding.passages or coding.earlier else NOTHING,
        )

    def _fold(self, one: Contribution, coding: Coding) -> SafeString:
        earlier = NOTHING
        if coding.earlier:
            words = _("The text changed. These passages stand in an earlier version of it:")
            rows = self.drawn(one, coding.earlier, revision=one.revision_id)
            earlier = _piece("earlier", words=words, passages=rows)
        return _piece(
            "fold",
            count=count_words(coding),
            place=numbered(self.place, one.number),
            passages=self.drawn(one, coding.passages) if coding.passages else NOTHING,
            earlier=earlier,
        )

    def drawn(
        self, one: Contribution, passages: Sequence[ShownPassage], *, revision: int | None = None
    ) -> SafeString:
        """The list that references of marks lead to; with the newest revision for those it left behind."""
        return _piece("rows", rows=joined(self._row(one, shown, revision) for shown in passages))

    def _row(self, one: Contribution, shown: ShownPassage, revision: int | None) -> SafeString:
        passage = shown.passage
        short = safe(truncatewords(passage.quote, WORDS_SAID))
        return _piece(
            "row",
            pk=passage.pk,
            language=one.language,
            quote=passage.quote,
            label=self.themes,
            themes=joined(self._theme(theme) for theme in shown.themes),
            useful=self.useful if passage.useful_as_quote else NOTHING,
            note=_piece("note", note=linebreaksbr(passage.memo)) if passage.memo else NOTHING,
            moved=self._moved(one, shown, revision, short),
            url=self._to["passage"](one.pk, passage.pk),
            remove_url=self._to["remove_passage"](one.pk, passage.pk),
            csrf=self.csrf,
            change=self.change,
            of=SafeString(self.of % {"words": short}),
            remove=self.remove,
            short=short,
        )

    def _moved(
        self, one: Contribution, shown: ShownPassage, revision: int | None, short: SafeString
    ) -> SafeString:
        if not shown.proposed:
            return _piece("gone", words=_("Its words are no longer in the text.")) if revision else NOTHING
        return _piece(
            "carry",
            url=self._to["carry_passage"](one.pk, shown.passage.pk),
            csrf=self.csrf,
            revision=revision or "",
            here=_("It seems to stand here now:"),
            language=one.language,
            proposed=shown.proposed,
            carry=_("Carry over"),
            short=short,
        )

    def _theme(self, theme: CodedTheme) -> SafeString:
        if theme.pk not in self._themes:
            self._themes[theme.pk] = _piece(
                "theme",
                hue=theme.hue,
                url=reverse("moderation:theme", args=[self.consultation.slug, theme.pk]),
                code=_piece("code", code=theme.code) if theme.code else NOTHING,
                name=theme.name,
            )
        return self._themes[theme.pk]

    @cached_property
    def _to(self) -> dict[str, Callable[[int, int], str]]:
        return {name: pair_linker(f"moderation:{name}") for name in ADDRESSES}

    @cached_property
    def csrf(self) -> SafeString:
        return _piece("csrf", token=get_token(self.request))


def _piece(name: str, /, **values: object) -> SafeString:
    return snippet(f"{FOLDER}/{name}", **values)
