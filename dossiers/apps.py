from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"

    def ready(self) -> None:
        from procedures import usage

        from .reference import has_dossiers

        usage.ask(has_dossiers)
