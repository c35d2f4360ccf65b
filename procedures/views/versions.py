"""`/quan-tri/thu-tuc/`: procedures with their versions, and a new version from a day, section by section."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from procedures import drafts
from procedures.forms import DraftForm
from procedures.import_actions import StepsContradict, compare, refuse_contradiction
from procedures.models import CatalogueUpload, Level, Procedure, ProcedureVersion, Sector
from procedures.pages import limit_words
from procedures.search import matching
from procedures.section_forms import SECTIONS, RowForms, Section, SectionForm, values_of
from procedures.usage import is_used
from procedures.workbook.entries import Entry, WorkbookRefused
from procedures.workbook.sheets import PROCEDURES

PER_PAGE = 25


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def procedures(request: StaffRequest) -> HttpResponse:
    """All procedures in force today: `q` searches, `linh-vuc`, `cap` and `chua-ro` narrow down."""
    on = clock.local_date(clock.now())
    text = request.GET.get("q", "").strip()[:100]
    chosen = {name: request.GET.get(name, "") for name in ("linh-vuc", "cap", "chua-ro")}
    versions = _narrowed(ProcedureVersion.objects.in_force(on), chosen)
    if text:
        ranked = list(dict.fromkeys(matching(text, on=on).values_list("pk", flat=True)))
        places = [When(procedure=pk, then=place) for place, pk in enumerate(ranked)]
        versions = versions.filter(procedure__in=ranked)
        order = [Case(*places, output_field=IntegerField())] if places else ["procedure__code"]
    else:
        order = ["procedure__name_sort", "procedure__code"]
    page = Paginator(versions.select_related("procedure__sector").order_by(*order), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [(version, limit_words(version)) for version in page.object_list],
        "query": text,
        "chosen": chosen,
        "sector_chosen": chosen["linh-vuc"],
        "is_unknown": bool(chosen["chua-ro"]),
        "sectors": Sector.objects.all(),
        "levels": Level.choices,
    }
    return render(request, "procedures/admin/procedures.html", context)


def _narrowed(versions: QuerySet[Any], chosen: Mapping[str, str]) -> QuerySet[Any]:
    if chosen["linh-vuc"]:
        versions = versions.filter(procedure__sector__code=chosen["linh-vuc"])
    if chosen["cap"]:
        versions = versions.filter(procedure__level=chosen["cap"])
    return versions.filter(unit=None) if chosen["chua-ro"] else versions


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def procedure(request: StaffRequest, code: str) -> HttpResponse:
    """One procedure with its versions; a new version begins here."""
    at = clock.now()
    today = clock.local_date(at)
    found = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    form = DraftForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.start(found, **form.cleaned_data, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("procedures:draft", pk=draft.pk)
    versions = found.versions.order_by("-valid_from").select_related("entered_by")
    current = found.versions.in_force(today).first()
    context = {
        "procedure": found,
        "form": form,
        "versions": [(one, limit_words(one)) for one in versions],
        "current": current,
        "is_used": current is not None and is_used(current),
        "drafts": CatalogueUpload.objects.filter(procedure=found, applied_at=None).select_related("uploaded_by"),
    }
    return render(request, "procedures/admin/procedure.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The sections of a new version, each with what differs from the version in force."""
    kept = _draft(pk)
    problems: list[str] = []
    changed: frozenset[str] = frozenset()
    try:
        comparison = compare(bytes(kept.content), valid_from=kept.valid_from, at=clock.now())
        changed = _changed(comparison.plans[0].change)
        refuse_contradiction(comparison)
    except WorkbookRefused as refusal:
        problems = [error.message for error in refusal.errors]
    except StepsContradict as refusal:
        problems = [str(refusal)]
    entry = drafts.entry_in(kept)
    items = [_item(section, kept, entry, changed) for section in SECTIONS.values()]
    context = {"draft": kept, "items": items, "problems": problems, "does_something": bool(changed)}
    return render(request, "procedures/admin/draft.html", context)


