"""Addresses of dossiers and filings under /api/v1/."""

from django.urls import URLPattern, path

from . import documents, filings, tracking, views, webhooks

DOSSIER = "dossiers/<str:ref>/"
HOOK = "webhooks/<int:pk>/"
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
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path(HOOK, webhooks.OneWebhook.as_view(), name="webhook"),
    path(f"{HOOK}secret/", webhooks.WebhookSecret.as_view(), name="webhook_secret"),
    path(f"{HOOK}replay/", webhooks.WebhookReplay.as_view(), name="webhook_replay"),
    path(f"{HOOK}deliveries/", webhooks.WebhookDeliveries.as_view(), name="webhook_deliveries"),
    path(f"{DOSSIER}slip/", documents.Slip.as_view(), name="slip"),
]
