"""Addresses of figures under /api/v1/."""

from django.urls import URLPattern, path

from .views import OnTime

urlpatterns: list[URLPattern] = [path("figures/on-time/", OnTime.as_view(), name="on_time")]
