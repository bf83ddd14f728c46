from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from consultation.admin import support
from consultation.views import health, information, pages

handler400 = "consultation.views.errors.bad_request"
handler403 = "consultation.views.errors.permission_denied"
handler404 = "consultation.views.errors.not_found"
handler500 = "consultation.views.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", support.site.urls),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("consultations/", pages.home, name="consultations"),
        path("consultations/<slug:slug>/", pages.consultation_page, name="consultation"),
        path("help/", information.help_page, name="help"),
        path("how-it-works/", information.how_it_works, name="how_it_works"),
        path("privacy/", information.privacy, name="privacy"),
        path("accessibility/", information.accessibility, name="accessibility"),
        path("house-rules/", information.house_rules, name="house_rules"),
        path("account/", include("consultation.people.urls")),
        path("manage/", include("consultation.setup.urls")),
        path("", include("rooms.urls")),
        path("", include("contributions.urls")),
        path("", include("moderation.urls")),
        path("", include("synthesis.urls")),
        *([path("demo/", include("synthesis.demo.urls"))] if settings.DEMO else []),
        prefix_default_language=False,
    ),
]
