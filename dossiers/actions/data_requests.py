"""Requests of people about their own data: sent, answered first, extended once, done or refused."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from centers.queries import leaders_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.calendars import SHELF
from dossiers.data_rights import (
    UNFINISHED,
    DataLimits,
    DataState,
    DataVerb,
    DataWish,
    ExtendedBefore,
    NoReason,
    first_answer_by,
    fulfil_by,
    target_of,
)
from dossiers.models import DataRequest, DataRequestStep
from notifications.actions import email, put_up, queue
from notifications.models import Notice
from notifications.tasks import nudge
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.queries import version_in_force

SENT = "send"


class AskedAlready(Refusal):
    default_message = _("You have asked for the same, and it is still being worked on.")


class StaleRequest(Refusal):
    default_message = _("A colleague was here in between. Look at what changed, then send it again.")


@transaction.atomic
def ask_about_data(account: User, wish: DataWish, text: str, *, center: Center, at: datetime) -> DataRequest:
    """Into the register of a center. Raises NoReason, AskedAlready, OutsideCalendar."""
    if not text.strip():
        raise NoReason(field="text")
    User.objects.select_for_update(no_key=True).get(pk=account.pk)  # the second of two equal requests waits here
    if DataRequest.objects.filter(account=account, wish=wish, text=text.strip(), state__in=[*UNFINISHED]).exists():
        raise AskedAlready
    version, limits = version_in_force(center.calendar, local_date(at)), limits_on(at)
    calendar = SHELF[version.pk]
    request = DataRequest.objects.create(
        account=account,
        center=center,
        wish=wish,
        text=text.strip(),
        calendar_version=version,
        received_at=at,
        first_answer_by=first_answer_by(calendar, at, limits),
        fulfil_by=fulfil_by(calendar, at, wish, limits),
    )
    DataRequestStep.objects.create(request=request, verb=SENT, at=at, by=account, text=request.text)
    put_up(
        Notice(
            key=f"data/{request.pk}/{leader.pk}",
            user=leader,
            template="data_request",
            context={"due_at": request.first_answer_by.isoformat()},
            url=f"/dieu-hanh/du-lieu-ca-nhan/{request.pk}/",
            created_at=at,
        )
        for leader in leaders_of(center, local_date(at))
    )
    return request


@transaction.atomic
def act_on_data(request: DataRequest, verb: DataVerb, text: str, *, seen: int, at: datetime, by: User) -> DataRequest:
    """One step; the person is told. Raises DataMovedOn, StaleRequest, NoReason, ExtendedBefore, OutsideCalendar."""
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=request.pk)
    locked.state = target_of(verb, locked.state)
    if locked.revision != seen:
        raise StaleRequest
    if not text.strip():
        raise NoReason(field="text")
    locked.first_answer_at = locked.first_answer_at or at
    if verb == DataVerb.EXTEND:
        _extend(locked)
    if locked.state not in UNFINISHED:
        locked.ended_at = at
    locked.revision += 1
    locked.save()
    DataRequestStep.objects.create(request=locked, verb=verb, at=at, by=by, text=text.strip())
    _tell(locked, at)
    return locked


def _extend(request: DataRequest) -> None:
    if request.is_extended:
        raise ExtendedBefore
    request.is_extended = True
    calendar, limits = SHELF[request.calendar_version_id], limits_on(request.received_at)
    request.fulfil_by = fulfil_by(calendar, request.received_at, request.wish, limits, is_extended=True)


def _tell(request: DataRequest, at: datetime) -> None:
    """That something happened, not what: a mail may be read by others."""
    if not request.account.email:
        return
    message = email(
        key=f"data/{request.pk}/{request.revision}",
        address=request.account.email,
        language="vi",
        template="data_request_moved",
        context={"state": str(DataState(request.state).value)},
        at=at,
    )
    queue([message])
    transaction.on_commit(nudge, robust=True)


def limits_on(at: datetime) -> DataLimits:
    """The policies pdpl.* of that day."""
    on = local_date(at)
    return DataLimits(
        first=number(PolicyKey.PDPL_FIRST_RESPONSE_DAYS, on=on),
        fulfil=number(PolicyKey.PDPL_FULFIL_DAYS, on=on),
        restrict=number(PolicyKey.PDPL_WITHDRAW_DAYS, on=on),
        extension=number(PolicyKey.PDPL_EXTENSION_DAYS, on=on),
    )
