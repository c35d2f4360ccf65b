"""Addresses of signing in. Of django-allauth's own pages none is wired."""

from django.urls import path

from accounts.views import citizen, phone, staff

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", staff.sign_in, name="staff_sign_in"),
    path("doi-mat-khau/", staff.new_password, name="new_password"),
    path("dang-xuat/", staff.sign_out, name="sign_out"),
    path("tai-khoan/dang-nhap/", citizen.sign_in, name="citizen_sign_in"),
    path("tai-khoan/dang-nhap/ma/", citizen.prove_code, name="citizen_code"),
    path("tai-khoan/khoa-may/", phone.keys, name="phone_keys"),
    path("tai-khoan/thong-tin/", citizen.profile, name="profile"),
]
