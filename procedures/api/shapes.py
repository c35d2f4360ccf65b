"""What the API says about a procedure, as data and as the words of the document. Both stand side by side on purpose."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from procedures.limits import Limit
from procedures.models import Level, ProcedureCase, ProcedureVersion, StepRole, TimeUnit
from procedures.queries import PaperGroup, limit_of, papers_of, steps_of
from procedures.search import ProcedureHit
from procedures.steps import StepRow


class HitShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField(help_text="Official, Vietnamese")
    name_en = serializers.CharField(help_text="Empty where nobody has translated it")
    sector = serializers.CharField()
    level = serializers.ChoiceField(Level.choices)
    has_time = serializers.BooleanField(help_text="Without a known time limit nothing can be received")
    takes_online = serializers.BooleanField()


class HitsShape(serializers.Serializer[Any]):
    results = HitShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page; null on the last one")


class TimeLimitShape(serializers.Serializer[Any]):
    quantity = serializers.IntegerField()
    unit = serializers.ChoiceField(TimeUnit.choices)
    cutoff = serializers.CharField(allow_null=True, help_text="HH:MM; only for same_day")
    words = serializers.CharField()


class CaseShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    time_limit = TimeLimitShape(allow_null=True)


class RequiredPaperShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    originals = serializers.IntegerField(allow_null=True, help_text="null where the published list is not clear")
    copies = serializers.IntegerField(allow_null=True)


class PaperGroupShape(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    papers = RequiredPaperShape(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class FeeShape(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    amount_vnd = serializers.IntegerField(allow_null=True, help_text="Whole đồng; 0 is free, null is not known")
    note = serializers.CharField()


class StepShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.ChoiceField(StepRole.choices)
    hours = serializers.FloatField(allow_null=True, help_text="Working hours, 8 a day")
    counted = serializers.BooleanField(help_text="Whether the step uses the legal time")
    is_modelled = serializers.BooleanField(help_text="Not published by any authority")


class VersionShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class ProcedureShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    sector = serializers.CharField()
    sector_code = serializers.CharField()
    level = serializers.ChoiceField(Level.choices)
    version = VersionShape()
    time_limit = TimeLimitShape(allow_null=True, help_text="null where it is not known")
    cases = CaseShape(many=True)
    papers = PaperGroupShape(many=True)
    fees = FeeShape(many=True)
    steps = StepShape(many=True)
    channels = serializers.ListField(child=serializers.CharField())
    takes_online = serializers.BooleanField()
    deciding_agency = serializers.CharField()
    results = serializers.ListField(child=serializers.CharField())
    legal_basis = serializers.ListField(child=serializers.CharField())


def hit(row: ProcedureHit) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "sector": row.sector,
        "level": row.level,
        "has_time": row.has_time,
        "takes_online": row.takes_online,
    }


def procedure(version: ProcedureVersion) -> dict[str, Any]:
    """Needs `procedure__sector` loaded; asks for cases, papers, fees and steps."""
    known = version.procedure
    return {
        "code": known.code,
        "name": known.name,
        "name_en": known.name_en,
        "sector": known.sector.name,
        "sector_code": known.sector.code,
        "level": known.level,
        "version": {"number": version.number, "valid_from": version.valid_from, "valid_to": version.valid_to},
        "time_limit": _limit(limit_of(version)),
        "cases": [_case(version, case) for case in version.cases.all()],
        "papers": [_group(group) for group in papers_of(version)],
        "fees": [{"label": fee.label, "amount_vnd": fee.amount_vnd, "note": fee.note} for fee in version.fees.all()],
        "steps": [_step(step) for step in steps_of(version)],
        "channels": version.channels,
        "takes_online": version.takes_online,
        "deciding_agency": version.deciding_agency,
        "results": [str(one) for one in version.result],
        "legal_basis": [str(one) for one in version.legal_basis],
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    cutoff = f"{limit.cutoff:%H:%M}" if limit.cutoff else None
    return {"quantity": limit.quantity, "unit": limit.unit.value, "cutoff": cutoff, "words": limit.in_words()}


def _case(version: ProcedureVersion, case: ProcedureCase) -> dict[str, Any]:
    return {"number": case.number, "label": case.label, "time_limit": _limit(limit_of(version, case))}


def _group(group: PaperGroup) -> dict[str, Any]:
    papers = [
        {"id": paper.id, "name": paper.name, "originals": paper.originals, "copies": paper.copies}
        for paper in group.papers
    ]
    return {"label": group.label, "papers": papers, "notes": list(group.notes)}


def _step(step: StepRow) -> dict[str, Any]:
    hours: Decimal | None = step.hours
    return {
        "number": step.number,
        "name": step.name,
        "role": step.role.value,
        "hours": None if hours is None else float(hours),
        "counted": step.counted,
        "is_modelled": step.is_modelled,
    }
