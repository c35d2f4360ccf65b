"""Long lists are written by the worker: asked for once, written once, kept encrypted for a day, for one person.

The worker presses the same button for the same person, so that rights, record and file come from the same lines as
for a short list.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from accounts.models import User
from centers.middleware import StaffMiddleware
from common import crypto
from dossiers import drafts
from dossiers.models import PreparedExport, PreparedState

Row = TypeVar("Row")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Offered:
    """The heading of a list and how many rows it has."""

    title: str
    rows: int


KEPT = timedelta(days=1)
LOST_AFTER = timedelta(minutes=10)  # a worker that has not said anything for so long is gone
TELL_EVERY = 500  # rows
PAGE = "page"  # beside what was typed: the address of the page


def ask(user: User, offered: Offered, request: HttpRequest, *, at: datetime) -> PreparedExport:
    """Note the button that was pressed. A search may name people, so it is kept encrypted."""
    posted = {name: str(text) for name, text in request.POST.items() if name != "csrfmiddlewaretoken"}
    return PreparedExport.objects.create(
        user=user,
        title=offered.title,
        asked=drafts.sealed({**posted, PAGE: request.get_full_path()}),
        language=translation.get_language(),
        total=offered.rows,
        asked_at=at,
        touched_at=at,
    )


def begin(key: str, *, at: datetime) -> PreparedExport | None:
    """Take what waits; None where somebody else has it, or it is done."""
    with transaction.atomic():
        waiting = PreparedExport.objects.select_for_update(of=("self",), skip_locked=True)
        row = waiting.filter(key=key, state=PreparedState.WAITING).select_related("user").first()
        if row is not None:
            row.state, row.touched_at, row.done = PreparedState.WRITING, at, 0
            row.save(update_fields=["state", "touched_at", "done"])
    return row


def write(row: PreparedExport, *, at: datetime) -> None:
    """Press the button of the page again as its person; keep the file, or note that there is none."""
    with translation.override(row.language):
        try:
            answer = _pressed(row)
        except (PermissionDenied, Http404) as refusal:
            log.info("a list is not written", list=row.pk, why=type(refusal).__name__)
            answer = HttpResponse(status=403)
        except Exception:
            _end(row, state=PreparedState.FAILED)
            raise
    if not isinstance(answer, FileResponse):
        _end(row, state=PreparedState.FAILED)
        return
    content = b"".join(answer.streaming_content)
    key_id, token = crypto.encrypt(content, context=row.key.bytes)
    name = str(answer.filename)
    _end(row, state=PreparedState.READY, content=token, key_id=key_id, file_name=name, done=row.total, touched_at=at)


def _pressed(row: PreparedExport) -> HttpResponse:
    asked = drafts.opened(row.asked)
    if not asked:  # its key is gone
        raise Http404
    request: HttpRequest = RequestFactory().post(asked.pop(PAGE), asked)
    request.user, request.prepared = row.user, row  # type: ignore[attr-defined]
    found = resolve(request.path)
    return StaffMiddleware(lambda known: found.func(known, *found.args, **found.kwargs))(request)


def _end(row: PreparedExport, **changed: object) -> None:
    """Only who still has it: what was given up meanwhile stays given up."""
    PreparedExport.objects.filter(pk=row.pk, state=PreparedState.WRITING).update(**changed)


def told(rows: Iterable[Row], row: PreparedExport, clock: Callable[[], datetime]) -> Iterator[Row]:
    """The same rows; says now and then how far it is."""
    for number, one in enumerate(rows, start=1):
        if number % TELL_EVERY == 0:
            PreparedExport.objects.filter(pk=row.pk).update(done=number, touched_at=clock())
        yield one


def page_of(row: PreparedExport) -> str:
    """The address of the page with the button; "" once that is forgotten."""
    return drafts.opened(row.asked).get(PAGE, "")


def opened(row: PreparedExport) -> bytes:
    """The file. Raises Http404 where it is not there (any more)."""
    if row.state != PreparedState.READY or row.content is None:
        raise Http404
    try:
        return crypto.decrypt(row.key_id, row.content, context=row.key.bytes)
    except crypto.CannotDecrypt as error:
        raise Http404 from error


def tidy(*, at: datetime) -> list[str]:
    """Forget files of yesterday, give up what a lost worker had; the keys of what still waits."""
    ready = PreparedExport.objects.filter(state=PreparedState.READY, content__isnull=False)
    ready.filter(touched_at__lte=at - KEPT).update(content=None, key_id="")
    PreparedExport.objects.filter(touched_at__lte=at - KEPT).exclude(asked={}).update(asked={})
    lost = PreparedExport.objects.filter(state=PreparedState.WRITING, touched_at__lte=at - LOST_AFTER)
    lost.update(state=PreparedState.FAILED)
    waiting = PreparedExport.objects.filter(state=PreparedState.WAITING)
    return [str(key) for key in waiting.order_by("pk").values_list("key", flat=True)]
