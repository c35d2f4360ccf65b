from django.apps import AppConfig


class SapaCenterConfig(AppConfig):
    name = "sapa_center"

    def ready(self) -> None:
        """Make our Celery application the one that every task of the apps uses, in each process."""
        from sapa_center import celery  # noqa: F401
