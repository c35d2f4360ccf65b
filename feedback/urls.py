"""Telling the center something (`/gop-y/`), rating (`/danh-gia/`), and handling it (`/dieu-hanh/gop-y/`)."""

from django.urls import path

from feedback.views import public, staff

app_name = "feedback"

urlpatterns = [
    path("gop-y/", public.tell, name="tell"),
    path("gop-y/tra-loi/", public.answers, name="answers"),
    path("gop-y/<str:secret>/", public.follow, name="follow"),
    path("danh-gia/<str:secret>/", public.rate, name="rate"),
    path("dieu-hanh/gop-y/", staff.petitions, name="petitions"),
    path("dieu-hanh/gop-y/<int:pk>/", staff.petition, name="petition"),
    path("dieu-hanh/gop-y/<int:pk>/<slug:verb>/", staff.act, name="act"),
    path("dieu-hanh/hai-long/", staff.satisfaction, name="satisfaction"),
]
