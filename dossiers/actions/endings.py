"""What the event of a decision keeps, so that how the dossier ended can be judged later without asking again."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists

from dossiers.lifecycle import Status
from dossiers.models import Dossier, Paper, PaperKind
from dossiers.signals import AGAIN_WITHIN_DAYS


def facts_of_ending(dossier: Dossier) -> dict[str, Any]:
    """`files`: the result has a file; `after_return`: the same owner had the same procedure returned shortly before.

    What is not so is left out; nothing is known of what was not received, which the table then refuses to end. One
    statement.
    """
    if dossier.received_at is None:
        return {}
    files = Paper.objects.filter(dossier=dossier, kind=PaperKind.RESULT, result=None)
    returned = Dossier.objects.filter(
        owner=dossier.owner_id,
        version__procedure=dossier.version.procedure_id,
        status=Status.RETURNED,
        ended_at__gt=dossier.received_at - timedelta(days=AGAIN_WITHIN_DAYS),
        ended_at__lte=dossier.received_at,
    )
    asked = Dossier.objects.filter(pk=dossier.pk).values_list(Exists(files), Exists(returned))
    has_files, after_return = asked.get()
    return {**({"files": True} if has_files else {}), **({"after_return": True} if after_return else {})}
