"""Addresses of this app."""

from django.urls import path

from centers.views import places, staff, systems, work
from centers.views.start import start

app_name = "centers"

urlpatterns = [
    path("lam-viec/", start, name="start"),
    path("quan-tri/he-thong/", systems.overview, name="systems"),
    path("quan-tri/he-thong/<int:pk>/doi/", systems.renew, name="renew_token"),
    path("quan-tri/he-thong/<int:pk>/thu-hoi/", systems.revoke, name="revoke_token"),
    path("quy-che/", work.public_regulations, name="public_regulations"),
    path("quy-che/<int:pk>/", work.regulation, name="regulation"),
    path("quan-tri/quy-che/", work.manage_regulations, name="manage_regulations"),
    path("quan-tri/noi-lam-viec/", places.places, name="places"),
    path("quan-tri/noi-lam-viec/<int:pk>/", places.place, name="place"),
    path("quan-tri/noi-lam-viec/<int:pk>/co-quan/moi/", places.new_office, name="new_office"),
    path("quan-tri/co-quan/<int:pk>/", places.office, name="office"),
    path("quan-tri/vi-tri-viec-lam/", work.positions, name="positions"),
    path("quan-tri/vi-tri-viec-lam/moi/", work.new_position, name="new_position"),
    path("quan-tri/vi-tri-viec-lam/<int:pk>/", work.position, name="position"),
    path("quan-tri/can-bo/", staff.people, name="staff"),
    path("quan-tri/can-bo/moi/", staff.new_person, name="new_person"),
    path("quan-tri/can-bo/noi-khac/", staff.from_elsewhere, name="from_elsewhere"),
    path("quan-tri/can-bo/<int:pk>/", staff.person, name="person"),
    path("quan-tri/can-bo/<int:pk>/vi-tri/<int:post>/", staff.end_post, name="end_post"),
    path("quan-tri/can-bo/<int:pk>/mat-khau/", staff.reset_password, name="reset_password"),
    path("quan-tri/can-bo/<int:pk>/trang-thai/", staff.set_active, name="set_active"),
]
