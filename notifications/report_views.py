"""`/tin-nhan/bao-cao/…`: where providers tell what became of messages. Nobody has a session here; signatures count."""

from datetime import datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from common import clock
from common.clock import LOCAL_TZ
from notifications.channels import sms_report, zalo_report
from notifications.models import MessageChannel
from notifications.reports import Report, take
from notifications.tasks import nudge

LARGEST = 10_000  # bytes of a report
FAR = timedelta(days=7)  # a moment that far off is not believed


@csrf_exempt
@never_cache
@require_POST
def zalo(request: HttpRequest) -> HttpResponse:
    """401 without the signature of Zalo; 200 for whatever it tells, known or not, new or not."""
    at = clock.now()
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    signature = request.headers.get("X-ZEvent-Signature", "")
    try:
        said = zalo_report.read(
            request.body, signature, app_id=settings.ZALO_APP_ID, secret=settings.ZALO_WEBHOOK_SECRET
        )
    except zalo_report.Forged:
        return HttpResponse(status=401)
    if said is not None:
        told_at = _believed(said.moment, at)
        _take(Report(MessageChannel.ZALO, True, told_at, uid=said.tracking_id, provider_id=said.msg_id), at)
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def sms(request: HttpRequest, secret: str) -> HttpResponse:
    """404 at any other address; 200 for whatever is told. The number of the phone in the query is never logged."""
    at, said = clock.now(), request.GET.dict()
    request.META["QUERY_STRING"] = ""  # lines of the log name the whole address
    known = settings.SMS_REPORT_SECRET
    if not known or not compare_digest(secret.encode(), known.encode()):
        raise Http404
    told = sms_report.read(said)
    if told is not None:
        _take(Report(MessageChannel.SMS, told.is_delivered, at, told.uid, told.provider_id, told.code), at)
    return HttpResponse("ok", content_type="text/plain")


def _take(report: Report, at: datetime) -> None:
    if take(report, at=at) and not report.is_delivered:
        nudge()  # the next channel does not wait for the next minute


def _believed(moment: float, at: datetime) -> datetime:
    """When it reached the phone; our own moment where theirs is missing or cannot be."""
    told = datetime.fromtimestamp(moment, tz=LOCAL_TZ)
    return told if at - FAR < told <= at else at
