"""Counters of a center and what each of them receives."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from centers.models import Center, Counter
from common.errors import Refusal
from procedures.models import CounterTask, Procedure, Sector


class NumberTaken(Refusal):
    default_message = _("Another counter of this center has this number.")


def counters_of(center_ids: Collection[int]) -> QuerySet[Counter]:
    """The counters of these centers with what they receive, in the order of their numbers."""
    counters = Counter.objects.filter(center__in=list(center_ids)).select_related("center")
    return counters.prefetch_related("tasks__sector", "tasks__procedure").order_by("center__name_sort", "number")


@transaction.atomic
def save_counter(
    counter: Counter,
    *,
    center: Center,
    number: int,
    name: str,
    is_open: bool,
    sectors: Iterable[Sector],
    procedures: Iterable[Procedure],
) -> Counter:
    """Make or change a counter and what it receives; nothing named means everything. Raises NumberTaken."""
    if Counter.objects.filter(center=center, number=number).exclude(pk=counter.pk).exists():
        raise NumberTaken(field="number")
    counter.center, counter.number, counter.name, counter.is_open = center, number, " ".join(name.split()), is_open
    counter.source = ""  # the center says so itself now
    counter.save()
    CounterTask.objects.filter(counter=counter).delete()
    tasks = [CounterTask(counter=counter, sector=sector) for sector in sectors]
    tasks += [CounterTask(counter=counter, procedure=procedure) for procedure in procedures]
    CounterTask.objects.bulk_create(tasks)
    return counter


def counters_receiving(center_id: int, procedure: Procedure) -> list[Counter]:
    """The open counters of a center that receive this procedure: named themselves, by its sector, or for everything.

    Empty where every open counter does: then there is no counter to send anybody to.
    """
    open_ones = Counter.objects.filter(center=center_id, is_open=True)
    named = Q(tasks__procedure=procedure) | Q(tasks__sector=procedure.sector_id) | Q(tasks=None)
    found = list(open_ones.filter(named).distinct().order_by("number"))
    return found if len(found) < open_ones.count() else []
