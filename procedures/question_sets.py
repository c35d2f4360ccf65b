"""Sets of questions: out of the delivered files or an administrator's into rows, and which set counts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from procedures.models import Procedure, QuestionSet
from procedures.questions import QuestionsWrong, Schema, parse

FOLDER = Path(__file__).parent / "facts" / "questions"


@dataclass
class QuestionReport:
    """What one run did: codes whose questions are new or changed, and codes whose own questions were kept."""

    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.changed)} changed, {len(self.kept)} kept as entered"


def delivered() -> list[dict[str, Any]]:
    """The files delivered with the software, by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


def load(*, at: datetime) -> QuestionReport:
    """Take the delivered questions over. Safe to repeat; what an administrator has entered stays."""
    report = QuestionReport()
    for content in delivered():
        take(content, at=at, report=report)
    return report


@transaction.atomic
def take(
    content: Mapping[str, Any], *, at: datetime, by: User | None = None, report: QuestionReport | None = None
) -> QuestionReport:
    """A new set for every code of the file whose questions differ. Raises QuestionsWrong, then nothing was changed."""
    report = report or QuestionReport()
    missing = [f"{name}: missing" for name in ("codes", "source", "confidence") if not content.get(name)]
    if missing:
        raise QuestionsWrong(missing)
    parse(content)
    asked = {"pages": content.get("pages", []), "papers": content.get("papers", [])}
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    known = Procedure.objects.select_for_update().filter(code__in=content.get("codes", ())).order_by("code")
    if by is not None and known.count() != len(content.get("codes", ())):
        raise QuestionsWrong(["codes: not all are in the catalogue"])
    for procedure in known:
        last = procedure.question_sets.order_by("-number").first()
        if last is not None and last.digest == digest:
            continue
        if last is not None and last.entered_by_id is not None and by is None:
            report.kept.append(procedure.code)
            continue
        procedure.question_sets.create(
            number=last.number + 1 if last else 1,
            content=asked,
            digest=digest,
            source=content["source"],
            confidence=content["confidence"],
            loaded_at=at,
            entered_by=by,
        )
        report.changed.append(procedure.code)
    return report


def current(procedure_id: int) -> QuestionSet | None:
    """The set that counts; None where nothing is asked."""
    last = QuestionSet.objects.filter(procedure=procedure_id).order_by("-number").first()
    return last if last is not None and last.content.get("pages") else None


def schema_of(questions: QuestionSet) -> Schema:
    """The parsed questions of a set; rows never change, so it is kept by their id."""
    return _parsed(questions.pk, questions.digest, json.dumps(questions.content))


@lru_cache(maxsize=256)
def _parsed(pk: int, digest: str, content: str) -> Schema:
    return parse(json.loads(content))
