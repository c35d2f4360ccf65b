"""Addresses that belong to no trade: language, display, the gallery of components."""

from django.urls import path

from common import offline, views

app_name = "common"
urlpatterns = [
    path("ngon-ngu/", views.choose_language, name="language"),
    path("hien-thi/", views.choose_display, name="display"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("khong-co-mang/", offline.no_line, name="no_line"),
    path("components/", views.components, name="components"),
]
