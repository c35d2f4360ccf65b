"""All addresses of the house. Public ones are Vietnamese without accents and stay stable."""

from django.urls import URLPattern, URLResolver, include, path

from dossiers.gateway import views as gateway
from sapa_center import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("sapa_center.api")),  # first: addresses are compared one by one
    path("", views.home, name="home"),
    path("", include("common.urls")),
    path("", include("accounts.urls")),
    path("", include("centers.urls")),
    path("", include("procedures.urls")),
    path("", include("citizens.urls")),
    path("", include("notifications.urls")),
    path("", include("dossiers.urls")),
    path("tai-khoan/vneid/", gateway.leave, name="gateway_leave"),
    path("tai-khoan/vneid/tro-ve/", gateway.back, name="gateway_back"),
    path("", include("appointments.urls")),
    path("", include("feedback.urls")),
    path("", include("payments.urls")),
    path("", include("reports.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "common.views.bad_request"
handler404 = "sapa_center.errors.not_found"
handler500 = "sapa_center.errors.broken"
