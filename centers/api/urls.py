"""Addresses of places under /api/v1/."""

from django.urls import URLPattern, path

from .places import Centers

urlpatterns: list[URLPattern] = [path("centers/", Centers.as_view(), name="centers")]
