"""Addresses of administrators (`/quan-tri/`)."""

from django.urls import URLPattern, path

from dossiers.views import take_over

UPLOAD = "quan-tri/tiep-quan/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("quan-tri/tiep-quan/", take_over.take_over, name="take_over"),
    path(UPLOAD, take_over.check, name="take_over_check"),
    path(f"{UPLOAD}dong-loi.csv", take_over.bad_rows, name="take_over_bad_rows"),
    path(f"{UPLOAD}xac-nhan/", take_over.confirm, name="take_over_confirm"),
    path(f"{UPLOAD}bo/", take_over.discard, name="take_over_discard"),
]
