"""Addresses of this app."""

from django.urls import path

from centers.views import systems
from centers.views.start import start

app_name = "centers"

urlpatterns = [
    path("lam-viec/", start, name="start"),
    path("quan-tri/he-thong/", systems.overview, name="systems"),
    path("quan-tri/he-thong/<int:pk>/doi/", systems.renew, name="renew_token"),
    path("quan-tri/he-thong/<int:pk>/thu-hoi/", systems.revoke, name="revoke_token"),
]
