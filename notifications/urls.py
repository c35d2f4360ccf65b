"""Addresses of this app."""

from django.urls import path

from notifications import report_views, views

app_name = "notifications"

urlpatterns = [
    path("thong-bao/", views.notices, name="notices"),
    path("tin-nhan/bao-cao/zalo/", report_views.zalo, name="zalo_report"),
    path("tin-nhan/bao-cao/sms/<str:secret>/", report_views.sms, name="sms_report"),
    path("thong-bao/da-doc/", views.read, name="read"),
]
