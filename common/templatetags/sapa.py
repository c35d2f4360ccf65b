"""Filters and tags of the design layer: dates, money, remaining time, form controls."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import replica, text
from common.clock import LOCAL_TZ, local_date

register = template.Library()

MINUTES_OF_A_WORKING_DAY = 480  # 07:30-12:00 and 13:30-17:00


@register.filter
def date_vn(value: date | datetime | None) -> str:
    """`19/11/2026`, in local time; nothing for nothing."""
    if value is None or value == "":
        return ""
    day = local_date(value) if isinstance(value, datetime) else value
    return f"{day:%d/%m/%Y}"


@register.filter
def datetime_vn(value: datetime | None) -> str:
    """`09:10 ngày 19/11/2026`, in English `19/11/2026 09:10`; local time."""
    if value is None or value == "":
        return ""
    local = value.astimezone(LOCAL_TZ)
    if get_language() == "en":
        return f"{local:%d/%m/%Y %H:%M}"
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


@register.filter
def time_vn(value: datetime | None) -> str:
    """`09:10`, local time."""
    return f"{value.astimezone(LOCAL_TZ):%H:%M}" if value else ""


@register.filter
def vnd(value: int | None) -> str:
    """`15.000 đ`; nothing for an unknown amount, so the template must say what unknown means there."""
    return "" if value is None else text.format_vnd(int(value))


@register.filter
def number(value: Any) -> Any:
    """`1.234.567` and `11,3`, in English `1,234,567` and `11.3`; a dash for nothing, words as they are."""
    if value is None:
        return "–"
    return text.format_number(value) if isinstance(value, int | float | Decimal) else value


@register.filter
def percent(value: float | None) -> str:
    """`99,50 %` in Vietnamese, `99.50 %` in English; a dash when there is nothing to divide."""
    if value is None:
        return "–"
    written = f"{float(value):.2f} %"
    return written if get_language() == "en" else written.replace(".", ",")


@register.filter
def mask_name(value: str) -> str:
    """`N***** V** A*`, for pages that everybody may read."""
    return text.mask_name(value or "")


@register.filter
def remaining(minutes: int | None, minutes_of_a_day: int = MINUTES_OF_A_WORKING_DAY) -> str:
    """Working minutes as words: `còn 2 ngày làm việc`, `còn 3 giờ 20 phút`; below zero how long it is past due."""
    if minutes is None or minutes == "":
        return ""
    amount = _amount(abs(int(minutes)), minutes_of_a_day)
    if int(minutes) < 0:
        return _("overdue by %(amount)s") % {"amount": amount}
    return _("%(amount)s left") % {"amount": amount}


@register.filter
def lasting(minutes: int, minutes_of_a_day: int = MINUTES_OF_A_WORKING_DAY) -> str:
    """How long something took, in working minutes: `2 ngày làm việc`, `3 giờ 20 phút`."""
    return _amount(minutes, minutes_of_a_day)


def _amount(minutes: int, minutes_of_a_day: int) -> str:
    days, rest = divmod(minutes, minutes_of_a_day)
    hours, rest_minutes = divmod(rest, 60)
    if days >= 2 or (days and not hours):
        return _("%(days)s working day(s)") % {"days": days}
    if days:
        return _("%(days)s working day(s) %(hours)s h") % {"days": days, "hours": hours}
    if hours and rest_minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest_minutes}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s min") % {"minutes": rest_minutes}


@register.filter
def control_kind(field: BoundField) -> str:
    """Which shape the form field component draws: choices, checkbox, file, hidden, select, textarea or text."""
    widget = field.field.widget
    shapes: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
        (forms.HiddenInput, "hidden"),
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices"),
        (forms.CheckboxInput, "checkbox"),
        (forms.FileInput, "file"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
    )
    return next((shape for kinds, shape in shapes if isinstance(widget, kinds)), "text")


@register.filter
def first_control(field: BoundField) -> str:
    """The id to jump to from the error summary: the control, or the first choice of a group."""
    return f"{field.auto_id}_0" if control_kind(field) == "choices" else str(field.id_for_label or field.auto_id)


@register.simple_tag(takes_context=True)
def control(context: template.Context, field: BoundField) -> SafeString:
    """The field's own control, tied to its hint and its error for screen readers."""
    classes = [str(field.field.widget.attrs.get("class", "")), _css_class(control_kind(field))]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if described := description_ids(context, field):
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def description_ids(context: template.Context, field: BoundField) -> str:
    """Ids of the hint and the error as the form field component prints them, space between; empty if none."""
    ids = []
    if context.get("hint") or field.help_text:
        ids.append(f"{field.auto_id}_hint")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


@register.filter
def fields_with_errors(form: forms.BaseForm) -> Iterable[BoundField]:
    """The fields the error summary links to, in the order of the page."""
    return [field for field in form if field.errors]


def _css_class(shape: str) -> str:
    return {"checkbox": "choice__input", "choices": "", "hidden": ""}.get(shape, f"input input--{shape}")


@register.simple_tag(takes_context=True)
def wrong_forms(context: template.Context) -> list[forms.BaseForm]:
    """Of `form` and the list `forms` of the context, those that are bound and wrong."""
    every = [one for one in (context.get("form"), *(context.get("forms") or ())) if one is not None]
    return [one for one in every if one.is_bound and one.errors]


@register.inclusion_tag("where_read.html")
def where_read() -> dict[str, Any]:
    """A notice where figures are not of this moment, or do not come from where they should (`common/replica.py`)."""
    source = replica.source()
    trouble = source.trouble if source else None
    return {
        "known_until": source.known_until if source and source.alias == replica.REPLICA else None,
        "is_behind": trouble is replica.Trouble.BEHIND,
        "is_away": trouble in {replica.Trouble.AWAY, replica.Trouble.STRANGER},
    }


@register.filter
def labelled(row: Iterable[Any], columns: Iterable[Any]) -> list[dict[str, Any]]:
    """The cells of a row, each with the heading of its column."""
    return [{"label": label, "value": value} for label, value in zip(columns, row, strict=False)]


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Numbers of the pages to offer; None stands for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last} | {n for n in range(page.number - 1, page.number + 2) if 1 <= n <= last})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
