"""The only door to petitions: who handles them at a center, and whoever holds the secret address. Default deny."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from centers.reach import StaffContext
from common.errors import Refusal
from feedback.models import Petition
from feedback.petitions import State


class NoSuchPetition(Refusal):
    """Not there, or not for these eyes: the answer is the same."""

    default_message = _("There is no such petition, or it is not open to you.")


def visible_to(staff: StaffContext) -> QuerySet[Petition]:
    """The petitions that this person handles."""
    return Petition.objects.filter(center__in=staff.centers_with(Permission.HANDLE_PETITIONS))


def petition_for(staff: StaffContext, pk: int) -> Petition:
    """Raises NoSuchPetition."""
    return _found(visible_to(staff).filter(pk=pk))


def petition_of_sender(secret: str) -> Petition:
    """Raises NoSuchPetition."""
    return _found(Petition.objects.filter(secret=secret))


def published() -> QuerySet[Petition]:
    """What everybody may read, and nothing of who sent it."""
    return Petition.objects.filter(state=State.PUBLISHED)


def _found(petitions: QuerySet[Petition]) -> Petition:
    petition = petitions.select_related("center").first()
    if petition is None:
        raise NoSuchPetition
    return petition
