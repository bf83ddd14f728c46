from django.urls import path

from synthesis.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.tour_page, name="tour"),
    path("steps/<slug:key>/", views.start_step, name="step"),
    path("enter/", views.enter, name="enter"),
    path("mail/", views.mailbox_page, name="mail"),
    path("mail/<uuid:pk>/", views.letter_page, name="letter"),
]