def _changed(change: Any) -> frozenset[str]:
    """Headings of fields and titles of sheets that differ."""
    fields = {field.heading for field in (*change.law, *change.described)}
    parts = {part.title for part in change.parts}
    return frozenset(fields | parts | ({"Bước"} if change.steps_left_out is not None else set()))


def _item(section: Section, kept: CatalogueUpload, entry: Entry, changed: frozenset[str]) -> dict[str, Any]:
    if section.sheet is not None:
        is_changed = section.sheet.title in changed
        hint = _("Rows: %(n)s") % {"n": len(entry.parts[section.sheet.key])}
    else:
        is_changed, hint = bool(changed & {column.heading for column in section.columns}), ""
    return {"section": section, "is_changed": is_changed, "hint": hint}


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def section(request: StaffRequest, pk: int, slug: str) -> HttpResponse:
    """One section of a new version."""
    kept, shown = _draft(pk), SECTIONS.get(slug)
    if shown is None:
        raise Http404
    entry = drafts.entry_in(kept)
    sent = request.POST if request.method == "POST" else None
    if shown.sheet is not None:
        return _rows(request, kept, shown, RowForms(shown, entry.parts[shown.sheet.key], sent))
    initial = values_of(getattr(entry, shown.part), shown.columns)
    form = SectionForm(sent, columns=shown.columns, initial=initial)
    errors: list[str] = []
    if sent is not None and form.is_valid():
        errors = _put(kept, {shown.part: form.cleaned_data})
        if not errors:
            return _saved(request, kept, shown)
    return _draw(request, kept, shown, errors, form=form, is_wrong=bool(form.errors or errors))


def _rows(request: StaffRequest, kept: CatalogueUpload, shown: Section, rows: RowForms) -> HttpResponse:
    assert shown.sheet is not None
    errors: list[str] = []
    is_wrong = False
    if request.method == "POST" and not request.POST.get("more"):
        if rows.is_valid():
            errors = _put(kept, {"parts": {shown.sheet.key: rows.rows()}})
            if not errors:
                return _saved(request, kept, shown)
        is_wrong = True
    return _draw(request, kept, shown, errors, rows=rows, is_wrong=is_wrong)


def _put(kept: CatalogueUpload, parts: dict[str, Any]) -> list[str]:
    """Save; the list of what is wrong, empty when it was saved."""
    try:
        drafts.put(kept, at=clock.now(), **parts)
    except WorkbookRefused as refusal:
        return [_placed(error) for error in refusal.errors]
    except Refusal as refusal:
        return [str(refusal)]
    return []


def _placed(error: Any) -> str:
    """Row 2 of a sheet is the first row of the page; the sheet of procedures has one row only."""
    if not error.row or error.sheet == PROCEDURES.title:
        return str(error.message)
    return _("Row %(row)s: %(problem)s") % {"row": error.row - 1, "problem": error.message}


def _saved(request: StaffRequest, kept: CatalogueUpload, shown: Section) -> HttpResponse:
    messages.success(
        request, _("Kept in the draft: %(section)s. Nothing counts before you confirm.") % {"section": shown.title}
    )
    return redirect("procedures:draft", pk=kept.pk)


def _draw(
    request: StaffRequest, kept: CatalogueUpload, shown: Section, errors: list[str], *, is_wrong: bool, **given: Any
) -> HttpResponse:
    context = {"draft": kept, "section": shown, "errors": errors, "form": None, "rows": None, **given}
    context["forms"] = list(context["rows"] or [context["form"]])
    return render(request, "procedures/admin/section.html", context, status=422 if is_wrong else 200)


def _draft(pk: int) -> CatalogueUpload:
    rows = CatalogueUpload.objects.select_related("procedure", "uploaded_by")
    return get_object_or_404(rows, pk=pk, procedure__isnull=False, applied_at=None)
