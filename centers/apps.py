from django.apps import AppConfig


class CentersConfig(AppConfig):
    name = "centers"

    def ready(self) -> None:
        from common.kept import watch

        from .models import Center, Office, Unit

        watch(Center, Office, Unit)
