"""The comparison of centers: for who supervises them with the way down, for leaders with aggregates of the others."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.reach import StaffContext
from common.clock import local_date, now
from common.replica import reads_from_replica
from common.turns import in_turn
from policies.catalogue import PolicyKey
from policies.queries import number

from . import pages, periods, province, withholding
from .forms import PeriodForm
from .models import NamedPeriod
from .province import CenterLine, UnitLine
from .reach import Reach, nav_of, reach_of

MONTHS_OFFERED = 12


@staff_required(Permission.COMPARE_CENTERS)
@in_turn
@reads_from_replica
def compared(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/tinh/`: a supervisor's range; for leaders all centers, the others without dossiers.

    Wrong days answer 422, and so do days from which a leader could work out small numbers elsewhere.
    """
    at, staff = now(), cast(StaffRequest, request).staff
    reach, today = reach_of(staff), local_date(at)
    centers = reach.centers if reach.may_add_up else _all_centers()
    form = _form(request, reach, today)
    is_valid = form.is_valid()
    context: dict[str, Any] = {"form": form, "scope": None, "least": 0, "sees_all": reach.may_add_up, **nav_of(staff)}
    context["has_center"] = bool(reach)
    context["wanted"] = request.GET.get("ten", "").strip()
    context["presets"] = _presets(reach, _asked_again(form, context["wanted"]) if is_valid else {}, today)
    if not is_valid:
        return render(request, "reports/province.html", context, status=422)
    scope, wish = form.scope(at), request.GET.get("sap-xep", "")
    address = reverse("reports:province")
    again, sort = _asked_again(form, context["wanted"]), {"sap-xep": wish} if wish in province.SORTS else {}
    query = {**form.query, "back": f"{address}?{urlencode({**again, **sort})}"}
    lines = province.center_lines(scope, centers, query)
    units = province.unit_lines(scope, centers, query, () if reach.may_add_up else reach.centers)
    if not reach.may_add_up:
        lines, units, context["least"] = _withheld(lines, units, reach, staff, today)
    found = province.in_order(province.named(lines, context["wanted"]), wish)
    context |= {
        "scope": scope,
        "earlier": province.period_before(scope),
        "lines": [line for line in found if not line.is_quiet],
        "quiet": [line for line in found if line.is_quiet],
        "wish": wish if wish in province.SORTS else "",
        "by_name_href": f"{address}?{urlencode(again)}",
        "sorts": [
            (key, label, f"{address}?{urlencode({**again, 'sap-xep': key})}", key == wish)
            for key, (label, _value) in province.SORTS.items()
        ],
        "doubtful": province.doubtful_list(lines) if reach.may_add_up else [],
        "units": units,
        "latest": province.LATEST,
    }
    return render(request, "reports/province.html", context)


def _asked_again(form: PeriodForm, wanted: str) -> dict[str, str]:
    """What an address needs to ask the same of the same centers."""
    return {**form.query, **({"ten": wanted} if wanted else {})}


def _all_centers() -> Sequence[Center]:
    return pages.centers_in_order(Center.objects.select_related("unit"))


def _form(request: HttpRequest, reach: Reach, today: date) -> PeriodForm:
    """Of all centers, counted where they receive; who sees no more than aggregates is asked for finished periods."""
    usual = periods.month_of(today) if reach.may_add_up else periods.month_before(today)
    given = {"from": usual.start.isoformat(), "to": usual.end.isoformat(), **request.GET.dict()}
    whole = reach if reach.may_add_up else Reach((), may_add_up=True, is_whole=True)
    form = PeriodForm({**given, "center": "", "by": "receiving"}, whole)
    if form.is_valid() and not reach.may_add_up and not withholding.may_be_compared(form.period, today):
        words = _(
            "Choose one calendar month that is over, from its first to its last day. From longer times or overlapping "
            "ones the small numbers of other centers could be worked out."
        )
        form.add_error("to", words)
    return form


def _presets(reach: Reach, query: dict[str, str], today: date) -> list[pages.Preset]:
    address = reverse("reports:province")
    if reach.may_add_up:
        return pages.presets(today, query, NamedPeriod.objects.all(), address)
    found, month = [], periods.month_of(today)
    for _number in range(MONTHS_OFFERED):
        month = periods.month_before(month.start)
        days = {"from": month.start.isoformat(), "to": month.end.isoformat()}
        current = query.items() >= days.items()
        found.append(pages.Preset(f"{month.start:%m/%Y}", f"{address}?{urlencode({**query, **days})}", current))
    return found


def _withheld(
    lines: Sequence[CenterLine], units: Sequence[UnitLine], reach: Reach, staff: StaffContext, today: date
) -> tuple[list[CenterLine], list[UnitLine], int]:
    """What a leader sees: the own center and unit in full, of all others no small number; and what counts as small."""
    least = number(PolicyKey.COMPARED_LEAST_SHOWN, on=today)
    own = {center.pk for center in reach.centers}
    own_units = {center.unit_id for center in reach.centers} | {
        line.unit_id for line in staff.postings if Permission.COMPARE_CENTERS in line.permissions and line.unit_id
    }
    shown, told = withholding.of_others(lines, units, own=own, own_units=own_units, least=least)
    return shown, told, least
