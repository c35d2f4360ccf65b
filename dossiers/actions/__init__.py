"""The verbs of the trade. Each is one transaction: lock, check against the table, fold, save, event, ledger, outbox.

`advance` is the only code that assigns a status.
"""

from .intake import Intake, receive_at_counter, save_filing, submit
from .interpreter import InTheFuture, MovedOn, TypedTooLate, advance
from .verbs import (
    ask_to_complete,
    assign,
    confirm_hand_over,
    confirm_payment,
    decline,
    deliver,
    expire,
    hand_over,
    lapse,
    receive,
    reopen,
    request_payment,
    request_supplement,
    resolve,
    resubmit,
    return_,
    start,
    stop,
    supply,
    withdraw,
)

__all__ = [
    "InTheFuture",
    "Intake",
    "MovedOn",
    "TypedTooLate",
    "advance",
    "ask_to_complete",
    "assign",
    "confirm_hand_over",
    "confirm_payment",
    "decline",
    "deliver",
    "expire",
    "hand_over",
    "lapse",
    "receive",
    "receive_at_counter",
    "reopen",
    "request_payment",
    "request_supplement",
    "resolve",
    "resubmit",
    "return_",
    "save_filing",
    "start",
    "stop",
    "submit",
    "supply",
    "withdraw",
]
