"""A few procedures of every kind of time limit, people to own dossiers, and a short way to each status."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from citizens.models import Party
from dossiers import access, actions
from dossiers.actors import SYSTEM, Actor
from dossiers.models import Channel, Dossier, FiledBy, Filing, Ground
from procedures.models import DecidingKind, Level, Procedure, ProcedureVersion, RequiredPaper, Sector
from tests.kept_rows import made_once
from tests.personas import Personas
from tests.places import AT, Places

LIMITS: dict[str, dict[str, Any]] = {
    "days": {"quantity": 3, "unit": "working_days"},
    "month": {"quantity": 1, "unit": "months"},
    "calendar": {"quantity": 10, "unit": "calendar_days"},
    "hours": {"quantity": 12, "unit": "clock_hours"},
    "same_day": {"quantity": 1, "unit": "same_day", "cutoff": time(15)},
    "immediate": {"quantity": 1, "unit": "immediate"},
    "unknown": {},
}


@dataclass(frozen=True)
class World:
    places: Places
    personas: Personas
    versions: dict[str, ProcedureVersion]
    owner: Party

    def actor(self, name: str, at: datetime = AT) -> Actor:
        return SYSTEM if name == Role.SYSTEM else access.actor_for(self.personas.people[name], at)

    def intake(self, limit: str = "days", **changed: Any) -> actions.Intake:
        known = {
            "version": self.versions[limit],
            "channel": Channel.COUNTER,
            "filed_by": FiledBy.OWNER,
            "owner": self.owner,
            "submitter": self.owner,
            "receiving_center": self.places.sa_pa,
            "account": self.personas.citizen,
        }
        return actions.Intake(**{**known, **changed})

    def received(self, limit: str = "days", at: datetime = AT, **changed: Any) -> Dossier:
        """At the counter, handed to the deciding office, not confirmed there yet."""
        return actions.receive_at_counter(self.intake(limit, **changed), at=at, by=self.actor("counter", at))

    def filing(self, limit: str = "days", at: datetime = AT, account: User | None = None) -> Filing:
        return Filing.objects.create(
            account=account or self.personas.citizen,
            center=self.places.sa_pa,
            version=self.versions[limit],
            channel=Channel.ONLINE,
            created_at=at,
            updated_at=at,
            expires_at=at + timedelta(days=30),
        )

    def submitted(self, limit: str = "days", at: datetime = AT) -> Dossier:
        intake = self.intake(limit, channel=Channel.ONLINE)
        return actions.submit(self.filing(limit, at), intake, at=at, by=self.actor("citizen"))

    def processing(self, limit: str = "days", at: datetime = AT) -> Dossier:
        dossier = self.received(limit, at)
        return actions.start(dossier, at=at, by=self.actor("officer"))

    def in_status(self, status: str, at: datetime = AT) -> Dossier:
        """A dossier that reached the status the ordinary way, all at one moment; the helper has consent for it."""
        dossier = self._reach(status, at)
        access.grant(dossier, Ground.HELPER, since=at, account_id=self.personas.helper.pk)
        return Dossier.objects.get(pk=dossier.pk)

    def _reach(self, status: str, at: datetime) -> Dossier:
        counter, officer = self.actor("counter"), self.actor("officer")
        if status == "SUBMITTED":
            return self.submitted(at=at)
        if status == "INCOMPLETE":
            return actions.ask_to_complete(self.submitted(at=at), ["Tờ khai"], at=at, by=counter, reason="thiếu")
        if status == "NOT_ACCEPTED":
            return actions.decline(self.submitted(at=at), at=at, by=counter, reason="sai thẩm quyền")
        if status == "RECEIVED":
            return self.received(at=at)
        dossier = self.processing(at=at)
        if status == "AWAITING_SUPPLEMENT":
            return actions.request_supplement(dossier, ["Tờ khai"], at=at, by=officer, reason="thiếu")
        if status == "AWAITING_PAYMENT":
            return actions.request_payment(dossier, 50_000, legal_basis="Nghị quyết mẫu", at=at, by=officer)
        if status == "WITHDRAWN":
            return actions.withdraw(dossier, at=at, by=counter)
        if status == "RETURNED":
            return actions.return_(dossier, at=at, by=officer, reason="không đủ điều kiện")
        if status in {"RESOLVED", "DELIVERED"}:
            dossier = actions.resolve(dossier, at=at, by=officer)
        if status == "DELIVERED":
            dossier = actions.deliver(dossier, "Hạng Thị Lan", at=at, by=counter)
        return dossier


def make_version(code: str, sector: Sector, **limit: Any) -> ProcedureVersion:
    procedure = Procedure.objects.create(
        code=code, code_confidence="confirmed", name=f"Thủ tục mẫu {code}", sector=sector, level=Level.COMMUNE
    )
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=1,
        valid_from=date(2025, 7, 1),
        time_confidence="confirmed",
        confidence="confirmed",
        online_confidence="confirmed",
        channels=["counter", "online", "post"],
        takes_online=True,
        deciding_kind=DecidingKind.COMMUNE,
        office_slug="van-phong",
        **limit,
    )
    RequiredPaper.objects.create(version=version, number=1, name="Tờ khai", originals=1, copies=0)
    return version


@pytest.fixture
def world(places: Places, personas: Personas) -> World:
    def again(keys: tuple[dict[str, int], int]) -> World:
        versions = ProcedureVersion.objects.select_related("procedure__sector").in_bulk(keys[0].values())
        owner = Party.objects.get(pk=keys[1])
        return World(places, personas, {name: versions[pk] for name, pk in keys[0].items()}, owner)

    return made_once(
        "world",
        lambda: make_world(places, personas),
        lambda made: ({name: version.pk for name, version in made.versions.items()}, made.owner.pk),
        again,
    )


def make_world(places: Places, personas: Personas) -> World:
    sector = Sector.objects.create(code="MAU", name="Lĩnh vực mẫu")
    versions = {
        name: make_version(f"9.{number:06}", sector, **limit) for number, (name, limit) in enumerate(LIMITS.items())
    }
    owner = Party.objects.create(
        kind="person", name="Hạng Thị Lan", email="lan@sapa.example", created_at=AT, is_sample=True
    )
    return World(places, personas, versions, owner)
