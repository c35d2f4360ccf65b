"""`/tai-khoan/ho-so/…/nhan-ket-qua/`: the applicant chooses how to receive the result."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import CitizenRequest
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions.wishes import change_wish, wish_of
from dossiers.forms.wishes import WishForm, initial_wish
from dossiers.queries.own import OwnPage
from dossiers.views.posted import posted

from .own import own_dossier


@require_http_methods(["GET", "POST"])
@own_dossier
def own_wish(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Chosen: back to the dossier. Refused: 422, with what was typed."""
    form = WishForm(posted(request), initial=initial_wish(wish_of(page.dossier)))
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        by = access.actor_for(request.user, at)
        try:
            change_wish(page.dossier, form.wish(), at=at, by=by, account=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Your choice has been kept."))
            return redirect("dossiers:own", dossier_id=page.dossier.pk)
    context = {"dossier": page.dossier, "form": form}
    return render(request, "dossiers/public/wish.html", context, status=422 if form.errors else 200)
