"""The assistant for everybody, and for administrators what it could not answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from procedures.assistant import Reply, answer_about, reply_to
from procedures.models import Procedure, Unanswered
from procedures.queries import NotInForce
from procedures.question_actions import record_unanswered
from procedures.topics import Topic

MAX_QUESTION = 300
PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """`/hoi-dap/`: a question comes by POST, so that it stands in no log; `thu-tuc` names a chosen procedure.

    What could not be answered is kept without anything personal.
    """
    at = clock.now()
    text = " ".join(request.POST.get("cau-hoi", "").split())[:MAX_QUESTION]
    if text:
        reply = reply_to(text, at=at)
        if reply.knows_nothing:
            record_unanswered(text, at=at)
        return _page(request, reply, text)
    code = request.GET.get("thu-tuc", "")
    if not code:
        return _page(request, None, "")
    topics = tuple(topic for topic in Topic if topic in request.GET.getlist("hoi"))
    try:
        answer = answer_about(code, topics, at=at)
    except (Procedure.DoesNotExist, NotInForce) as unknown:
        raise Http404 from unknown
    return _page(request, Reply(answer, (), (), topics), "")


def _page(request: HttpRequest, reply: Reply | None, text: str) -> HttpResponse:
    return render(request, "procedures/ask.html", {"reply": reply, "question": text})


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def questions(request: StaffRequest) -> HttpResponse:
    """`/quan-tri/cau-hoi/`: what could not be answered, most asked for first."""
    page = Paginator(Unanswered.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/admin/questions.html", {"page": page})


@require_POST
@staff_required(Permission.MANAGE_PROCEDURES)
def dismiss_question(request: StaffRequest, pk: int) -> HttpResponse:
    """It is answered now, or nothing is to be done about it."""
    get_object_or_404(Unanswered, pk=pk).delete()
    messages.success(request, _("Taken off the list."))
    return redirect("procedures:questions")
