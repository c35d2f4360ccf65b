"""The shape of the work: filings, dossiers, events, hand-overs, access, papers, forms, ledger."""

from .access import DossierAccess, DossierView, Ground
from .dossier import Channel, Dossier, FigureLevel, FiledBy, Source
from .event import DossierEvent, DossierPause, history_of
from .export import ExportKind, ExportRecord
from .filing import Filing
from .ledger import LedgerEntry, LedgerTotal
from .leg import Leg
from .merge import MergedDossier
from .note import InternalNote
from .numbers import CodeCounter, FormCounter
from .own_view import ChosenColumns, SavedFilter
from .paper import IssuedForm, Paper, PaperKind
from .reminder import Reminder, ReminderKind
from .upload import TakeOverUpload

__all__ = [
    "Channel",
    "ChosenColumns",
    "CodeCounter",
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
    "InternalNote",
    "IssuedForm",
    "LedgerEntry",
    "LedgerTotal",
    "Leg",
    "MergedDossier",
    "Paper",
    "PaperKind",
    "Reminder",
    "ReminderKind",
    "SavedFilter",
    "Source",
    "TakeOverUpload",
    "history_of",
]
