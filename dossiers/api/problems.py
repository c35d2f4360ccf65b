"""Which refusals of dossiers are answered under which status, and how one learns who was quicker."""

from django.http import HttpResponse

from common.api.answers import moment
from common.api.problems import answers, refused
from common.errors import Refusal
from common.files import UploadTooLarge
from dossiers.access import NoSuchDossier
from dossiers.actions import MovedOn
from dossiers.actions.intake import FilingExpired
from dossiers.drafts import NoSuchFiling
from dossiers.lifecycle import NotInThisStatus, NotYourRole
from dossiers.models import Dossier
from dossiers.slips.form01 import NotReceivedYet
from dossiers.tracking import TooManyTries

answers(403, NotYourRole)
answers(404, NoSuchDossier, NoSuchFiling, NotReceivedYet)
answers(409, MovedOn, NotInThisStatus)
answers(410, FilingExpired)
answers(413, UploadTooLarge)
answers(429, TooManyTries)


def moved_on(dossier: Dossier, seen: int | None = None) -> MovedOn:
    """What happened to a dossier after the revision that was `seen`; without one, or beyond it, what happened last."""
    events = dossier.events.select_related("by").order_by("-number")
    return MovedOn(list(events.filter(number__gt=seen)[:5] if seen is not None else ()) or list(events[:1]))


def conflict(refusal: Refusal, dossier: Dossier) -> HttpResponse:
    """409 with `moved`: who did what last, and when."""
    moved = refusal if isinstance(refusal, MovedOn) else moved_on(dossier)
    last = moved.last
    told = {
        "by": last.by.full_name if last.by else "",
        "transition": last.transition,
        "at": moment(last.at),
        "revision": last.number,
    }
    if refusal is moved:
        return refused(refusal, moved=told)
    return refused(type_kept(refusal, moved), moved=told)


def type_kept(refusal: Refusal, moved: MovedOn) -> Refusal:
    """The refusal, its sentence followed by who moved the dossier."""
    refusal.message = f"{refusal} {moved}"
    return refusal
