from django.urls import path

from contributions import views

app_name = "contributions"

urlpatterns = [
    path("consultations/<slug:slug>/rooms/<slug:room>/", views.room_page, name="room"),
    path("consultations/<slug:slug>/rooms/<slug:room>/contributions/", views.contribute, name="contribute"),
    path("contributions/<int:pk>/", views.contribution_page, name="contribution"),
    path("contributions/<int:pk>/reply/", views.reply, name="reply"),
    path("people/<slug:handle>/", views.person_page, name="person"),
]
