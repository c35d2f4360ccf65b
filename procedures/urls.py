"""Addresses of the catalogue."""

from django.urls import path

from procedures.views import admin, public

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedure_list, name="list"),
    path("thu-tuc/<str:code>/", public.procedure_detail, name="detail"),
    path("quan-tri/", admin.index, name="admin"),
    path("quan-tri/thoi-han/", admin.time_limits, name="time_limits"),
    path("quan-tri/thoi-han/<str:code>/", admin.time_limit, name="time_limit"),
    path("quan-tri/ghi-chu/", admin.remarks, name="remarks"),
    path("quan-tri/tham-so/", admin.policies, name="policies"),
    path("quan-tri/tham-so/<str:key>/", admin.policy, name="policy"),
    path("quan-tri/ma-dinh-danh/", admin.identifiers, name="identifiers"),
]
