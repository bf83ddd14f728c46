from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from consultation import slots
        from consultation.people import joining
        from contributions import fillings, notices, tasks  # noqa: F401

        notices.register()
        joining.on_joined(fillings.bind_names_of_invited)
        slots.register("consultation.numbers", "contributions/slots/numbers.html", fillings.numbers)
        slots.register("consultation.facts", "contributions/slots/facts.html", fillings.numbers)
        slots.register("room.facts", "contributions/slots/room_facts.html", fillings.room_facts)
