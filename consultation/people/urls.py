from django.urls import path

from consultation.people.views import entering, invitations, links, notices, profile

app_name = "account"

urlpatterns = [
    path("enter/", entering.enter, name="enter"),
    path("code/", entering.code, name="code"),
    path("link/<str:link>/", links.log_in_by_link, name="link"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("log-out/", entering.log_out, name="log_out"),
    path("display/", entering.display, name="display"),
    path("profile/", profile.profile, name="profile"),
    path("settings/", profile.settings, name="settings"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/read/", notices.mark_read, name="mark_read"),
    path("stop/<str:token>/", notices.stop_mails, name="stop"),
]
