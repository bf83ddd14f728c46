from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from consultation import slots
        from moderation import fillings, notices

        notices.register()
        slots.register("contribution.body", "moderation/slots/body.html", fillings.bodies)
        slots.register("contribution.aside", "moderation/slots/aside.html", fillings.aside)
        slots.register("contribution.actions", "moderation/slots/actions.html", fillings.actions)
        slots.register("contribution.stub", "moderation/slots/stub.html", fillings.stubs)
        slots.register("consultation.team", "moderation/slots/team.html", fillings.team_links)
        slots.register("house_rules.totals", "moderation/slots/totals.html", fillings.totals)
