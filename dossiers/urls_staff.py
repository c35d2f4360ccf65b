"""Addresses of the desk (`/quay/`) and of casework (`/xu-ly/`)."""

from django.urls import URLPattern, path

from dossiers.views import actions, counter, dossier, letters, receive, register, work

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
    path("xu-ly/ky/", letters.queue_page, name="letters"),
    path("xu-ly/ky/thieu/<int:pk>/", letters.take_up, name="letter_take_up"),
    path("xu-ly/ky/<int:pk>/", letters.letter, name="letter"),
    path("xu-ly/ky/<int:pk>/trang/<int:number>.png", letters.picture, name="letter_picture"),
    path("xu-ly/ky/<int:pk>/<slug:name>/", letters.step, name="letter_step"),
    path("xu-ly/ho-so/<int:pk>/thu/<int:form_pk>.pdf", letters.signed, name="letter_signed"),
    path("xu-ly/ho-so/<int:pk>/", dossier.dossier_page, name="dossier"),
    path("xu-ly/ho-so/<int:pk>/giay-to/<int:paper_pk>/", dossier.paper, name="paper"),
    path("xu-ly/ho-so/<int:pk>/phieu/<int:form_pk>/", dossier.notice, name="notice"),
    path("xu-ly/ho-so/<int:pk>/<slug:transition>/", actions.act, name="act"),
]
