"""Addresses of those who watch (`/dieu-hanh/`), and the published figures (`/so-lieu/`)."""

from django.urls import path

from reports import edition_views, exports, province_views, today_views, views
from reports.scorecard import views as scorecard
from reports.statutory import views as statutory

app_name = "reports"

urlpatterns = [
    path("dieu-hanh/", views.overview, name="overview"),
    path("dieu-hanh/excel/", exports.figures, name="overview_export"),
    path("dieu-hanh/ho-so/", views.behind, name="behind"),
    path("dieu-hanh/ky-bao-cao/", edition_views.periods_of_staff, name="periods"),
    path("dieu-hanh/ky-bao-cao/<int:pk>/", edition_views.edition, name="edition"),
    path("dieu-hanh/bao-cao/", statutory.index, name="statutory_index"),
    path("dieu-hanh/bao-cao/<slug:slug>/", statutory.report, name="statutory"),
    path("dieu-hanh/bao-cao/<slug:slug>/tai-ve/", statutory.taken, name="statutory_file"),
    path("dieu-hanh/766/", scorecard.scorecard, name="scorecard"),
    path("dieu-hanh/766/tai-ve/", scorecard.taken, name="scorecard_file"),
    path("so-lieu/", edition_views.published, name="published"),
    path("so-lieu/<int:pk>/", edition_views.published_edition, name="published_edition"),
    path("dieu-hanh/hom-nay/<slug:kind>/", today_views.today, name="today"),
    path("dieu-hanh/dang-lam/", today_views.at_work, name="at_work"),
    path("dieu-hanh/buoc/", today_views.legs, name="legs"),
    path("dieu-hanh/tien/", today_views.money, name="money"),
    path("dieu-hanh/tinh/", province_views.compared, name="province"),
    path("dieu-hanh/thay-doi/", views.intervened, name="interventions"),
    path("dieu-hanh/ho-so/excel/", exports.behind, name="behind_export"),
]
