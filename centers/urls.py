"""Addresses of this app."""

from django.urls import path

from centers.views.start import start

app_name = "centers"

urlpatterns = [path("lam-viec/", start, name="start")]
