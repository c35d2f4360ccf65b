"""Addresses of the desk (`/quay/`) and of casework (`/xu-ly/`)."""

from django.urls import URLPattern, path

from dossiers.views import absences, actions, assigning, counter, dossier, notes, own_view, receive, register, work

urlpatterns: list[URLPattern] = [
    path("quay/", counter.home, name="desk"),
    path("quay/excel/<slug:queue>/", counter.queue_export, name="queue_export"),
    path("quay/so-theo-doi/", register.register_page, name="register"),
    path("quay/so-theo-doi/excel/", register.register_export, name="register_export"),
    path("quay/tiep-nhan/", counter.choose_procedure, name="choose_procedure"),
    path("quay/tiep-nhan/<str:code>/", receive.receive, name="receive"),
    path("quay/ho-so/<int:pk>/", dossier.dossier_page, name="desk_dossier"),
    path("quay/ho-so/<int:pk>/da-tiep-nhan/", counter.received, name="received"),
    path("quay/ho-so/<int:pk>/giay-tiep-nhan.pdf", counter.slip, name="slip"),
    path("xu-ly/", work.worklist_page, name="worklist"),
    path("xu-ly/excel/", work.worklist_export, name="worklist_export"),
    path("xu-ly/xac-nhan/", work.confirm_many, name="confirm_many"),
    path("xu-ly/phan-cong/", assigning.choose, name="choose_colleague"),
    path("xu-ly/phan-cong/giao/", assigning.assign, name="assign_many"),
    path("xu-ly/cach-xem/", own_view.own_view, name="own_view"),
    path("xu-ly/bo-loc/", own_view.keep_filter, name="keep_filter"),
    path("xu-ly/bo-loc/<int:pk>/", own_view.change_filter, name="change_filter"),
    path("xu-ly/vang-mat/", absences.absences, name="absences"),
    path("xu-ly/vang-mat/<int:pk>/ket-thuc/", absences.end, name="end_absence"),
    path("xu-ly/ho-so/<int:pk>/", dossier.dossier_page, name="dossier"),
    path("xu-ly/ho-so/<int:pk>/giay-to/<int:paper_pk>/", dossier.paper, name="paper"),
    path("xu-ly/ho-so/<int:pk>/phieu/<int:form_pk>/", dossier.notice, name="notice"),
    path("xu-ly/ho-so/<int:pk>/ghi-chu/", notes.add, name="add_note"),
    path("xu-ly/ho-so/<int:pk>/<slug:transition>/", actions.act, name="act"),
]
