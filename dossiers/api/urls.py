"""Addresses of dossiers and filings under /api/v1/."""

from django.urls import URLPattern, path

from . import documents, filings, tracking, views

DOSSIER = "dossiers/<str:ref>/"
FILING = "filings/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("tracking/", tracking.Track.as_view(), name="tracking"),
    path("filings/", filings.Filings.as_view(), name="filings"),
    path(FILING, filings.OneFiling.as_view(), name="filing"),
    path(f"{FILING}papers/", filings.FilingPapers.as_view(), name="filing_papers"),
    path(f"{FILING}submit/", filings.SubmitFiling.as_view(), name="filing_submit"),
    path("dossiers/", views.Dossiers.as_view(), name="dossiers"),
    path(DOSSIER, views.OneDossier.as_view(), name="dossier"),
    path(f"{DOSSIER}transitions/<str:name>/", views.Transition.as_view(), name="transition"),
    path(f"{DOSSIER}papers/<int:paper_id>/", documents.PaperContent.as_view(), name="paper"),
    path(f"{DOSSIER}slip/", documents.Slip.as_view(), name="slip"),
]
