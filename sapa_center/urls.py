"""All addresses of the house. Public ones are Vietnamese without accents and stay stable."""

from django.urls import URLPattern, URLResolver, path

from sapa_center import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler500 = "sapa_center.errors.broken"
