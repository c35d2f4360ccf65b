"""Taking a list out of the house: one page for every list says what goes out, and that it is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.permissions import Permission
from centers.access import StaffRequest
from common.clock import local_date, now
from common.errors import Refusal
from common.spreadsheet import Sheet, as_response
from dossiers.access import actor_for
from dossiers.actions.export import TooManyRows, Wanted, check_extent, record_export
from dossiers.exports import prepared
from dossiers.exports.masking import Masking
from dossiers.forms.exports import ExportForm
from dossiers.forms.fields import put_refusal
from dossiers.models import Dossier, ExportKind, ExportRecord, PreparedExport
from dossiers.tasks import nudge_writing
from policies.catalogue import PolicyKey
from policies.queries import number

from .downloads import private_file
from .posted import posted

PDF = "pdf"  # name of the button


@dataclass(frozen=True)
class Offer:
    """A list that can be taken: `words` say what it is narrowed to, `asked` is the same as its address has it."""

    what: ExportKind
    title: str
    selection: QuerySet[Dossier]
    sheet: Callable[[ExportRecord, Masking], Sheet]
    file_name: str
    back: str
    words: Sequence[str] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    printed: Callable[[ExportRecord, Masking], bytes] | None = None  # the same as PDF, where there is one
    most_printed: int = 0


def answer(request: HttpRequest, offer: Offer, at: datetime) -> HttpResponse:
    """The page before the button, the file after it; 422 when it is too long or its reason is missing."""
    staff_request = cast(StaffRequest, request)
    may_be_full = staff_request.staff.may(Permission.EXPORT_PERSONAL_DATA)
    form = ExportForm(posted(request), may_be_full=may_be_full)
    most = number(PolicyKey.EXPORT_MAX_ROWS, on=local_date(at))
    count = offer.selection.order_by().values("id")[: most + 1].count()
    if request.method == "POST" and form.is_valid():
        try:
            if _is_long(staff_request, offer, count, most, at):
                return _later(staff_request, offer, form, count, at)
            return _file(staff_request, offer, form, at)
        except Refusal as refusal:
            put_refusal(form, refusal, {})
    context = {"offer": offer, "form": form, "count": count, "most": most, "is_too_long": count > most}
    return render(request, "dossiers/staff/export.html", context, status=422 if form.errors else 200)


def _is_long(request: StaffRequest, offer: Offer, count: int, most: int, at: datetime) -> bool:
    """Whether the worker writes it; what is too long for anybody is refused at once."""
    if PDF in request.POST and offer.printed is not None:
        return False
    return prepared_for(request) is None and number(PolicyKey.EXPORT_AT_ONCE, on=local_date(at)) < count <= most


def _later(request: StaffRequest, offer: Offer, form: ExportForm, count: int, at: datetime) -> HttpResponse:
    """To the page that tells how far the worker is."""
    check_extent(_wanted(offer, form), by=actor_for(request.user, at))
    row = prepared.ask(request.user, prepared.Offered(offer.title, count), request, at=at)
    transaction.on_commit(lambda: nudge_writing(str(row.key)))
    return redirect("dossiers:prepared", key=row.key)


def _wanted(offer: Offer, form: ExportForm) -> Wanted:
    return Wanted(offer.what, offer.asked, form.is_full, form.cleaned_data.get("reason", ""))


def prepared_for(request: HttpRequest) -> PreparedExport | None:
    """The long list that the worker is writing through this request."""
    return getattr(request, "prepared", None)


def _file(request: StaffRequest, offer: Offer, form: ExportForm, at: datetime) -> HttpResponse:
    is_print = PDF in request.POST and offer.printed is not None
    if is_print and offer.selection.order_by().values("id")[: offer.most_printed + 1].count() > offer.most_printed:
        raise TooManyRows(offer.most_printed)
    by = actor_for(request.user, at)
    record = record_export(offer.selection, _wanted(offer, form), at=at, by=by)
    name, masking = f"{offer.file_name}-{local_date(at):%Y%m%d}", Masking.of(record, by)
    if is_print and offer.printed is not None:
        return private_file(offer.printed(record, masking), "application/pdf", f"{name}.pdf")
    sheet, row = offer.sheet(record, masking), prepared_for(request)
    if row is not None:
        sheet = replace(sheet, rows=prepared.told(sheet.rows, row, now))
    return as_response([sheet], name)
