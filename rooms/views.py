from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.http import UNPROCESSABLE, form_page
from consultation.models import Consultation
from consultation.permissions import Action, in_consultation
from consultation.setup.refusal import RefusedError
from consultation.setup.requests import EditorRequest
from rooms import actions
from rooms.forms import QuestionForm, RoomForm
from rooms.models import GuidingQuestion, Room
from rooms.setup import many_questions

STEPS = {"up": actions.UP, "down": actions.DOWN}


@require_safe
@in_consultation(Action.SET_UP)
def rooms(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    found = list(consultation.rooms.annotate(asked=Count("questions")))
    context = {"consultation": consultation, "rooms": found}
    return render(request, "rooms/manage/rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def new_room(request: EditorRequest, consultation: Consultation) -> HttpResponse:
    form = RoomForm(request.POST or None, initial={"counts_in_report": True})
    if request.method == "POST" and form.is_valid():
        made = actions.make_room(consultation, form.cleaned_data, actor=request.user)
        messages.success(request, _("The room is added. Now add its questions."))
        return redirect("rooms:room", consultation.slug, made.slug)
    return _show(request, "room_new", form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def room(request: EditorRequest, consultation: Consultation, room: str) -> HttpResponse:
    """A room: its own fields, and the list of its questions."""
    one = _room(consultation, room)
    form = RoomForm(request.POST or None, instance=_room(consultation, room))
    if request.method == "POST" and form.is_valid():
        now = actions.change_room(one, form.cleaned_data, actor=request.user)
        messages.success(request, _("The room is saved."))
        return redirect("rooms:room", consultation.slug, now.slug)
    return _room_page(request, one, form)


def _room_page(request: EditorRequest, one: Room, form: forms.BaseForm) -> HttpResponse:
    questions = list(one.questions.all())
    return _show(
        request,
        "room",
        form,
        room=one,
        questions=questions,
        warning=many_questions(len(questions)),
        is_answered=one.last_number > 0,
    )


def _show(request: EditorRequest, template: str, form: forms.BaseForm, **more: Any) -> HttpResponse:
    return form_page(request, f"rooms/manage/{template}.html", form, **more)


def _room(consultation: Consultation, slug: str) -> Room:
    one = get_object_or_404(Room, consultation=consultation, slug=slug)
    one.consultation = consultation
    return one


def _question(consultation: Consultation, room: str, pk: int) -> GuidingQuestion:
    one = get_object_or_404(GuidingQuestion, room__consultation=consultation, room__slug=room, pk=pk)
    one.room = _room(consultation, room)
    return one


def _step(request: EditorRequest) -> int:
    """Up or down; a word that no button of ours sends moves nothing."""
    return STEPS.get(request.POST.get("step", ""), 0)


@require_POST
@in_consultation(Action.SET_UP)
def move_room(request: EditorRequest, consultation: Consultation, room: str) -> HttpResponse:
    one = _room(consultation, room)
    place, of = actions.move_room(one, _step(request), actor=request.user)
    words = {"place": place, "of": of, "title": one.title}
    messages.success(request, _("Room %(place)d of %(of)d: %(title)s") % words)
    return redirect(reverse("rooms:list", args=[consultation.slug]) + f"#room-{one.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def delete_room(request: EditorRequest, consultation: Consultation, room: str) -> HttpResponse:
    """Say what goes with it, then delete an empty room."""
    one = _room(consultation, room)
    problem = ""
    if request.method == "POST":
        try:
            actions.delete_room(one, actor=request.user)
        except RefusedError as error:
            problem = str(error)
        else:
            messages.success(request, _("The room “%(title)s” is deleted.") % {"title": one.title})
            return redirect("rooms:list", consultation.slug)
    asked = one.questions.count()
    context = {"consultation": consultation, "room": one, "asked": asked, "problem": problem}
    status = UNPROCESSABLE if problem else 200
    return render(request, "rooms/manage/room_delete.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def new_question(request: EditorRequest, consultation: Consultation, room: str) -> HttpResponse:
    one = _room(consultation, room)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        question = actions.add_question(one, form.cleaned_data, actor=request.user)
        messages.success(request, _("Question %(number)d is added.") % {"number": question.number})
        return redirect("rooms:room", consultation.slug, one.slug)
    number = one.questions.count() + 1
    return _show(request, "question", form, room=one, number=number, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@in_consultation(Action.SET_UP)
def question(request: EditorRequest, consultation: Consultation, room: str, pk: int) -> HttpResponse:
    one = _question(consultation, room, pk)
    form = QuestionForm(request.POST or None, instance=_question(consultation, room, pk))
    if request.method == "POST" and form.is_valid():
        actions.change_question(one, form.cleaned_data, actor=request.user)
        messages.success(request, _("Question %(number)d is saved.") % {"number": one.number})
        return redirect("rooms:room", consultation.slug, room)
    return _show(request, "question", form, room=one.room, number=one.number)


@require_POST
@in_consultation(Action.SET_UP)
def move_question(request: EditorRequest, consultation: Consultation, room: str, pk: int) -> HttpResponse:
    one = _question(consultation, room, pk)
    step = _step(request)
    try:
        place, of = actions.move_question(one, step, actor=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        words = {"place": place, "of": of, "text": one.label or one.text}
        messages.success(request, _("Question %(place)d of %(of)d: %(text)s") % words)
    return redirect(reverse("rooms:room", args=[consultation.slug, room]) + f"#question-{pk}")


@require_POST
@in_consultation(Action.SET_UP)
def remove_question(request: EditorRequest, consultation: Consultation, room: str, pk: int) -> HttpResponse:
    one = _question(consultation, room, pk)
    try:
        actions.remove_question(one, actor=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The question “%(text)s” is removed.") % {"text": one.label or one.text})
    return redirect("rooms:room", consultation.slug, room)
