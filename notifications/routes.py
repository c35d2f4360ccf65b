"""Which way a message takes, and when it may leave. Pure."""

import re
from collections.abc import Collection
from datetime import datetime, time, timedelta

from common.clock import local_date, start_of_day

from .models import MessageChannel as Channel

MOBILE = re.compile(r"(?:0|\+?84)([35789]\d{8})")
QUIET_CHANNELS = frozenset({Channel.ZALO, Channel.SMS})  # those that ring; an e-mail lies still


def route(*, email: str, phone: str, first: str, configured: Collection[str], may_call: bool) -> list[Channel]:
    """The channels in the order in which they are tried; empty when nothing reaches this person.

    `first` is "email" or "zalo"; Zalo goes before SMS, and a call comes last and where nothing else is left.
    """
    by_phone = [channel for channel in (Channel.ZALO, Channel.SMS) if channel in configured and mobile(phone)]
    by_mail = [Channel.EMAIL] if email else []
    found = by_phone + by_mail if first == "zalo" else by_mail + by_phone
    return [*found, Channel.CALL] if may_call and phone else found


def mobile(phone: str) -> str:
    """The number as providers want it, "84912345678"; "" for what is no Vietnamese mobile number."""
    matched = MOBILE.fullmatch(re.sub(r"[\s().-]", "", phone))
    return f"84{matched[1]}" if matched else ""


def may_leave_at(channel: str, at: datetime, *, quiet_from: time, quiet_until: time, is_urgent: bool) -> datetime:
    """`at`, or the end of the quiet hours in which it lies. Equal times mean that no hour is quiet."""
    if is_urgent or channel not in QUIET_CHANNELS or quiet_from == quiet_until:
        return at
    today = start_of_day(local_date(at))
    begins, ends = (today + timedelta(hours=t.hour, minutes=t.minute) for t in (quiet_from, quiet_until))
    if begins > ends:  # over midnight
        if at >= begins:
            return ends + timedelta(days=1)
        return ends if at < ends else at
    return ends if begins <= at < ends else at
