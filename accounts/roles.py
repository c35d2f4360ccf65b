"""The roles of the house and what each may do. A posting (centers) gives a person a role in a place for a time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P


class Role(models.TextChoices):
    COUNTER = "counter", _("Counter staff")
    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of office")
    LEADER = "leader", _("Leader")
    SUPERVISOR = "supervisor", _("Supervisor of the province")
    HELPER = "helper", _("Helper")
    ADMINISTRATOR = "administrator", _("Administrator")
    CITIZEN = "citizen", _("Citizen")  # no posting: every citizen account
    SYSTEM = "system", _("System")  # no posting: what happens by itself


POSTED_ROLES: tuple[Role, ...] = tuple(role for role in Role if role not in {Role.CITIZEN, Role.SYSTEM})

ROLES_OF_SYSTEMS: tuple[Role, ...] = (Role.COUNTER, Role.OFFICER, Role.HEAD, Role.LEADER, Role.SUPERVISOR)
"""Other systems work beside staff; they never administer, and no citizen has given them consent as a helper."""

ROLES: dict[Role, frozenset[P]] = {
    Role.COUNTER: frozenset({P.RECEIVE_DOSSIERS, P.DELIVER_RESULTS, P.SEE_REGISTER, P.SEE_ARRIVALS, P.VIEW_NOTICES}),
    Role.OFFICER: frozenset({P.WORK_ON_DOSSIERS, P.DECIDE_DOSSIERS, P.VIEW_NOTICES}),
    Role.HEAD: frozenset({P.WORK_ON_DOSSIERS, P.DECIDE_DOSSIERS, P.ASSIGN_DOSSIERS, P.VIEW_NOTICES, P.SEE_FIGURES}),
    Role.LEADER: frozenset(
        {
            P.WORK_ON_DOSSIERS,
            P.DECIDE_DOSSIERS,
            P.ASSIGN_DOSSIERS,
            P.APPROVE_SECOND_SUPPLEMENT,
            P.STOP_DOSSIERS,
            P.REOPEN_DOSSIERS,
            P.SEE_FIGURES,
            P.PUBLISH_FIGURES,
            P.COMPARE_CENTERS,
            P.SEE_REGISTER,
            P.SEE_ARRIVALS,
            P.HANDLE_DATA_REQUESTS,
            P.HANDLE_PETITIONS,
            P.EXPORT_PERSONAL_DATA,
            P.VIEW_NOTICES,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {P.SEE_FIGURES, P.PUBLISH_FIGURES, P.COMPARE_CENTERS, P.SEE_ALL_CENTERS, P.VIEW_NOTICES}
    ),
    Role.HELPER: frozenset({P.FILE_FOR_OTHERS, P.VIEW_NOTICES}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.MANAGE_PROCEDURES,
            P.MANAGE_CALENDAR,
            P.MANAGE_STAFF,
            P.MANAGE_POLICIES,
            P.MANAGE_CENTER,
            P.MERGE_PERSONS,
            P.TAKE_OVER_DOSSIERS,
            P.VIEW_NOTICES,
        }
    ),
    Role.CITIZEN: frozenset(),
    Role.SYSTEM: frozenset(),
}

HEAD_OF_RECEPTION: frozenset[P] = frozenset({P.MERGE_PERSONS, P.SEE_REGISTER, P.SEE_ARRIVALS, P.HANDLE_PETITIONS})
"""What the head of a reception office may do besides."""


def permissions_of_role(role: str) -> frozenset[P]:
    """What a role may do; KeyError/ValueError for a word that is no role."""
    return ROLES[Role(role)]
