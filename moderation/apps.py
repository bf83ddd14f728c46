from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from consultation import slots
        from contributions import filters as room_filters
        from contributions import searching
        from contributions.actions import revising, sealing
        from contributions.importing import coding as import_coding
        from contributions.management.commands import recount
        from moderation import fillings, filters, notices, suggesting, tasks  # noqa: F401
        from moderation.actions import carrying, coding, imported, waiting

        notices.register()
        by_theme = room_filters.FilterFromAbove(
            _("Theme"), filters.themes, filters.themes_under, filters.with_themes
        )
        room_filters.register("theme", by_theme)
        searching.register_filter("theme", _("Theme"), filters.themes_of, filters.tagged_with)
        searching.register_filter("tagged", _("Tagged"), filters.tagged_or_not, filters.by_tagged)
        import_coding.register(import_coding.Coder(imported.lacking, imported.put_imported))
        recount.register(waiting.recount_waiting)
        revising.on_revised(carrying.carry_over)
        sealing.on_emptied(coding.forget_words)
        sealing.on_emptied(suggesting.forget_suggestions)
        slots.register("contribution.body", "moderation/slots/body.html", fillings.bodies)
        slots.register("contribution.aside", "moderation/slots/aside.html", fillings.aside)
        slots.register("contribution.aside", "moderation/slots/similar.html", fillings.similar)
        slots.register("contribution.actions", "", fillings.actions)  # links alone, drawn by the page
        slots.register("contribution.more", "", fillings.more)  # links alone, drawn by the page
        slots.register("contribution.reports", "moderation/slots/reports.html", fillings.reports)
        slots.register("contribution.reply", "moderation/slots/back.html", fillings.ways_to_desk)
        slots.register("contribution.stub", "moderation/slots/stub.html", fillings.stubs)
        slots.register("consultation.team", "moderation/slots/team.html", fillings.team_links)
        slots.register("house_rules.totals", "moderation/slots/totals.html", fillings.totals)
