from django.apps import AppConfig


class WorkCalendarConfig(AppConfig):
    name = "workcalendar"

    def ready(self) -> None:
        from common.kept import watch

        from .models import CalendarVersion

        watch(CalendarVersion)
