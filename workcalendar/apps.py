from django.apps import AppConfig


class WorkCalendarConfig(AppConfig):
    name = "workcalendar"
