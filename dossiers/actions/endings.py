"""What the event of a decision keeps, so that how the dossier ended can be judged later without asking again."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.roles import Role
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent, Paper, PaperKind
from dossiers.signals import AGAIN_WITHIN_DAYS


def facts_of_ending(dossier: Dossier) -> dict[str, Any]:
    """`files`: the result has a file; `after_return`: the same owner had the same procedure returned shortly
    before, or while this one was open.

    As a return counts what the counter withdrew after reception, since the limit begins anew in the same way; what
    citizens withdraw from their own account does not. What is not so is left out; nothing is known of what was not
    received, which the table then refuses to end. One statement.
    """
    if dossier.received_at is None:
        return {}
    files = Paper.objects.filter(dossier=dossier, kind=PaperKind.RESULT, result=None)
    by_counter = DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="withdraw", role=Role.COUNTER.value)
    returned = Dossier.objects.filter(
        Q(status=Status.RETURNED) | Q(status=Status.WITHDRAWN, received_at__isnull=False) & Exists(by_counter),
        owner=dossier.owner_id,
        version__procedure=dossier.version.procedure_id,
        ended_at__gt=dossier.received_at - timedelta(days=AGAIN_WITHIN_DAYS),  # or while this one was open
    )
    asked = Dossier.objects.filter(pk=dossier.pk).values_list(Exists(files), Exists(returned))
    has_files, after_return = asked.get()
    return {**({"files": True} if has_files else {}), **({"after_return": True} if after_return else {})}
