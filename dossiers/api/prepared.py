"""Filings of another system: what it has prepared for somebody, kept sealed until it is submitted once."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from citizens.actions import find_or_create
from citizens.api.party import PartyIn, data_of
from common import crypto
from common.api.answers import moment
from common.errors import Refusal
from dossiers import actions
from dossiers.actions import Intake, save_filing
from dossiers.actions.intake import FilingExpired
from dossiers.actors import Actor
from dossiers.citizen_files import remove_draft
from dossiers.drafts import NoSuchFiling
from dossiers.models import Channel, Dossier, FiledBy, Filing
from procedures.queries import allowance_of

from .reception import WhatIn, center_of, what

FILED_BY = [choice for choice in FiledBy.choices if choice[0] in {FiledBy.OWNER, FiledBy.RELATIVE, FiledBy.POST}]


class FilingIncomplete(Refusal):
    """`field` is what is still missing."""

    default_message = _("This is still missing.")


class AlreadySubmitted(Refusal):
    default_message = _("This filing has been submitted; it cannot be changed or deleted any more.")


class ChannelClosed(Refusal):
    default_message = _("This procedure does not take dossiers this way.")


class FilingIn(WhatIn):
    """A filing as a whole."""

    filed_by = serializers.ChoiceField(FILED_BY, default=FiledBy.OWNER, help_text="Who really filed; post: by post")
    owner = PartyIn(required=False, allow_null=True, default=None)
    submitter = PartyIn(required=False, allow_null=True, default=None, help_text="The owner unless given")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class FilingChangeIn(serializers.Serializer[Any]):
    """What of a filing may be changed; what is left out stays."""

    filed_by = serializers.ChoiceField(FILED_BY, required=False)
    owner = PartyIn(required=False)
    submitter = PartyIn(required=False, allow_null=True)
    return_center = serializers.CharField(max_length=60, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class FilePaperShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    required = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]
    name = serializers.CharField()
    file_name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes")


class FilingShape(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    procedure = serializers.CharField()
    case = serializers.IntegerField(allow_null=True)
    center = serializers.CharField()
    return_center = serializers.CharField()
    filed_by = serializers.ChoiceField(FILED_BY)
    language = serializers.CharField()
    has_owner = serializers.BooleanField()
    has_submitter = serializers.BooleanField(help_text="Somebody else than the owner")
    note = serializers.CharField()
    papers = FilePaperShape(many=True)
    expires_at = serializers.DateTimeField(help_text="Then it is deleted, unless it was submitted")
    dossier = serializers.IntegerField(allow_null=True, help_text="Id, once submitted")


RELATIONS = ("version__procedure", "case", "center")


def filing_of(account: User, key: UUID) -> Filing:
    """A filing that this account has begun through the API, sent or not. Raises NoSuchFiling."""
    own = Filing.objects.filter(account=account, key=key, answers__has_key="language")
    filing = own.select_related(*RELATIONS).first()
    if filing is None:
        raise NoSuchFiling(_("This account has no such filing."))
    return filing


def begin(sent: Mapping[str, Any], *, account: User, at: datetime) -> Filing:
    """A new filing; `sent` is validated by FilingIn. Raises TimeUnknown, ChannelClosed, NoSuchChoice, NotInForce."""
    known = what(sent, at)
    version, channel = known["version"], _channel(sent["filed_by"])
    allowance_of(version, known["case"])
    if channel not in version.channels or (channel == Channel.ONLINE and not version.takes_online):
        raise ChannelClosed(field="procedure")
    filing = Filing(
        account=account,
        center=known["receiving_center"],
        version=version,
        case=known["case"],
        channel=channel,
        created_at=at,
    )
    answers = {"return_center": known["return_center"].slug, "language": sent["language"]}
    return save_filing(filing, at=at, answers=answers, filed_by=sent["filed_by"], note=sent["note"], **_people(sent))


@transaction.atomic
def change(filing: Filing, sent: Mapping[str, Any], *, at: datetime) -> Filing:
    """`sent` is validated by FilingChangeIn. Raises AlreadySubmitted, FilingExpired, NoSuchChoice."""
    filing = unsent(filing, at)
    typed: dict[str, Any] = {name: sent[name] for name in ("filed_by", "note") if name in sent}
    if "filed_by" in sent and _channel(sent["filed_by"]) != filing.channel:
        raise ChannelClosed(field="filed_by")
    if "return_center" in sent:
        center = center_of(sent["return_center"], "return_center")
        typed["answers"] = {**filing.answers, "return_center": center.slug}
    return save_filing(filing, at=at, **typed, **_people(sent))


@transaction.atomic
def submit(filing: Filing, *, by: Actor, account: User, at: datetime) -> tuple[Dossier, bool]:
    """The dossier, and whether it is new: twice gives the same one.

    Raises FilingIncomplete, FilingExpired and what `actions.submit` raises.
    """
    filing = Filing.objects.select_for_update(of=("self",)).select_related(*RELATIONS).get(pk=filing.pk)
    if filing.dossier is not None:
        return filing.dossier, False
    if filing.expires_at <= at:
        raise FilingExpired
    declared, sender = opened(filing.owner), opened(filing.submitter)
    if not declared:
        raise FilingIncomplete(field="owner")
    if filing.version.papers.filter(is_note=False).exists() and not filing.papers.exists():
        raise FilingIncomplete(field="papers")
    owner = find_or_create(_data(declared), at=at, by=account)
    submitter = find_or_create(_data(sender), at=at, by=account) if sender else owner
    known = what(
        {
            "procedure": filing.version.procedure.code,
            "case": filing.case.number if filing.case else None,
            "center": filing.center.slug,
            "return_center": filing.answers.get("return_center", ""),
        },
        at,
    )
    intake = Intake(
        **known,
        channel=Channel(filing.channel),
        filed_by=FiledBy(filing.filed_by),
        owner=owner,
        submitter=submitter,
        language=filing.answers["language"],
    )
    dossier = actions.submit(filing, intake, at=at, by=by)
    Filing.objects.filter(pk=filing.pk).update(owner={}, submitter={})  # the declarations live in the parties now
    return dossier, True


@transaction.atomic
def delete(filing: Filing, *, at: datetime) -> None:
    """Raises AlreadySubmitted."""
    remove_draft(unsent(filing, at, may_be_expired=True))


def unsent(filing: Filing, at: datetime, *, may_be_expired: bool = False) -> Filing:
    """The filing, locked, that can still be changed. Raises NoSuchFiling, AlreadySubmitted, FilingExpired."""
    locked = Filing.objects.select_for_update(of=("self",)).select_related(*RELATIONS).filter(pk=filing.pk).first()
    if locked is None:
        raise NoSuchFiling(_("This account has no such filing."))
    if locked.dossier_id is not None:
        raise AlreadySubmitted
    if locked.expires_at <= at and not may_be_expired:
        raise FilingExpired
    return locked


def document(filing: Filing) -> dict[str, Any]:
    """As `FilingShape` words it. Declarations are not given back: they hold identity numbers."""
    return {
        "key": str(filing.key),
        "procedure": filing.version.procedure.code,
        "case": filing.case.number if filing.case else None,
        "center": filing.center.slug,
        "return_center": filing.answers.get("return_center", filing.center.slug),
        "filed_by": str(filing.filed_by),
        "language": filing.answers.get("language", "vi"),
        "has_owner": bool(filing.owner) or filing.dossier_id is not None,
        "has_submitter": bool(filing.submitter),
        "note": filing.note,
        "papers": [paper(row) for row in filing.papers.order_by("pk")],
        "expires_at": moment(filing.expires_at),
        "dossier": filing.dossier_id,
    }


def paper(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "required": row.required_id,
        "name": row.name,
        "file_name": row.file_name,
        "content_type": row.content_type,
        "size": row.size,
    }


def sealed(declared: Mapping[str, Any] | None) -> dict[str, str]:
    """A declaration as it lies in the database: encrypted, because it holds an identity number."""
    if not declared:
        return {}
    key_id, token = crypto.encrypt(json.dumps(dict(declared), default=str).encode())
    return {"key_id": key_id, "token": base64.b64encode(token).decode()}


def opened(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The declaration as it was sent; empty when there is none, or its key is gone: then it is sent again."""
    if not kept:
        return {}
    try:
        plain = crypto.decrypt(kept["key_id"], base64.b64decode(kept["token"]))
    except (crypto.CannotDecrypt, KeyError):
        return {}
    declared: dict[str, Any] = json.loads(plain)
    return declared


def _data(declared: Mapping[str, Any]) -> Any:
    again = PartyIn(data=declared)
    again.is_valid(raise_exception=True)
    return data_of(again.validated_data)


def _people(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Both declarations, sealed, as far as they were sent; codes of communes are looked up at once."""
    people = {name: sent[name] for name in ("owner", "submitter") if name in sent}
    for declared in people.values():
        if declared:
            data_of(declared)
    return {name: sealed(declared) for name, declared in people.items()}


def _channel(filed_by: str) -> Channel:
    return Channel.POST if filed_by == FiledBy.POST else Channel.ONLINE
