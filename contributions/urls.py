from django.urls import path

from contributions import views

app_name = "contributions"

urlpatterns = [
    path("consultations/<slug:slug>/rooms/<slug:room>/", views.room_page, name="room"),
    path("consultations/<slug:slug>/rooms/<slug:room>/news/", views.room_news, name="news"),
    path("consultations/<slug:slug>/rooms/<slug:room>/read/", views.mark_room_read, name="read"),
    path("consultations/<slug:slug>/rooms/<slug:room>/contributions/", views.contribute, name="contribute"),
    path("consultations/<slug:slug>/rooms/<slug:room>/draft/", views.draft, name="draft"),
    path("contributions/<int:pk>/files/<uuid:guid>/<str:name>", views.attachment, name="file"),
    path("contributions/<int:pk>/", views.contribution_page, name="contribution"),
    path("contributions/<int:pk>/reply/", views.reply, name="reply"),
    path("consultations/<slug:slug>/rooms/<slug:room>/follow/", views.follow_room, name="follow_room"),
    path("contributions/<int:pk>/edit/", views.edit, name="edit"),
    path("contributions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("contributions/<int:pk>/history/", views.history, name="history"),
    path("contributions/<int:pk>/history/<int:number>/remove/", views.remove_version, name="remove_version"),
    path("contributions/<int:pk>/quote/", views.quote, name="quote"),
    path("contributions/<int:pk>/follow/", views.follow, name="follow"),
    path("contributions/<int:pk>/name/", views.name_contribution, name="name"),
    path("contributions/<int:pk>/author/", views.show_author, name="author"),
    path("search/", views.search_page, name="search"),
    path("consultations/<slug:slug>/people/", views.people_picker, name="picker"),
    path("moderate/<slug:slug>/import/", views.imports, name="imports"),
    path("moderate/<slug:slug>/import/<int:run>/", views.import_page, name="import"),
    path("moderate/<slug:slug>/import/<int:run>/read/", views.read_import, name="read_import"),
    path("moderate/<slug:slug>/import/<int:run>/start/", views.start_import, name="start_import"),
    path("moderate/<slug:slug>/import/<int:run>/cancel/", views.cancel_import, name="cancel_import"),
    path("moderate/<slug:slug>/import/<int:run>/refused.csv", views.refused_rows, name="refused_rows"),
    path("people/<slug:handle>/", views.person_page, name="person"),
]
