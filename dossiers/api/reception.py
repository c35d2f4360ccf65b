"""Receiving through the API: the same intake as at the desk, as JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from centers.models import Center
from centers.queries import center_by_slug
from citizens.actions import find_or_create
from citizens.api.party import PartyIn, data_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.actions import Intake, receive_at_counter
from dossiers.actions.intake import PaperIn
from dossiers.actors import Actor
from dossiers.drafts import NoSuchFiling
from dossiers.models import Channel, Dossier, FiledBy, Filing
from procedures.models import ProcedureVersion
from procedures.queries import NotInForce, version_by_code

from .fields import id_field

LANGUAGES = ("vi", "en")
FILED_BY = [choice for choice in FiledBy.choices if choice[0] != FiledBy.HELPER]  # helpers act under their own account


class NoSuchChoice(Refusal):
    """A code or slug that names nothing; `field` is where it stands."""

    default_message = _("There is no such entry. The catalogue and the list of centers name all of them.")


class PapersMissing(Refusal):
    default_message = _("Name at least one paper that was handed in.")

    def __init__(self) -> None:
        super().__init__(field="papers")


class GivenPaperIn(serializers.Serializer[Any]):
    """A paper that was handed in: one of the published list by id, or any other by name."""

    required = id_field(allow_null=True, default=None)  # type: ignore[assignment]
    name = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    originals = serializers.IntegerField(min_value=0, max_value=99, default=1)
    copies = serializers.IntegerField(min_value=0, max_value=99, default=0)


class WhatIn(serializers.Serializer[Any]):
    """What filing and receiving have in common."""

    procedure = serializers.CharField(max_length=20, help_text="Code")
    case = serializers.IntegerField(
        min_value=1, max_value=32767, required=False, allow_null=True, default=None,
        help_text="Number of a case of the procedure; null is the ordinary one",
    )  # fmt: skip
    center = serializers.CharField(max_length=60, help_text="Slug of the receiving center")
    return_center = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default="", help_text="Slug; the receiving center unless given"
    )
    language = serializers.ChoiceField(LANGUAGES, default="vi", help_text="Of the messages to the applicant")


class ReceptionIn(WhatIn):
    deciding_center = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        default="",
        help_text="Slug of the center whose commune decides, where a commune does; the receiving one unless given",
    )
    filed_by = serializers.ChoiceField(
        FILED_BY,
        default=FiledBy.OWNER,
        help_text="post: a parcel; everything else came to the counter",
    )
    owner = PartyIn()
    submitter = PartyIn(required=False, allow_null=True, default=None, help_text="The owner unless given")
    papers = GivenPaperIn(many=True, required=False, default=list, max_length=100)  # type: ignore[call-arg]
    filing = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A filing of this account, for its uploaded files"
    )
    received_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="If not now; long past needs a reason"
    )
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


def what(sent: Mapping[str, Any], on: datetime) -> dict[str, Any]:
    """Version, case and centers that codes and slugs name. Raises NoSuchChoice, NotInForce."""
    version = version_of(sent["procedure"], on)
    case = None
    if sent["case"] is not None:
        case = version.cases.filter(number=sent["case"]).first()
        if case is None:
            raise NoSuchChoice(field="case")
    center = center_of(sent["center"], "center")
    back = sent["return_center"]
    return_center = center if back in {"", center.slug} else center_of(back, "return_center")
    return {"version": version, "case": case, "receiving_center": center, "return_center": return_center}


def version_of(code: str, on: datetime) -> ProcedureVersion:
    try:
        return version_by_code(code, local_date(on))
    except NotInForce:
        raise NotInForce(field="procedure") from None


def center_of(slug: str, field: str) -> Center:
    center = center_by_slug(slug)
    if center is None:
        raise NoSuchChoice(field=field)
    return center


def receive(sent: Mapping[str, Any], *, by: Actor, account: User, at: datetime) -> Dossier:
    """The dossier, in the transaction of the idempotency key. `sent` is validated by ReceptionIn.

    Raises what `receive_at_counter` raises.
    """
    received_at = sent["received_at"] or at
    known = what(sent, received_at)
    filing = _filing(sent["filing"], account)
    papers = _papers(sent["papers"], known["version"])
    if not papers and (filing is None or not filing.papers.exists()):
        raise PapersMissing
    owner = find_or_create(data_of(sent["owner"]), at=at, by=account)
    submitter = owner
    if sent["submitter"]:
        submitter = find_or_create(data_of(sent["submitter"]), at=at, by=account)
    filed_by = FiledBy(sent["filed_by"])
    decides = sent["deciding_center"]
    intake = Intake(
        **known,
        deciding_center=center_of(decides, "deciding_center") if decides else None,
        channel=Channel.POST if filed_by == FiledBy.POST else Channel.COUNTER,
        filed_by=filed_by,
        owner=owner,
        submitter=submitter,
        language=sent["language"],
        papers=papers,
    )
    typed_at = at if sent["received_at"] else None
    return receive_at_counter(intake, at=received_at, by=by, filing=filing, typed_at=typed_at, reason=sent["reason"])


def _filing(key: Any, account: User) -> Filing | None:
    if key is None:
        return None
    filing = Filing.objects.filter(key=key, account=account).first()
    if filing is None:
        raise NoSuchFiling(_("This account has no such filing."), field="filing")
    return filing


def _papers(sent: list[Mapping[str, Any]], version: ProcedureVersion) -> list[PaperIn]:
    """Papers of the list under their published names; asks for the list only when one is named by id."""
    listed = {}
    if any(paper["required"] for paper in sent):
        listed = dict(version.papers.filter(is_note=False).values_list("pk", "name"))
    papers = []
    for paper in sent:
        if paper["required"] is not None and paper["required"] not in listed:
            raise NoSuchChoice(field="papers")
        name = listed.get(paper["required"], paper["name"])
        if not name:
            raise PapersMissing
        papers.append(PaperIn(name, paper["required"], paper["originals"], paper["copies"]))
    return papers
