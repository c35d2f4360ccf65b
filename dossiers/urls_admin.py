"""Addresses of the administration of people (`/quan-tri/`)."""

from django.urls import URLPattern, path

from dossiers.views import duplicates

PAIR = "quan-tri/nguoi-trung/<int:first>/<int:second>/"

urlpatterns: list[URLPattern] = [
    path("quan-tri/nguoi-trung/", duplicates.duplicates, name="duplicates"),
    path(PAIR, duplicates.compare, name="compare"),
    path(f"{PAIR}khac-nguoi/", duplicates.different, name="different"),
    path("quan-tri/nguoi-trung/hoan-tac/<int:pk>/", duplicates.unmerge, name="unmerge"),
]
