"""Addresses of the desk (`/quay/`) and of casework (`/xu-ly/`)."""

from django.urls import URLPattern, path

from dossiers.views import (
    actions,
    arrivals,
    counter,
    digitising,
    dossier,
    handing,
    originals,
    receive,
    register,
    results,
    visits,
    work,
)

urlpatterns: list[URLPattern] = [
    path("quay/", counter.home, name="desk"),
    path("quay/excel/<slug:queue>/", counter.queue_export, name="queue_export"),
    path("quay/so-theo-doi/", register.register_page, name="register"),
    path("quay/so-theo-doi/excel/", register.register_export, name="register_export"),
    path("quay/tiep-nhan/", counter.choose_procedure, name="choose_procedure"),
    path("quay/tiep-nhan/<str:code>/", receive.receive, name="receive"),
    path("quay/luot-khach/", arrivals.arrivals_page, name="arrivals"),
    path("quay/luot-khach/moi/", arrivals.new_arrival, name="new_arrival"),
    path("quay/luot-khach/moi/<str:code>/", arrivals.new_arrival, name="new_arrival_for"),
    path("quay/luot-khach/<int:pk>/", arrivals.arrival_detail, name="arrival"),
    path("quay/luot-khach/<int:pk>/phieu.pdf", arrivals.arrival_form, name="arrival_form"),
    path("quay/ho-so/<int:pk>/", dossier.dossier_page, name="desk_dossier"),
    path("quay/ho-so/<int:pk>/da-tiep-nhan/", counter.received, name="received"),
    path("quay/ho-so/<int:pk>/giay-tiep-nhan.pdf", counter.slip, name="slip"),
    path("quay/ho-so/<int:pk>/tra-ket-qua/", handing.hand_out, name="hand_out"),
    path("quay/ho-so/<int:pk>/cung-luot/", visits.begin, name="begin_visit"),
    path("quay/ho-so/<int:pk>/giay-tiep-nhan-chung.pdf", visits.common_slip, name="common_slip"),
    path("xu-ly/", work.worklist_page, name="worklist"),
    path("xu-ly/excel/", work.worklist_export, name="worklist_export"),
    path("xu-ly/xac-nhan/", work.confirm_many, name="confirm_many"),
    path("xu-ly/ho-so/<int:pk>/", dossier.dossier_page, name="dossier"),
    path("xu-ly/ho-so/<int:pk>/giay-to/<int:paper_pk>/", dossier.paper, name="paper"),
    path("xu-ly/ho-so/<int:pk>/phieu/<int:form_pk>/", dossier.notice, name="notice"),
    path("xu-ly/phieu-ban-giao/", originals.handover_slip, name="handover_slip"),
    path("xu-ly/ho-so/<int:pk>/so-hoa/", digitising.digitise_page, name="digitise"),
    path("xu-ly/ho-so/<int:pk>/ket-qua/", results.result_page, name="result"),
    path("xu-ly/ho-so/<int:pk>/ban-chinh/<slug:what>/", originals.move, name="originals"),
    path("xu-ly/ho-so/<int:pk>/<slug:transition>/", actions.act, name="act"),
]
