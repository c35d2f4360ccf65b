"""All addresses of the house. Public ones are Vietnamese without accents and stay stable."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
