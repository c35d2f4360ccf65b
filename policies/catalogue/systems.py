"""Rows about other systems: the API and webhooks."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, whole
from .keys import PolicyKey
from .sources import OWN_CHOICE

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.WEBHOOK_TIMEOUT_SECONDS: whole(
        _("Webhooks: the other system must answer within"), 10, Unit.SECONDS, OWN_CHOICE, "U", least=1, most=30
    ),
    PolicyKey.WEBHOOK_FIRST_WAIT_SECONDS: whole(
        _("Webhooks: wait after the first failure (doubled after each further one)"),
        30,
        Unit.SECONDS,
        OWN_CHOICE,
        "U",
        least=1,
        most=3600,
    ),
    PolicyKey.WEBHOOK_LONGEST_WAIT_MINUTES: whole(
        _("Webhooks: longest wait between two attempts"), 1440, Unit.MINUTES, OWN_CHOICE, "U", least=1, most=10_080
    ),
    PolicyKey.WEBHOOK_MAX_ATTEMPTS: whole(
        _("Webhooks: attempts before a delivery is parked"), 16, Unit.TIMES, OWN_CHOICE, "U", least=1, most=100
    ),
    PolicyKey.WEBHOOK_SECRET_OVERLAP_HOURS: whole(
        _("Webhooks: after a change of secret the old one signs too for"),
        24,
        Unit.HOURS,
        OWN_CHOICE,
        "U",
        most=720,
    ),
    PolicyKey.WEBHOOK_KEEP_DAYS: whole(
        _("Webhooks: what was delivered can be replayed for"), 90, Unit.DAYS, OWN_CHOICE, "U", least=1, most=3650
    ),
    PolicyKey.API_TOKEN_DAYS: Entry(
        _("API: how long a token of another system is valid"),
        365,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=1100,
    ),
    PolicyKey.API_TOKEN_OVERLAP_DAYS: Entry(
        _("API: how long the old token stays valid beside its renewal"),
        3,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        most=60,
    ),
    PolicyKey.API_REQUESTS_PER_MINUTE: Entry(
        _("API: requests of one token in a minute"),
        60_000,
        ValueKind.WHOLE,
        Unit.TIMES,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
    ),
    PolicyKey.API_ANSWER_KEPT_DAYS: Entry(
        _("API: how long the answer under an idempotency key is kept"),
        1,
        ValueKind.WHOLE,
        Unit.DAYS,
        OWN_CHOICE,
        Confidence.UNKNOWN,
        least=1,
        most=30,
    ),
}
