"""Django's admin as support uses it: for site administrators, to read records and mend accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from consultation.people.views.entering import log_out
from consultation.permissions import ADMINISTRATOR, to_enter


class SupportSite(AdminSite):
    """The admin behind our own sign-in. Whoever is signed in and no administrator finds nothing here."""

    site_header = _("Support")
    site_title = _("Support")
    index_title = _("Records")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_administrator

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  as Django has it
        guarded: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        @wraps(view)
        def only_administrators(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Http404
            return to_enter(request)

        only_administrators.required_action = ADMINISTRATOR  # type: ignore[attr-defined]
        return only_administrators

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Nobody signs in here."""
        return self.admin_view(lambda _request: redirect("admin:index"))(request)  # type: ignore[no-any-return]

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        return log_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        """People have no passwords here."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        raise Http404


site = SupportSite(name="admin")
site.disable_action("delete_selected")


class RecordAdmin(ModelAdmin):
    """A table that support reads. What changes it are the pages of the product, which keep the record."""

    list_display: Any = ("pk", "__str__")
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  as Django has it
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
