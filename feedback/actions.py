"""What is done with petitions and ratings: one function per verb, each one transaction.

A step is written with every move; whoever sent the petition is told by e-mail where an address is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from centers.queries import reception_of
from common import crypto
from common.clock import local_date
from common.errors import Refusal
from dossiers.calendars import SHELF
from dossiers.codes import new_secret, next_form_number
from dossiers.models import Dossier
from feedback.models import Contacts, Grade, Petition, PetitionStep, RatedDossier, Rating
from feedback.petitions import (
    Kind,
    Limits,
    NothingWritten,
    RefusalReason,
    Verb,
    publish_by,
    target_of,
    times_of,
)
from feedback.ratings import may_rate
from notifications.actions import email, office_notice, put_up, queue
from notifications.tasks import nudge
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.engine import Pause
from workcalendar.queries import version_in_force

NUMBERED_AS = "PA"  # in the counter of forms


class Stale(Refusal):
    default_message = _("A colleague was here in between. Look at what changed, then send it again.")


class NotToBeRated(Refusal):
    default_message = _("This dossier cannot be rated: it has not ended, or its time for that is over.")


class RatedAlready(Refusal):
    default_message = _("This dossier has been rated already. Thank you.")


@dataclass(frozen=True)
class Message:
    """What the sender typed. Name, phone and e-mail may be empty."""

    key: UUID
    kind: Kind
    text: str
    dossier_code: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def send(message: Message, *, center: Center, language: str, at: datetime) -> Petition:
    """Take a petition in: number, secret address, timers. The same key twice is one petition.

    Raises NothingWritten and OutsideCalendar.
    """
    if not message.text.strip():
        raise NothingWritten(field="text")
    Center.objects.select_for_update(no_key=True).get(pk=center.pk)  # the second of two equal requests waits here
    existing = Petition.objects.filter(key=message.key).first()
    if existing is not None:
        return existing
    version = version_in_force(center.calendar, local_date(at))
    times = times_of(SHELF[version.pk], at, limits_on(at))
    year = local_date(at).year
    petition = Petition(
        key=message.key,
        secret=new_secret(),
        center=center,
        year=year,
        number=next_form_number(center.pk, NUMBERED_AS, year),
        kind=message.kind,
        text=message.text.strip(),
        dossier_code=message.dossier_code.strip(),
        language=language,
        calendar_version=version,
        received_at=at,
        refuse_by=times.refuse_by,
        ask_by=times.ask_by,
        answer_by=times.answer_by,
    )
    sender = {"name": message.name.strip(), "phone": message.phone.strip(), "email": message.email.strip()}
    if any(sender.values()):
        petition.seal(sender)
    petition.save(force_insert=True)
    _step(petition, Verb.SEND, at=at, by=None, text=petition.text)
    _tell_sender(petition, "petition_received", at=at, due_at=petition.answer_by.isoformat())
    _tell_house(petition, "petition_sent", at=at)
    return petition


@transaction.atomic
def ask_sender(petition: Petition, text: str, *, seen: int, at: datetime, by: User) -> Petition:
    """Ask the sender to complete it; the time to answer stands still. Raises MovedOn, Stale, NothingWritten."""
    locked = _locked(petition, Verb.ASK, text, seen=seen)
    locked.asked_at = locked.asked_at or at
    return _moved(locked, Verb.ASK, text, at=at, by=by, mail="petition_asked")


@transaction.atomic
def complete(petition: Petition, text: str, *, seen: int, at: datetime) -> Petition:
    """The sender completes it; the time to answer goes on. Raises MovedOn, Stale, NothingWritten, OutsideCalendar."""
    locked = _locked(petition, Verb.COMPLETE, text, seen=seen)
    pauses = [*_pauses(locked, until=at)]
    locked.answer_by = times_of(
        SHELF[locked.calendar_version_id], locked.received_at, limits_on(locked.received_at), pauses
    ).answer_by
    moved = _moved(locked, Verb.COMPLETE, text, at=at, by=None)
    _tell_house(moved, "petition_completed", at=at)
    return moved


@transaction.atomic
def refuse(petition: Petition, reason: RefusalReason, text: str, *, seen: int, at: datetime, by: User) -> Petition:
    """Say why nobody here answers, and where to turn. Raises MovedOn, Stale, NothingWritten."""
    locked = _locked(petition, Verb.REFUSE, text, seen=seen)
    locked.refusal_reason, locked.answer, locked.ended_at = reason, text.strip(), at
    return _moved(locked, Verb.REFUSE, text, at=at, by=by, mail="petition_refused")


@transaction.atomic
def answer(petition: Petition, text: str, *, seen: int, at: datetime, by: User) -> Petition:
    """Answer the sender; the time to publish begins. Raises MovedOn, Stale, NothingWritten, OutsideCalendar."""
    locked = _locked(petition, Verb.ANSWER, text, seen=seen)
    locked.answer, locked.ended_at = text.strip(), at
    locked.publish_by = publish_by(SHELF[locked.calendar_version_id], at, limits_on(at))
    return _moved(locked, Verb.ANSWER, text, at=at, by=by, mail="petition_answered")


@transaction.atomic
def publish(petition: Petition, question: str, public_answer: str, *, seen: int, at: datetime, by: User) -> Petition:
    """Show question and answer to everybody, in words by which nobody is recognised.

    Raises MovedOn, Stale, NothingWritten.
    """
    if not question.strip():
        raise NothingWritten(field="question")
    locked = _locked(petition, Verb.PUBLISH, public_answer, seen=seen)
    locked.public_question, locked.public_answer, locked.published_at = question.strip(), public_answer.strip(), at
    return _moved(locked, Verb.PUBLISH, public_answer, at=at, by=by)


@transaction.atomic
def rate(dossier: Dossier, *, overall: Grade, attitude: Grade, contacts: Contacts, at: datetime) -> None:
    """Keep the answer apart from the dossier it is about. Raises NotToBeRated, RatedAlready."""
    if not may_rate(dossier, at):
        raise NotToBeRated
    try:
        with transaction.atomic():
            RatedDossier.objects.create(dossier=dossier)
    except IntegrityError as error:
        raise RatedAlready from error
    Rating.objects.create(
        month=local_date(at).replace(day=1),
        center_id=dossier.receiving_center_id,
        unit_id=dossier.deciding_unit_id,
        overall=overall,
        attitude=attitude,
        contacts=contacts,
    )


def reencrypt_senders() -> int:
    """Who sent petitions, to the current key; returns how many. What cannot be read stays."""
    current, moved = crypto.keyring().current, 0
    for petition in Petition.objects.exclude(sender_key_id__in=["", current]).order_by("pk").iterator():
        try:
            petition.seal(petition.unsealed())
        except crypto.CannotDecrypt:
            continue
        columns = {"sender_key_id": petition.sender_key_id, "sender_encrypted": petition.sender_encrypted}
        moved += Petition.objects.filter(pk=petition.pk).update(**columns)
    return moved


def limits_on(at: datetime) -> Limits:
    """The policies pakn.* of that day."""
    on = local_date(at)
    return Limits(
        refuse=number(PolicyKey.PAKN_REFUSE_DAYS, on=on),
        complete=number(PolicyKey.PAKN_SUPPLEMENT_DAYS, on=on),
        answer=number(PolicyKey.PAKN_ANSWER_DAYS, on=on),
        publish=number(PolicyKey.PAKN_PUBLISH_DAYS, on=on),
    )


def sender_of(petition: Petition) -> Mapping[str, str]:
    """Who sent it; empty when nothing was told, or the key is gone."""
    try:
        return petition.unsealed()
    except crypto.CannotDecrypt:
        return {}


def _locked(petition: Petition, verb: Verb, text: str, *, seen: int) -> Petition:
    """The row, locked, in its new state, if it is still what somebody saw."""
    locked = Petition.objects.select_for_update(of=("self",)).select_related("center").get(pk=petition.pk)
    target = target_of(verb, locked.state)
    if locked.revision != seen:
        raise Stale
    if not text.strip():
        raise NothingWritten(field="text")
    locked.state = target
    return locked


def _moved(petition: Petition, verb: Verb, text: str, *, at: datetime, by: User | None, mail: str = "") -> Petition:
    petition.revision += 1
    petition.save()
    _step(petition, verb, at=at, by=by, text=text.strip())
    if mail:
        _tell_sender(petition, mail, at=at)
    return petition


def _step(petition: Petition, verb: Verb, *, at: datetime, by: User | None, text: str) -> None:
    PetitionStep.objects.create(petition=petition, verb=verb, at=at, by=by, text=text)


def _pauses(petition: Petition, *, until: datetime) -> list[Pause]:
    """The times in which the sender was waited for; the last one ends at `until`."""
    pauses: list[Pause] = []
    begun: datetime | None = None
    for verb, at in petition.steps.order_by("id").values_list("verb", "at"):
        if verb == Verb.ASK:
            begun = at
        elif verb == Verb.COMPLETE and begun is not None:
            pauses.append(Pause(begun, at))
            begun = None
    return [*pauses, Pause(begun, until)] if begun is not None else pauses


def _tell_sender(petition: Petition, template: str, *, at: datetime, **context: str) -> None:
    """Number and secret address only: nobody else should read in a mail what somebody complained about."""
    address = sender_of(petition).get("email", "")
    if not address:
        return
    known = {"code": petition.code, "secret": petition.secret, **context}
    message = email(
        key=f"petition/{petition.pk}/{petition.revision}/{template}",
        address=address,
        language=petition.language,
        template=template,
        context=known,
        at=at,
    )
    queue([message])
    transaction.on_commit(nudge, robust=True)


def _tell_house(petition: Petition, template: str, *, at: datetime) -> None:
    """A notice to the reception of the center; its head handles petitions, beside the leaders."""
    put_up(
        [
            office_notice(
                key=f"petition/{petition.pk}/{petition.revision}/{template}",
                office_id=reception_of(petition.center).pk,
                template=template,
                context={"code": petition.code, "due_at": petition.answer_by.isoformat()},
                url=f"/dieu-hanh/gop-y/{petition.pk}/",
                at=at,
            )
        ]
    )
