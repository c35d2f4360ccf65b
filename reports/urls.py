"""Addresses of those who watch (`/dieu-hanh/`)."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("dieu-hanh/", views.overview, name="overview"),
    path("dieu-hanh/ho-so/", views.behind, name="behind"),
]
