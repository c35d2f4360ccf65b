"""Addresses that belong to no trade: language, display, the gallery of components."""

from django.urls import path

from common import views

app_name = "common"
urlpatterns = [
    path("ngon-ngu/", views.choose_language, name="language"),
    path("hien-thi/", views.choose_display, name="display"),
    path("components/", views.components, name="components"),
]
