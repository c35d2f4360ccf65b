"""The shape of the work: filings, dossiers, events, hand-overs, access, papers, forms, ledger."""

from .access import DossierAccess, DossierView, Ground
from .arrival import Arrival, ArrivalOutcome
from .digitised import DigitisedPaper, DigitisedSource
from .dossier import Channel, Dossier, FigureLevel, FiledBy, Source
from .event import DossierEvent, DossierPause, history_of
from .export import ExportKind, ExportRecord
from .filing import Filing
from .ledger import LedgerEntry, LedgerTotal
from .leg import Leg
from .merge import MergedDossier
from .numbers import CodeCounter, FormCounter
from .original import MoveKind, OriginalMove
from .paper import IssuedForm, Paper, PaperKind
from .reminder import Reminder, ReminderKind
from .result import Result, ResultDownload
from .upload import TakeOverUpload
from .visit import Visit, VisitDossier

__all__ = [
    "Arrival",
    "ArrivalOutcome",
    "Channel",
    "CodeCounter",
    "DigitisedPaper",
    "DigitisedSource",
    "Dossier",
    "DossierAccess",
    "DossierEvent",
    "DossierPause",
    "DossierView",
    "ExportKind",
    "ExportRecord",
    "FigureLevel",
    "FiledBy",
    "Filing",
    "FormCounter",
    "Ground",
    "IssuedForm",
    "LedgerEntry",
    "LedgerTotal",
    "Leg",
    "MergedDossier",
    "MoveKind",
    "OriginalMove",
    "Paper",
    "PaperKind",
    "Reminder",
    "ReminderKind",
    "Result",
    "ResultDownload",
    "Source",
    "TakeOverUpload",
    "Visit",
    "VisitDossier",
    "history_of",
]
