from django.urls import path

from consultation.setup.views import dates, items, making, people, publishing

app_name = "manage"

urlpatterns = [
    path("", making.consultations, name="list"),
    path("new/", making.new, name="new"),
    path("<slug:slug>/", items.task_list, name="tasks"),
    path("<slug:slug>/name/", items.name, name="name"),
    path("<slug:slug>/texts/", items.texts, name="texts"),
    path("<slug:slug>/dates/", dates.dates, name="dates"),
    path("<slug:slug>/dates/extend/", dates.extend, name="extend"),
    path("<slug:slug>/dates/close/", dates.close, name="close"),
    path("<slug:slug>/people/", people.people, name="people"),
    path("<slug:slug>/people/<int:pk>/", people.member, name="member"),
    path("<slug:slug>/people/<int:pk>/remove/", people.remove_member, name="remove"),
    path("<slug:slug>/invitations/<int:pk>/revoke/", people.revoke_invitation, name="revoke"),
    path("<slug:slug>/invitations/<int:pk>/resend/", people.resend_invitation, name="resend"),
    path("<slug:slug>/access/", items.access, name="access"),
    path("<slug:slug>/publish/", publishing.check, name="publish"),
    path("<slug:slug>/unpublish/", publishing.take_back, name="unpublish"),
    path("<slug:slug>/archive/", publishing.put_away, name="archive"),
]
