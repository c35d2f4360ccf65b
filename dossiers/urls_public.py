"""Addresses for everybody and for citizens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
