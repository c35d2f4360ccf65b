"""Addresses of administrators (`/quan-tri/`)."""

from django.urls import URLPattern, path

from dossiers.views import duplicates, take_over

UPLOAD = "quan-tri/tiep-quan/<uuid:key>/"
PAIR = "quan-tri/nguoi-trung/<int:first>/<int:second>/"

urlpatterns: list[URLPattern] = [
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
