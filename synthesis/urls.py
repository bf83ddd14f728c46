from django.urls import path

from synthesis.views import builds, figures, insights, reports, sections, signing, studio

app_name = "synthesis"

urlpatterns = [
    path("studio/<slug:slug>/", studio.studio, name="studio"),
    path("studio/<slug:slug>/codebook/", studio.start_from_codebook, name="start"),
    path("studio/<slug:slug>/sections/new/", sections.add_section, name="add_section"),
    path("studio/<slug:slug>/sections/<int:pk>/", sections.section_page, name="section"),
    path("studio/<slug:slug>/sections/<int:pk>/edit/", sections.edit_section, name="rename"),
    path("studio/<slug:slug>/sections/<int:pk>/move/", sections.move_section, name="move"),
    path("studio/<slug:slug>/sections/<int:pk>/remove/", sections.remove_section, name="remove"),
    path("studio/<slug:slug>/sections/<int:pk>/insights/", insights.add_insight, name="add_insight"),
    path("studio/<slug:slug>/sections/<int:pk>/figures/", figures.add_figure, name="add_figure"),
    path("studio/<slug:slug>/insights/<int:pk>/", insights.insight_page, name="insight"),
    path("studio/<slug:slug>/insights/<int:pk>/words/", insights.write_insight, name="write_insight"),
    path("studio/<slug:slug>/insights/<int:pk>/move/", insights.move_insight, name="move_insight"),
    path("studio/<slug:slug>/insights/<int:pk>/remove/", insights.remove_insight, name="remove_insight"),
    path("studio/<slug:slug>/insights/<int:pk>/evidence/", insights.add_evidence, name="add_evidence"),
    path("studio/<slug:slug>/evidence/<int:pk>/", insights.change_evidence, name="change_evidence"),
    path("studio/<slug:slug>/figures/<int:pk>/", figures.change_figure, name="figure"),
    path("studio/<slug:slug>/figures/<int:pk>/picture/", figures.picture, name="picture"),
    path("studio/<slug:slug>/check/", signing.check_page, name="check"),
    path("studio/<slug:slug>/sign-off/", signing.sign_off_page, name="sign_off"),
    path("studio/<slug:slug>/sign-off/send/", signing.send, name="send"),
    path("studio/<slug:slug>/sign-off/approve/", signing.approve, name="approve"),
    path("studio/<slug:slug>/sign-off/changes/", signing.ask_for_changes, name="ask_for_changes"),
    path("studio/<slug:slug>/build/", builds.build_page, name="build"),
    path("studio/<slug:slug>/builds/", builds.start_build, name="start_build"),
    path("studio/<slug:slug>/builds/<int:pk>/cancel/", builds.cancel, name="cancel_build"),
    path("studio/<slug:slug>/files/<int:pk>/<str:name>", builds.download, name="download"),
    path("reports/", reports.reports_page, name="reports"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("reports/<slug:slug>/v<str:version>/", reports.report_version, name="report_version"),
    path("reports/<slug:slug>/v<str:version>/<str:name>", reports.report_file, name="report_file"),
]
