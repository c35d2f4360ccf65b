"""What `make run` prints of the figures."""

from django.utils.translation import override

from centers.models import Center
from common.clock import now

from . import queries, replay, tables
from .measures import By


def sa_pa() -> str:
    """The table of the published Sa Pa example, out of the ledger; "" when the example is not loaded."""
    center = Center.objects.select_related("unit").filter(slug=replay.facts()["center"]).first()
    if center is None:
        return ""
    at, (start, end) = now(), replay.period()
    found = queries.figures(center, start, end, by=By.RECEIVING, at=at)
    if not found["total"].received.total:
        return ""
    scope = queries.Scope.of(center, start, end, By.RECEIVING, at)
    with override("en"):
        return tables.summary_table(scope, found, queries.assumed_post(scope))
