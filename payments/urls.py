"""The day's money (`/quay/so-thu/`) and paying for a dossier."""

from django.urls import path

from payments.views import bank_account, gateway, paying, staff

app_name = "payments"

urlpatterns = [
    path("quay/so-thu/", staff.day, name="day"),
    path("quay/so-thu/sao-ke/", staff.import_statement, name="import"),
    path("quay/so-thu/cho-doi-chieu/", staff.waiting, name="waiting"),
    path("quay/so-thu/cho-doi-chieu/<int:pk>/khop/", staff.match, name="match"),
    path("quay/so-thu/cho-doi-chieu/<int:pk>/tra-lai/", staff.give_back, name="give_back"),
    path("quay/so-thu/ma-qr/<int:pk>/", paying.desk_code, name="desk_code"),
    path("quan-tri/tai-khoan-nhan-tien/", bank_account.bank_accounts, name="bank_accounts"),
    path("quan-tri/tai-khoan-nhan-tien/<slug:slug>/", bank_account.bank_account, name="bank_account"),
    path("tai-khoan/ho-so/<int:dossier_id>/nop-phi/", paying.pay, name="pay"),
    path("tai-khoan/ho-so/<int:dossier_id>/nop-phi/cong/", gateway.begin, name="begin"),
    path("thanh-toan/ket-qua/", gateway.callback, name="callback"),
]
