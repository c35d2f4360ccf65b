"""Messages between applicant and office: sent from the citizen's page and from the page of staff."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import CitizenRequest
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions.conversation import say as say_it
from dossiers.actors import Actor
from dossiers.forms.conversation import MessageForm
from dossiers.models import Dossier
from dossiers.queries.own import OwnPage

from .dossier import show
from .own import draw, own_dossier
from .pages import CASEWORK, dossier_or_404, is_desk_person

REFUSED = 422


@require_POST
@own_dossier
def own_say(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Sent: back to the page. Refused: 422, the page with what was typed."""
    form = MessageForm(request.POST)
    if not _said(page.dossier, form, access.actor_for(request.user, clock.now())):
        return draw(request, page, message_form=form, status=REFUSED)
    messages.success(request, _("Your message has been sent."))
    return HttpResponseRedirect(f"{reverse('dossiers:own', args=[page.dossier.pk])}#conversation")


@require_POST
@never_cache
@staff_required(*CASEWORK)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """The same from the office that has the dossier."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    form = MessageForm(request.POST)
    if not _said(dossier, form, access.actor_for(staff_request.user, at)):
        return show(request, dossier, at, message_form=form, status=REFUSED)
    messages.success(request, _("Your message has been sent."))
    name = "dossiers:desk_dossier" if is_desk_person(staff_request.staff) else "dossiers:dossier"
    return HttpResponseRedirect(f"{reverse(name, args=[dossier.pk])}#conversation")


def _said(dossier: Dossier, form: MessageForm, by: Actor) -> bool:
    if not form.is_valid():
        return False
    try:
        say_it(dossier, form.cleaned_data["text"], at=clock.now(), by=by)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return False
    return True
