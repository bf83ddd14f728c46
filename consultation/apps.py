from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "consultation"

    def ready(self) -> None:
        from consultation import tasks  # noqa: F401
        from consultation.setup import registration

        registration.register()
