"""The verbs of the trade. Each is one transaction: lock, check against the table, fold, save, event, ledger, outbox.

`advance` is the only code that assigns a status.
"""

from .concluding import deliver, lapse, post_result, reopen, resolve, return_, stop, withdraw
from .corrections import Correction, NothingChanged, SameProcedure, correct, declared_now, reclassify
from .giving_back import give_back, send_back, take_in
from .intake import Intake, receive_at_counter, save_filing, submit
from .interpreter import InTheFuture, MovedOn, TypedTooLate, advance
from .letters import apologise, extend
from .results import Document, IssuedLater, correct_result
from .verbs import (
    ask_to_complete,
    assign,
    confirm_hand_over,
    decline,
    expire,
    hand_over,
    receive,
    resubmit,
    start,
)
from .waits import confirm_payment, request_payment, request_supplement, supply

__all__ = [
    "Correction",
    "Document",
    "InTheFuture",
    "Intake",
    "IssuedLater",
    "MovedOn",
    "NothingChanged",
    "SameProcedure",
    "TypedTooLate",
    "advance",
    "apologise",
    "ask_to_complete",
    "assign",
    "confirm_hand_over",
    "confirm_payment",
    "correct",
    "correct_result",
    "declared_now",
    "decline",
    "deliver",
    "expire",
    "extend",
    "give_back",
    "hand_over",
    "lapse",
    "post_result",
    "receive",
    "receive_at_counter",
    "reclassify",
    "reopen",
    "request_payment",
    "request_supplement",
    "resolve",
    "resubmit",
    "return_",
    "save_filing",
    "send_back",
    "start",
    "stop",
    "submit",
    "supply",
    "take_in",
    "withdraw",
]
