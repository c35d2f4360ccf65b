"""Addresses of administrators (`/quan-tri/`)."""

from django.urls import URLPattern, path

from dossiers.views import calendar, calendar_changes, duplicates, form_texts, take_over

UPLOAD = "quan-tri/tiep-quan/<uuid:key>/"
CHANGE = "quan-tri/lich/thay-doi/<uuid:key>/"
CALENDAR = "quan-tri/lich/<slug:slug>/"
PAIR = "quan-tri/nguoi-trung/<int:first>/<int:second>/"

urlpatterns: list[URLPattern] = [
    path("quan-tri/lich/", calendar.calendars, name="calendars"),
    path("quan-tri/lich/rieng/<slug:center>/", calendar.own_calendar, name="own_calendar"),
    path(CHANGE, calendar_changes.change, name="calendar_change"),
    path(f"{CHANGE}xac-nhan/", calendar_changes.confirm, name="calendar_change_confirm"),
    path(f"{CHANGE}lap-lai/", calendar_changes.list_anew, name="calendar_change_anew"),
    path(f"{CHANGE}bo/", calendar_changes.discard, name="calendar_change_discard"),
    path(CALENDAR, calendar.calendar, name="calendar"),
    path(f"{CALENDAR}ghi-ngay/", calendar.note_day, name="calendar_note_day"),
    path(f"{CALENDAR}bo-ngay/<int:pk>/", calendar.take_back, name="calendar_take_back"),
    path(f"{CALENDAR}nam-sau/", calendar.next_year, name="calendar_next_year"),
    path(f"{CALENDAR}dem-lai/", calendar.catch_up, name="calendar_catch_up"),
    path("quan-tri/mau-giay/", form_texts.form_list, name="form_texts"),
    path("quan-tri/mau-giay/<slug:form>/", form_texts.form_text, name="form_text"),
    path("quan-tri/tiep-quan/", take_over.take_over, name="take_over"),
    path(UPLOAD, take_over.check, name="take_over_check"),
    path(f"{UPLOAD}dong-loi.csv", take_over.bad_rows, name="take_over_bad_rows"),
    path(f"{UPLOAD}xac-nhan/", take_over.confirm, name="take_over_confirm"),
    path(f"{UPLOAD}bo/", take_over.discard, name="take_over_discard"),
    path("quan-tri/nguoi-trung/", duplicates.duplicates, name="duplicates"),
    path(PAIR, duplicates.compare, name="compare"),
    path(f"{PAIR}khac-nguoi/", duplicates.different, name="different"),
    path("quan-tri/nguoi-trung/hoan-tac/<int:pk>/", duplicates.unmerge, name="unmerge"),
]
