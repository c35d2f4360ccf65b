"""Reserving a time at the counter, without an account."""

from django.urls import path

from appointments import views

app_name = "appointments"

urlpatterns = [
    path("dat-lich/<str:code>/", views.choose, name="choose"),
    path("phieu-hen/<str:secret>/", views.slip, name="slip"),
    path("phieu-hen/<str:secret>/huy/", views.cancel, name="cancel"),
    path("quay/lich-hen/", views.of_the_day, name="day"),
    path("quay/lich-hen/<int:pk>/den/", views.came, name="came"),
]
