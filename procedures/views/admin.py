"""Administration of the catalogue: time limits, remarks, policies, provisional identifiers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Unit, UnitKind
from centers.queries import code_identifier
from common import clock
from common.errors import Refusal
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from policies.queries import overview
from procedures import actions
from procedures.forms import PolicyForm, TimeLimitForm
from procedures.models import CatalogueRemark, ProcedureVersion, SearchMiss, Unanswered
from procedures.pages import limit_words
from procedures.policies_page import policy_rows, written
from procedures.queries import without_time
from procedures.search import matching

PER_PAGE = 25
ADMINISTERING = (
    Permission.MANAGE_PROCEDURES,
    Permission.MANAGE_POLICIES,
    Permission.MANAGE_CALENDAR,
    Permission.MANAGE_STAFF,
    Permission.MANAGE_CENTER,
)


@require_GET
@staff_required(*ADMINISTERING)
def index(request: StaffRequest) -> HttpResponse:
    """Where administrators begin; each task says how much there is to do."""
    on = clock.local_date(clock.now())
    counts = {
        "without_time": without_time(on).count(),
        "remarks": CatalogueRemark.objects.count(),
        "misses": SearchMiss.objects.count(),
        "questions": Unanswered.objects.count(),
        "provisional": Unit.objects.filter(kind=UnitKind.COMMUNE, identifier=None).count(),
    }
    return render(request, "procedures/admin/index.html", {"counts": counts})


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def time_limits(request: StaffRequest) -> HttpResponse:
    """Procedures without a known time, or, with a search, any procedure and its time."""
    on = clock.local_date(clock.now())
    text = request.GET.get("q", "").strip()[:100]
    versions = ProcedureVersion.objects.in_force(on).select_related("procedure__sector")
    if text:
        ranked = list(matching(text, on=on).values_list("pk", flat=True))
        by_procedure = {version.procedure_id: version for version in versions.filter(procedure__in=ranked)}
        found = [by_procedure[pk] for pk in dict.fromkeys(ranked)]
    else:
        found = list(without_time(on))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(version, limit_words(version)) for version in page.object_list]
    context = {"page": page, "rows": rows, "query": text, "unknown": without_time(on).count()}
    return render(request, "procedures/admin/time_limits.html", context)


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def time_limit(request: StaffRequest, code: str) -> HttpResponse:
    """Enter or change the time limit of one procedure from a day on."""
    at = clock.now()
    today = clock.local_date(at)
    versions = ProcedureVersion.objects.in_force(today).select_related("procedure__sector")
    version = get_object_or_404(versions, procedure__code=code)
    form = TimeLimitForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.set_time_limit(version, **form.cleaned_data, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            day = f"{max(changed.valid_from, today):%d/%m/%Y}"
            messages.success(
                request, _("Time limit of %(code)s saved; it counts from %(day)s.") % {"code": code, "day": day}
            )
            return redirect("procedures:time_limits")
    past = version.procedure.versions.order_by("-valid_from").select_related("entered_by")
    context = {
        "form": form,
        "version": version,
        "words": limit_words(version),
        "versions": [(one, limit_words(one)) for one in past],
    }
    return render(request, "procedures/admin/time_limit.html", context, status=422 if form.errors else 200)


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def remarks(request: StaffRequest) -> HttpResponse:
    """What the sources say that the catalogue did not take over."""
    rows = CatalogueRemark.objects.select_related("procedure").order_by("kind", "procedure__code")
    return render(request, "procedures/admin/remarks.html", {"remarks": rows})


@require_GET
@staff_required(*ADMINISTERING)
def policies(request: StaffRequest) -> HttpResponse:
    """Every legal number and house rule with value, source and confidence."""
    rows = policy_rows(overview(on=clock.local_date(clock.now())))
    may_change = request.staff.may(Permission.MANAGE_POLICIES)
    return render(request, "procedures/admin/policies.html", {"rows": rows, "may_change": may_change})


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_POLICIES)
def policy(request: StaffRequest, key: str) -> HttpResponse:
    """Give a policy a new value from a day on."""
    if key == PolicyKey.PAYMENT_BANK_ACCOUNT:  # entered with a password, and told to others
        return redirect("payments:bank_accounts")
    at = clock.now()
    today = clock.local_date(at)
    line = next((line for line in overview(on=today) if line.key == key), None)
    if line is None:
        raise Http404
    form = PolicyForm(request.POST or None, today=today, initial={"value": written(line.value)})
    if request.method == "POST" and form.is_valid():
        try:
            policy_actions.change(key=PolicyKey(key), **form.cleaned_data, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            day = f"{form.cleaned_data['valid_from']:%d/%m/%Y}"
            messages.success(request, _("Saved; the new value counts from %(day)s.") % {"day": day})
            return redirect("procedures:policies")
    context = {"form": form, "row": policy_rows([line])[0]}
    return render(request, "procedures/admin/policy.html", context, status=422 if form.errors else 200)


@require_GET
@staff_required(*ADMINISTERING)
def identifiers(request: StaffRequest) -> HttpResponse:
    """The part of dossier codes that names each unit, and which of them are only provisional."""
    units = Unit.objects.filter(kind=UnitKind.COMMUNE).select_related("parent__parent")
    rows = [(unit, *code_identifier(unit)) for unit in units]
    return render(request, "procedures/admin/identifiers.html", {"rows": rows})
