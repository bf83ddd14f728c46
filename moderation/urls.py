from django.urls import path

from moderation.views import (
    codebook,
    decisions,
    exchange,
    flags,
    log,
    participation,
    passages,
    people,
    reshaping,
    tags,
    themes,
)

app_name = "moderation"

urlpatterns = [
    path("moderate/<slug:slug>/codebook/", codebook.codebook_page, name="codebook"),
    path("moderate/<slug:slug>/codebook/new/", themes.add_theme, name="add_theme"),
    path("moderate/<slug:slug>/codebook/import/", exchange.import_page, name="import_codebook"),
    path(
        "moderate/<slug:slug>/codebook/export.<str:ending>",
        exchange.export_codebook,
        name="export_codebook",
    ),
    path("moderate/<slug:slug>/codebook/<int:theme>/", codebook.theme_page, name="theme"),
    path("moderate/<slug:slug>/codebook/<int:theme>/edit/", themes.edit_theme, name="edit_theme"),
    path("moderate/<slug:slug>/codebook/<int:theme>/move/", themes.move_theme, name="move_theme"),
    path("moderate/<slug:slug>/codebook/<int:theme>/merge/", reshaping.merge_theme, name="merge_theme"),
    path("moderate/<slug:slug>/codebook/<int:theme>/take/", reshaping.take_from_theme, name="take"),
    path("moderate/<slug:slug>/codebook/<int:theme>/retire/", reshaping.retire_theme, name="retire_theme"),
    path("moderate/<slug:slug>/codebook/undo/<int:entry>/", reshaping.undo_reshaping, name="undo_reshaping"),
    path("moderate/<slug:slug>/people/", people.people_page, name="people"),
    path("moderate/<slug:slug>/people/names/", people.confirm_name, name="confirm_name"),
    path("moderate/<slug:slug>/participation/", participation.participation_page, name="participation"),
    path("moderate/<slug:slug>/log/", log.log_page, name="log"),
    path("contributions/<int:pk>/tags/", tags.tags, name="tags"),
    path("contributions/<int:pk>/tags/undo/", tags.undo, name="undo"),
    path("contributions/<int:pk>/tags/<int:tagging>/remove/", tags.remove_tag, name="remove_tag"),
    path("contributions/<int:pk>/passages/new/", passages.new_passage, name="new_passage"),
    path("contributions/<int:pk>/passages/<int:passage>/", passages.change_passage, name="passage"),
    path(
        "contributions/<int:pk>/passages/<int:passage>/remove/",
        passages.remove_passage,
        name="remove_passage",
    ),
    path(
        "contributions/<int:pk>/passages/<int:passage>/carry/", passages.carry_passage, name="carry_passage"
    ),
    path("contributions/<int:pk>/hide/", decisions.hide, name="hide"),
    path("contributions/<int:pk>/restore/", decisions.restore, name="restore"),
    path("contributions/<int:pk>/report/", flags.report, name="report"),
    path("contributions/<int:pk>/report/keep/", flags.keep_shown, name="keep_shown"),
]
