"""Verbs about how somebody sees the worklist."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Refusal
from dossiers.models import ChosenColumns, SavedFilter

MOST = 20


class TooManyFilters(Refusal):
    def __init__(self) -> None:
        super().__init__(_("You have %(most)s filters already. Delete one first.") % {"most": MOST}, field="name")


@transaction.atomic
def save_filter(user: User, name: str, query: str, *, is_default: bool) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it. Raises TooManyFilters."""
    own = SavedFilter.objects.filter(user=User.objects.select_for_update(no_key=True).get(pk=user.pk))
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise TooManyFilters
    if is_default:
        own.update(is_default=False)
    kept, _is_new = own.update_or_create(user=user, name=name, defaults={"query": query, "is_default": is_default})
    return kept


def delete_filter(user: User, pk: int) -> None:
    """Forget a filter of this person; nothing happens to those of others."""
    SavedFilter.objects.filter(user=user, pk=pk).delete()


@transaction.atomic
def make_default(user: User, pk: int | None) -> None:
    """Which filter opens by itself; None: none of them."""
    own = SavedFilter.objects.filter(user=User.objects.select_for_update(no_key=True).get(pk=user.pk))
    own.update(is_default=False)
    if pk is not None:
        own.filter(pk=pk).update(is_default=True)


def choose_columns(user: User, columns: Sequence[str]) -> None:
    """Columns in their order; none: the usual ones again."""
    if columns:
        ChosenColumns.objects.update_or_create(user=user, defaults={"columns": list(columns)})
    else:
        ChosenColumns.objects.filter(user=user).delete()
