from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SynthesisConfig(AppConfig):
    name = "synthesis"

    def ready(self) -> None:
        from consultation import slots
        from contributions import searching
        from moderation import log
        from synthesis import acts, fillings, notices, objections, tasks  # noqa: F401
        from synthesis.public import hero, response_telling, searched, telling

        log.register(acts.ACTS, acts.THINGS)
        notices.register()
        objections.register()
        telling.register()
        response_telling.register()
        searching.register("insights", _("Insights of reports"), searched.find_insights)
        searching.register("done", _("We asked, you said, we did"), searched.find_responses)
        slots.register("consultation.team", "synthesis/slots/team.html", fillings.team_link)
        slots.register("consultation.report", "synthesis/slots/report_card.html", fillings.report_card)
        slots.register("consultation.done", "synthesis/slots/done.html", fillings.what_was_done)
        slots.register("contribution.body", "synthesis/slots/body.html", fillings.bodies)
        slots.register("contribution.aside", "synthesis/slots/used_in.html", fillings.used_in)
        slots.register("moderation.hide", "synthesis/slots/used_in.html", fillings.used_in)
        slots.register("passage.removed", "synthesis/slots/rests_on.html", fillings.resting_on)
        slots.register("theme.chosen", "synthesis/slots/new_insight.html", fillings.into_report)
        slots.register("home.hero", "synthesis/slots/hero.html", hero.hero)
