from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from consultation import slots
        from consultation.people import joining
        from consultation.setup import notices as date_notices
        from contributions import closing, digests, fillings, notices, searching, tasks  # noqa: F401
        from contributions.importing import notices as import_notices
        from contributions.searching.people import find_people

        notices.register()
        digests.register()
        closing.register()
        date_notices.on_more_time(closing.what_to_do)
        import_notices.register()
        joining.on_joined(fillings.bind_names_of_invited)
        searching.register("people", gettext_lazy("People"), find_people)
        slots.register("consultation.numbers", "contributions/slots/numbers.html", fillings.numbers)
        slots.register("consultation.facts", "contributions/slots/facts.html", fillings.facts)
        slots.register("consultation.team", "contributions/slots/team.html", fillings.import_link)
        slots.register("room.facts", "contributions/slots/room_facts.html", fillings.room_facts)
