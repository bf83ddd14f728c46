from django.urls import path

from synthesis.views import builds, studio

app_name = "synthesis"

urlpatterns = [
    path("studio/<slug:slug>/", studio.studio, name="studio"),
    path("studio/<slug:slug>/codebook/", studio.start_from_codebook, name="start"),
    path("studio/<slug:slug>/sections/<int:pk>/", studio.rename_section, name="rename"),
    path("studio/<slug:slug>/sections/<int:pk>/move/", studio.move_section, name="move"),
    path("studio/<slug:slug>/sections/<int:pk>/remove/", studio.remove_section, name="remove"),
    path("studio/<slug:slug>/build/", builds.build_page, name="build"),
    path("studio/<slug:slug>/builds/", builds.start_build, name="start_build"),
    path("studio/<slug:slug>/builds/<int:pk>/cancel/", builds.cancel, name="cancel_build"),
    path("studio/<slug:slug>/files/<int:pk>/<str:name>", builds.download, name="download"),
]
