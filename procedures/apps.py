from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"

    def ready(self) -> None:
        from common.kept import watch

        from .models import ProcedureCase, ProcedureVersion, ProcessStep

        watch(ProcedureCase, ProcedureVersion, ProcessStep)
