"""Addresses of the catalogue."""

from django.urls import path

from procedures.views import admin, assistant, counters, imports, public, recordings, versions, words

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedure_list, name="list"),
    path("thu-tuc/<str:code>/", public.procedure_detail, name="detail"),
    path("thu-tuc/<str:code>/nghe/<int:pk>/", recordings.listen, name="recording"),
    path("hoi-dap/", assistant.ask, name="ask"),
    path("quan-tri/", admin.index, name="admin"),
    path("quan-tri/quay/", counters.counters, name="counters"),
    path("quan-tri/quay/moi/", counters.new_counter, name="new_counter"),
    path("quan-tri/quay/<int:pk>/", counters.counter, name="counter"),
    path("quan-tri/thu-tuc/", versions.procedures, name="procedures"),
    path("quan-tri/thu-tuc/ban-thao/<int:pk>/", versions.draft, name="draft"),
    path("quan-tri/thu-tuc/ban-thao/<int:pk>/<slug:slug>/", versions.section, name="draft_section"),
    path("quan-tri/thu-tuc/<str:code>/", versions.procedure, name="procedure"),
    path("quan-tri/thu-tuc/<str:code>/ghi-am/", recordings.recordings, name="recordings"),
    path("quan-tri/thoi-han/", admin.time_limits, name="time_limits"),
    path("quan-tri/thoi-han/<str:code>/", admin.time_limit, name="time_limit"),
    path("quan-tri/ghi-chu/", admin.remarks, name="remarks"),
    path("quan-tri/tu-tim-kiem/", words.synonyms, name="synonyms"),
    path("quan-tri/tu-tim-kiem/<int:pk>/bo/", words.take_out, name="take_out_synonym"),
    path("quan-tri/tim-khong-thay/", words.misses, name="misses"),
    path("quan-tri/tim-khong-thay/<int:pk>/bo/", words.dismiss, name="dismiss_miss"),
    path("quan-tri/cau-hoi/", assistant.questions, name="questions"),
    path("quan-tri/cau-hoi/<int:pk>/bo/", assistant.dismiss_question, name="dismiss_question"),
    path("quan-tri/danh-muc/nhap/", imports.upload, name="import"),
    path("quan-tri/danh-muc/nhap/<int:pk>/", imports.review, name="import_review"),
    path("quan-tri/danh-muc/tai-ve/", imports.export, name="export"),
    path("quan-tri/tham-so/", admin.policies, name="policies"),
    path("quan-tri/tham-so/<str:key>/", admin.policy, name="policy"),
    path("quan-tri/ma-dinh-danh/", admin.identifiers, name="identifiers"),
]
