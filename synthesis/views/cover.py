"""How the report looks: logos and a photograph on its cover, and the styles of its Word file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultation.http import MemberRequest
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from synthesis.actions.annex import set_contact
from synthesis.actions.cover import CoverFullError, add_cover_picture, remove_cover_picture
from synthesis.actions.outline import report_of
from synthesis.actions.word_template import remove_word_template, set_word_template
from synthesis.formats import FORMATS
from synthesis.forms import ContactForm, CoverPictureForm, WordStylesForm
from synthesis.models import CoverPicture, WordTemplate
from synthesis.views.common import member, report_here


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def cover_page(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    if request.POST.get("remove", "").isdecimal():
        return _remove(request, consultation, int(request.POST["remove"]))
    if "contact" in request.POST:
        return _set_contact(request, consultation)
    form = CoverPictureForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            report = report_of(consultation)
            add_cover_picture(report, data["kind"], form.words(), data["picture"], by=member(request))
        except CoverFullError:
            form.add_error("kind", _("There are four logos already. Remove one first."))
        else:
            messages.success(request, _("Saved."))
            return redirect("synthesis:cover", consultation.slug)
    return _page(request, consultation, form, WordStylesForm(), status=422 if form.is_bound else 200)


def _page(
    request: MemberRequest,
    consultation: Consultation,
    form: CoverPictureForm,
    styles: WordStylesForm,
    *,
    status: int,
    contact: ContactForm | None = None,
) -> HttpResponse:
    report = report_here(consultation)
    context = {
        "consultation": consultation,
        "form": form,
        "pictures": CoverPicture.objects.filter(report__consultation=consultation),
        "styles_form": styles,
        "contact_form": contact or ContactForm(initial={"contact": report.contact if report else ""}),
        "styles": WordTemplate.objects.filter(report__consultation=consultation).first(),
    }
    return render(request, "synthesis/cover.html", context, status=status)


def _set_contact(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    form = ContactForm(request.POST)
    if not form.is_valid():
        page = (CoverPictureForm(), WordStylesForm())
        return _page(request, consultation, *page, status=422, contact=form)
    changed = set_contact(report_of(consultation), form.cleaned_data["contact"], by=member(request))
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("synthesis:cover", consultation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.WRITE_REPORT)
def word_styles(request: MemberRequest, consultation: Consultation) -> HttpResponse:
    """Our Word styles as a file to change; posted to, takes that file back, or returns to ours."""
    if request.method != "POST":
        return _our_styles(consultation)
    if "remove" in request.POST:
        if remove_word_template(report_of(consultation), by=member(request)):
            messages.success(request, _("The Word file is set in our styles again."))
        return redirect("synthesis:cover", consultation.slug)
    form = WordStylesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, consultation, CoverPictureForm(), form, status=422)
    name, content = form.cleaned_data["styles"]
    set_word_template(report_of(consultation), name, content, by=member(request))
    messages.success(request, _("Saved. The next build sets the Word file in these styles."))
    return redirect("synthesis:cover", consultation.slug)


def _our_styles(consultation: Consultation) -> HttpResponse:
    make = import_string("synthesis.writers.docx_template.docx_template")
    advice = _(
        "Change the styles of this file, not its words: fonts, sizes, colours, spacing. "
        "Words, pictures, page heads and margins of this file are not taken over."
    )
    content = make(consultation.brand_colour or None, consultation.language, advice)
    response = HttpResponse(content, content_type=FORMATS["docx"].content_type)
    response["Content-Disposition"] = 'attachment; filename="report-styles.docx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _remove(request: MemberRequest, consultation: Consultation, pk: int) -> HttpResponse:
    found = get_object_or_404(CoverPicture, pk=pk, report__consultation=consultation)
    remove_cover_picture(found, by=member(request))
    messages.success(request, _("The picture is removed."))
    return redirect("synthesis:cover", consultation.slug)
