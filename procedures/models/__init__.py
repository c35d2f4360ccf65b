"""The catalogue: sectors, procedures, their versions by date and everything that hangs on a version."""

from procedures.models.catalogue import CatalogueRemark, Level, Procedure, RemarkKind, Sector
from procedures.models.counters import CounterTask
from procedures.models.parts import FeeItem, ProcedureCase, ProcessStep, RequiredPaper, StepRole
from procedures.models.questions import QuestionSet
from procedures.models.recordings import Recording, SpokenLanguage
from procedures.models.unanswered import Unanswered
from procedures.models.upload import CatalogueUpload
from procedures.models.version import Confidence, DecidingKind, OnlineLevel, ProcedureVersion, TimeUnit
from procedures.models.words import SearchMiss, Synonym

__all__ = [
    "CatalogueRemark",
    "CatalogueUpload",
    "Confidence",
    "CounterTask",
    "DecidingKind",
    "FeeItem",
    "Level",
    "OnlineLevel",
    "Procedure",
    "ProcedureCase",
    "ProcedureVersion",
    "ProcessStep",
    "QuestionSet",
    "Recording",
    "RemarkKind",
    "RequiredPaper",
    "SearchMiss",
    "Sector",
    "SpokenLanguage",
    "StepRole",
    "Synonym",
    "TimeUnit",
    "Unanswered",
]
