"""Addresses of this app."""

from django.urls import path

from citizens.views import communes

app_name = "citizens"

urlpatterns = [path("dia-gioi/xa/", communes, name="communes")]
