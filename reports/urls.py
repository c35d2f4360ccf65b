"""Addresses of those who watch (`/dieu-hanh/`)."""

from django.urls import path

from reports import exports, views

app_name = "reports"

urlpatterns = [
    path("dieu-hanh/", views.overview, name="overview"),
    path("dieu-hanh/excel/", exports.figures, name="overview_export"),
    path("dieu-hanh/ho-so/", views.behind, name="behind"),
    path("dieu-hanh/thay-doi/", views.intervened, name="interventions"),
    path("dieu-hanh/ho-so/excel/", exports.behind, name="behind_export"),
]
