from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"

    def ready(self) -> None:
        from common.kept import watch

        from .models import FeeItem, ProcedureCase, ProcedureVersion, ProcessStep

        watch(FeeItem, ProcedureCase, ProcedureVersion, ProcessStep)
