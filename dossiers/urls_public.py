"""Addresses for everybody and for citizens."""

from django.urls import URLPattern, path

from dossiers.views import conversation, filing, helping, own, own_data, tracking, uploads, wishes

DRAFT = "nop-ho-so/ho-so/<uuid:key>/"
HELPED = "giup-nop/ho-so/<int:dossier_id>/"
OWN = "tai-khoan/ho-so/<int:dossier_id>/"

urlpatterns: list[URLPattern] = [
    path("nop-ho-so/", filing.choose, name="choose"),
    path("nop-ho-so/<str:code>/", filing.start, name="start"),
    path(DRAFT, filing.tasks, name="filing"),
    path(f"{DRAFT}nguoi-nop/", filing.submitter, name="filing_submitter"),
    path(f"{DRAFT}chu-ho-so/", filing.owner, name="filing_owner"),
    path(f"{DRAFT}chu-ho-so/khai/", filing.owner_details, name="filing_owner_details"),
    path(f"{DRAFT}khai/<slug:page>/", filing.questions, name="filing_questions"),
    path(f"{DRAFT}giay-to/", filing.papers, name="filing_papers"),
    path(f"{DRAFT}giay-to/<int:paper_id>/", filing.paper, name="filing_paper"),
    path(f"{DRAFT}tai-len/", uploads.begin, name="filing_uploads"),
    path(f"{DRAFT}tai-len/<uuid:upload_key>/", uploads.upload, name="filing_upload"),
    path(f"{DRAFT}noi-dung/", filing.content, name="filing_content"),
    path(f"{DRAFT}kiem-tra/", filing.review, name="filing_review"),
    path(f"{DRAFT}da-gui/", filing.sent, name="filing_sent"),
    path(f"{DRAFT}xoa/", filing.delete, name="filing_delete"),
    path("giup-nop/", helping.home, name="helping"),
    path("giup-nop/ho-so/<uuid:key>/dong-y/", helping.consent, name="filing_consent"),
    path("giup-nop/ho-so/<uuid:key>/dong-y/to-giay/", helping.sheet, name="consent_sheet"),
    path(HELPED, helping.helped, name="helped"),
    path(f"{HELPED}bo-sung/", helping.supply, name="helped_supply"),
    path(f"{HELPED}giay-to/<int:paper_id>/", helping.paper, name="helped_paper"),
    path(f"{HELPED}bien-nhan.pdf", helping.receipt, name="helped_receipt"),
    path("giup-nop/<str:code>/", helping.start, name="helping_start"),
    path("tai-khoan/", own.account, name="account"),
    path("tai-khoan/du-lieu/", own_data.own_data, name="own_data"),
    path("tai-khoan/du-lieu/tai-ve/", own_data.take_along, name="own_data_file"),
    path("tai-khoan/ho-so/", own.own_list, name="own_list"),
    path(OWN, own.own, name="own"),
    path(f"{OWN}bo-sung/", own.supply, name="own_supply"),
    path(f"{OWN}bo-sung/khai/<slug:key>/", own.answer, name="own_answer"),
    path(f"{OWN}tai-len/", uploads.own_begin, name="own_uploads"),
    path(f"{OWN}tai-len/<uuid:upload_key>/", uploads.own_upload, name="own_upload"),
    path(f"{OWN}trao-doi/", conversation.own_say, name="own_say"),
    path(f"{OWN}nhan-ket-qua/", wishes.own_wish, name="own_wish"),
    path(f"{OWN}thoi-nho-giup/", helping.end_own, name="own_end_help"),
    path(f"{OWN}rut/", own.withdraw, name="own_withdraw"),
    path(f"{OWN}giay-to/<int:paper_id>/", own.paper, name="own_paper"),
    path(f"{OWN}xac-nhan-gui.pdf", own.submission, name="own_submission"),
    path(f"{OWN}giay-tiep-nhan/", own.slip, name="own_slip"),
    path(f"{OWN}phieu-thu/<int:payment_pk>/", own.receipt, name="own_receipt"),
    path(f"{OWN}phieu/<int:form_pk>/", own.notice, name="own_notice"),
    path(f"{OWN}thu/<int:form_pk>/", own.letter, name="own_letter"),
    path("tra-cuu/", tracking.track, name="track"),
    path("tra-cuu/<str:secret>/", tracking.track_secret, name="track_secret"),
]
