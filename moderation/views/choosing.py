from __future__ import annotations

from consultation.http import MemberRequest
from moderation.actions.codebook import theme_named
from moderation.forms.coding import ThemesForm
from moderation.guards import actor_of, theme_in
from moderation.models import Theme


def chosen_themes(request: MemberRequest, form: ThemesForm) -> list[Theme]:
    """The rows of the themes ticked, and of the new one, which is made. Call it in the act's transaction."""
    themes = [form.codebook.rows[pk] for pk in form.chosen]
    if name := form.cleaned_data["new_theme"]:
        under = form.cleaned_data.get("under")
        parent = theme_in(request.consultation, under) if under else None
        themes.append(theme_named(request.consultation, name, parent=parent, by=actor_of(request)))
    return themes
