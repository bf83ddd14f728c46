from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "synthesis"

    def ready(self) -> None:
        from consultation import slots
        from synthesis import fillings, notices, tasks  # noqa: F401

        notices.register()
        slots.register("consultation.team", "synthesis/slots/team.html", fillings.team_link)
