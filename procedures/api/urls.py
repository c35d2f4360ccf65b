"""Addresses of the catalogue under /api/v1/."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("procedures/", views.Procedures.as_view(), name="procedures"),
    path("procedures/<str:code>/", views.OneProcedure.as_view(), name="procedure"),
]
