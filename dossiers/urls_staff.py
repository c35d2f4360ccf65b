"""Addresses of the desk and of casework."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
