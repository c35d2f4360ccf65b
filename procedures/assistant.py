"""The assistant: finds the procedure a question is about and says what the catalogue says. It writes nothing itself."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from centers.models import Counter
from centers.queries import center_by_slug
from common.clock import local_date
from common.text import fold
from procedures.counters import counters_receiving
from procedures.models import Procedure, ProcedureVersion
from procedures.pages import ProcedurePage, page_of
from procedures.queries import NotInForce, version_in_force
from procedures.search import How, ProcedureHit, hits, look_up
from procedures.topics import Errand, Question, Topic, understood
from procedures.words import words_of

MOST_OTHERS = 5


@dataclass(frozen=True)
class Answer:
    """Of one procedure, in the words of the catalogue; `counters` are empty where every counter receives it."""

    page: ProcedurePage
    counters: tuple[Counter, ...]
    topics: tuple[Topic, ...]  # all of them where the question named none


@dataclass(frozen=True)
class Reply:
    """`answer` is None where the assistant does not know or is not sure; then `others` may hold what comes near."""

    answer: Answer | None
    others: tuple[ProcedureHit, ...]
    errands: tuple[Errand, ...]
    topics: tuple[Topic, ...]
    is_near: bool = False
    lacks_procedure: bool = False  # something was asked, but not about what

    @property
    def knows_nothing(self) -> bool:
        return self.answer is None and not self.others and not self.errands and not self.lacks_procedure


def reply_to(text: str, *, at: datetime) -> Reply:
    """What the catalogue knows about a question in everyday words, with or without accents."""
    question = understood(words_of(fold(text)))
    if not question.about:
        lacks = bool(question.topics) or not question.errands
        return Reply(None, (), question.errands, question.topics, lacks_procedure=lacks)
    found = look_up(" ".join(question.about), on=local_date(at))
    if found.how in (How.NOTHING, How.ALL):
        return Reply(None, (), question.errands, question.topics)
    return _found(question, hits(found.procedures[: MOST_OTHERS + 1]), at, is_near=found.how == How.NEAR)


def answer_about(code: str, topics: tuple[Topic, ...], *, at: datetime) -> Answer:
    """The answer about one procedure. Raises Procedure.DoesNotExist and NotInForce."""
    version = version_in_force(Procedure.objects.get(code=code), local_date(at))
    version = ProcedureVersion.objects.select_related("procedure__sector").get(pk=version.pk)
    center = center_by_slug(settings.CENTER_SLUG)
    counters = tuple(counters_receiving(center.pk, version.procedure)) if center else ()
    return Answer(page_of(version, at=at), counters, topics or tuple(Topic))


def _found(question: Question, listed: list[ProcedureHit], at: datetime, *, is_near: bool) -> Reply:
    """Near is not sure: then nothing is answered, the person chooses."""
    errands = question.errands
    if is_near:
        return Reply(None, tuple(listed), errands, question.topics, is_near=True)
    try:
        answer = answer_about(listed[0].code, question.topics, at=at)
    except NotInForce:
        return Reply(None, (), errands, question.topics)
    return Reply(answer, tuple(listed[1:]), errands, question.topics)
