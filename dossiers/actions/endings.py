"""What the event of a decision keeps, so that how the dossier went can be judged later without asking again."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import Role
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import SENT_BACK, Dossier, DossierEvent, Paper, PaperKind
from dossiers.signals import AGAIN_WITHIN_DAYS

ASKING = [name for name, row in TRANSITIONS.items() if row.form == "02"]
BROUGHT = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)


def facts_of_ending(dossier: Dossier) -> dict[str, Any]:
    """`files`: the result has a file; `after_return`: see `facts_of_matter`.

    What is not so is left out; nothing is known of what was not received, which the table then refuses to end. One
    statement.
    """
    if dossier.received_at is None:
        return {}
    files = Paper.objects.filter(dossier=dossier, kind=PaperKind.RESULT, result=None)
    asked = Dossier.objects.filter(pk=dossier.pk).annotate(has_files=Exists(files), after_return=_was_returned(dossier))
    has_files, after_return = asked.values_list("has_files", "after_return").get()
    return {**({"files": True} if has_files else {}), **({"after_return": True} if after_return else {})}


def facts_of_matter(dossier: Dossier) -> dict[str, Any]:
    """`after_return`: the same matter was returned shortly before, or while this dossier was open. One statement.

    The same matter is the same procedure of the same owner; at the same center also of an owner with the same name and
    no other birth date, whatever the number: it may be missing, or typed wrong. As a return counts what the counter
    withdrew after reception, since the limit begins anew in the same way; what citizens withdraw from their own
    account does not.
    """
    return {"after_return": True} if Dossier.objects.filter(_was_returned(dossier), pk=dossier.pk).exists() else {}


def _was_returned(dossier: Dossier) -> Q:
    by_counter = DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="withdraw", role=Role.COUNTER.value)
    assert dossier.received_at is not None
    returned = Dossier.objects.filter(
        Q(status=Status.RETURNED) | Q(status=Status.WITHDRAWN, received_at__isnull=False) & Exists(by_counter),
        version__procedure=dossier.version.procedure_id,
        ended_at__gt=dossier.received_at - timedelta(days=AGAIN_WITHIN_DAYS),  # or while this one was open
    ).exclude(pk=dossier.pk)
    here = returned.filter(SENT_BACK, _is_the_owner(dossier), receiving_center=dossier.receiving_center_id)
    return Q(Exists(returned.filter(owner=dossier.owner_id))) | Q(Exists(here))


def _is_the_owner(dossier: Dossier) -> Q:
    owner = dossier.owner
    same_birth = Q(owner__birth_date=None) | Q(owner__birth_date=owner.birth_date) if owner.birth_date else Q()
    return Q(owner__name_fold=owner.name_fold) & same_birth


def facts_of_waiting(dossier: Dossier, brought: bool) -> dict[str, Any]:
    """`nothing`: the wait for papers ends, and none has come: neither now nor since they were asked for.

    One statement where nothing is `brought` now.
    """
    if brought:
        return {}
    return {} if _came_since(dossier).exists() else {"nothing": True}


def _came_since(dossier: Dossier) -> QuerySet[Paper]:
    asked = DossierEvent.objects.filter(dossier=dossier, transition__in=ASKING).order_by("-at").values("at")
    return Paper.objects.filter(dossier=dossier, kind__in=BROUGHT, added_at__gte=Subquery(asked[:1]))
