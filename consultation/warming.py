"""What a server makes on the way to its first answers, made before them: addresses and templates."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse


def warm() -> None:
    """Read every address and every page's template of this site, so that no visitor waits for it.

    Raises TemplateSyntaxError for a template that no page could be made of.
    """
    reverse("home")
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
