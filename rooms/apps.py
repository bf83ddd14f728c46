from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from consultation import slots
        from rooms import fillings, setup

        slots.register("consultation.rooms", "rooms/slots/rooms.html", fillings.rooms)
        slots.register("consultation.facts", "rooms/slots/facts.html", fillings.room_facts)
        setup.register()
