from django.urls import path

from rooms import views

app_name = "rooms"

urlpatterns = [
    path("manage/<slug:slug>/rooms/", views.rooms, name="list"),
    path("manage/<slug:slug>/rooms/new/", views.new_room, name="new"),
    path("manage/<slug:slug>/rooms/<slug:room>/", views.room, name="room"),
    path("manage/<slug:slug>/rooms/<slug:room>/move/", views.move_room, name="move"),
    path("manage/<slug:slug>/rooms/<slug:room>/delete/", views.delete_room, name="delete"),
    path("manage/<slug:slug>/rooms/<slug:room>/questions/new/", views.new_question, name="new_question"),
    path("manage/<slug:slug>/rooms/<slug:room>/questions/<int:pk>/", views.question, name="question"),
    path(
        "manage/<slug:slug>/rooms/<slug:room>/questions/<int:pk>/move/",
        views.move_question,
        name="move_question",
    ),
    path(
        "manage/<slug:slug>/rooms/<slug:room>/questions/<int:pk>/remove/",
        views.remove_question,
        name="remove_question",
    ),
]
