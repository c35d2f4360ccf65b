"""The shape of the work: filings, dossiers, events, hand-overs, access, papers, forms, ledger."""

from .access import DossierAccess, DossierView, Ground
from .arrival import Arrival, ArrivalOutcome
from .charge import Charge, ChargeSource, Payment, PayMethod
from .consent import Consent, ConsentCode, ConsentWay
from .conversation import ConversationLine, ConversationMark
from .coordination import CoordinationSlip, SlipReminder, SlipReminderKind
from .data_request import DataRequest, DataRequestStep
from .declaration import Declaration
from .digitised import DigitisedPaper, DigitisedSource
from .dossier import Channel, Dossier, FigureLevel, FiledBy, Source
from .earlier_file import EarlierFile
from .event import DossierEvent, DossierPause, history_of
from .export import ExportKind, ExportRecord, PreparedExport, PreparedState
from .filing import Filing
from .form_text import FormText
from .ledger import LedgerEntry, LedgerSpan, LedgerTotal
from .leg import Leg
from .letter import Letter, LetterStep
from .merge import MergedDossier
from .note import InternalNote
from .numbers import CodeCounter, FormCounter
from .original import MoveKind, OriginalMove
from .own_view import ChosenColumns, SavedFilter
from .paper import IN_THE_HOUSE, IssuedForm, Paper, PaperKind
from .paper_upload import UNSETTLED, PaperUpload, UploadPiece, UploadState
from .reminder import Reminder, ReminderKind
from .rescheduling import LEFT_OUT, CalendarChange, CalendarMove, MoveState
from .result import Result, ResultDownload
from .result_draft import ResultDraft, ResultDraftStep
from .upload import TakeOverUpload
from .visit import Visit, VisitDossier
from .wish import ResultWish

__all__ = [
    "IN_THE_HOUSE",
    "LEFT_OUT",
    "UNSETTLED",
    "Arrival",
    "ArrivalOutcome",
    "CalendarChange",
    "CalendarMove",
    "Channel",
    "Charge",
    "ChargeSource",
    "ChosenColumns",
    "CodeCounter",
    "Consent",
    "ConsentCode",
    "ConsentWay",
    "ConversationLine",
    "ConversationMark",
    "CoordinationSlip",
    "DataRequest",
    "DataRequestStep",
    "Declaration",
    "DigitisedPaper",
    "DigitisedSource",
    "Dossier",
    "DossierAccess",
    "DossierEvent",
    "DossierPause",
    "DossierView",
    "EarlierFile",
    "ExportKind",
    "ExportRecord",
    "FigureLevel",
    "FiledBy",
    "Filing",
    "FormCounter",
    "FormText",
    "Ground",
    "InternalNote",
    "IssuedForm",
    "LedgerEntry",
    "LedgerSpan",
    "LedgerTotal",
    "Leg",
    "Letter",
    "LetterStep",
    "MergedDossier",
    "MoveKind",
    "MoveState",
    "OriginalMove",
    "Paper",
    "PaperKind",
    "PaperUpload",
    "PayMethod",
    "Payment",
    "PreparedExport",
    "PreparedState",
    "Reminder",
    "ReminderKind",
    "Result",
    "ResultDownload",
    "ResultDraft",
    "ResultDraftStep",
    "ResultWish",
    "SavedFilter",
    "SlipReminder",
    "SlipReminderKind",
    "Source",
    "TakeOverUpload",
    "UploadPiece",
    "UploadState",
    "Visit",
    "VisitDossier",
    "history_of",
]
