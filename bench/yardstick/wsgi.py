"""The bare page, served as the site is."""

from __future__ import annotations

from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from consultation.environment import database, env

ON_A_PAGE = 50

settings.configure(
    SECRET_KEY="yardstick",  # noqa: S106  it signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database(env("DATABASE_URL"))},
    INSTALLED_APPS=["bench.yardstick"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
        }
    ],
    USE_TZ=True,
)
django.setup()

from bench.yardstick.models import Contribution  # noqa: E402  needs the settings above


def page(request: HttpRequest, room: int) -> HttpResponse:
    here = Contribution.objects.filter(room=room, number__gt=0)
    found = here.select_related("author", "revision").order_by("number")[:ON_A_PAGE]
    return render(request, "yardstick.html", {"contributions": found})


urlpatterns = [path("<int:room>/", page)]
application = get_wsgi_application()
