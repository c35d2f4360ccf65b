"""Verbs about people at work: make an account, post somebody, end a posting."""

import re
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import POSTED_ROLES, ROLES_OF_SYSTEMS, Role
from centers.models import Center, Office, Posting, Unit, UnitKind
from common.errors import Refusal

LED_BY_UNIT = frozenset({UnitKind.DEPARTMENT, UnitKind.AGENCY})
_LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class AccountRefused(Refusal):
    """The account cannot be made as asked; `field` says why."""


class PostingRefused(Refusal):
    """The posting does not fit: wrong kind of person, missing place, end before beginning."""


def create_staff_account(
    *, username: str, full_name: str, password: str, email: str = "", at: datetime, by: User | None = None
) -> User:
    """An account for somebody who works here, without any rights until they are posted. Raises AccountRefused."""
    name = username.strip().lower()
    if not _LOGIN_NAME.fullmatch(name):
        raise AccountRefused(
            _("A login name has 3 to 40 characters: letters without accents, digits, dots and dashes."),
            field="username",
        )
    if User.objects.filter(username=name).exists():
        raise AccountRefused(_("The login name “%(name)s” is taken.") % {"name": name}, field="username")
    if not full_name.strip():
        raise AccountRefused(_("The full name is missing."), field="full_name")
    try:
        validate_password(password, User(username=name, full_name=full_name, email=email))
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), field="password") from error
    return User.objects.create_staff(
        username=name, full_name=" ".join(full_name.split()), password=password, email=email, at=at, by=by
    )


@transaction.atomic
def appoint(
    user: User,
    role: Role,
    *,
    office: Office | None = None,
    center: Center | None = None,
    unit: Unit | None = None,
    title: str = "",
    since: date,
    until: date | None = None,
    by: User | None = None,
) -> Posting:
    """Give an account of staff or of another system a role in a place from `since` to `until`, both inclusive.

    Raises PostingRefused.
    """
    if not user.can_be_posted or role not in (POSTED_ROLES if user.is_staff_member else ROLES_OF_SYSTEMS):
        raise PostingRefused(_("Only staff accounts can be posted, and only to roles of staff."), field="user")
    if until is not None and until < since:
        raise PostingRefused(_("A posting cannot end before it begins."), field="until")
    if not _has_its_place(role, office, center, unit):
        raise PostingRefused(_("This role needs an office, a center or a unit."), field="office")
    posting = Posting(
        user=user, role=role, office=office, center=center, unit=unit, title=title, since=since, until=until
    )
    posting._history_user = by
    posting.save()
    return posting


def end_posting(posting: Posting, *, until: date, by: User | None = None) -> Posting:
    """Let a posting end; `until` is the last day it counts. Raises PostingRefused."""
    if until < posting.since:
        raise PostingRefused(_("A posting cannot end before it begins."), field="until")
    posting.until = until
    posting._history_user = by
    posting.save()
    return posting


def _has_its_place(role: Role, office: Office | None, center: Center | None, unit: Unit | None) -> bool:
    """Stricter than `posting_has_its_place`: a commune is led at its center, a department or agency as a unit."""
    if role in {Role.COUNTER, Role.OFFICER, Role.HEAD}:
        return office is not None
    if role == Role.LEADER:
        return center is not None or (unit is not None and unit.kind in LED_BY_UNIT)
    if role == Role.HELPER:
        return center is not None
    if role == Role.SUPERVISOR:
        return unit is not None
    return center is not None or unit is not None
