"""`/xu-ly/ho-so/…/ghi-chu/`: a note for colleagues."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions.notes import add_note
from dossiers.forms.notes import NoteForm

from .dossier import show
from .pages import READERS, dossier_or_404, is_desk_person


@require_POST
@never_cache
@staff_required(*READERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Written: back to the dossier. Empty, or not among the colleagues: 422, the page with what was typed."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, dossier, at, note_form=form, status=422)
    try:
        add_note(dossier, form.cleaned_data["text"], at=at, by=access.actor_for(staff_request.user, at))
    except Refusal as refusal:
        return show(request, dossier, at, told=str(refusal), note_form=form, status=422)
    messages.success(request, _("The note has been written."))
    name = "dossiers:desk_dossier" if is_desk_person(staff_request.staff) else "dossiers:dossier"
    return HttpResponseRedirect(f"{reverse(name, args=[dossier.pk])}#notes")
