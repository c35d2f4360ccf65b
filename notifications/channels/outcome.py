"""What became of one try, in the same words for every provider."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    ACCEPTED = "accepted"  # the provider has it
    LATER = "later"  # it was not taken; the same channel may work later
    NEXT = "next"  # this channel will not reach the person
    UNCLEAR = "unclear"  # it may have been taken: never sent again without asking


@dataclass(frozen=True)
class Outcome:
    """`provider_id` is the provider's own name for the message, `code` its word for a refusal."""

    verdict: Verdict
    provider_id: str = ""
    code: str = ""
    error: str = ""
    segments: int = 0


def accepted(provider_id: str = "", *, code: str = "", segments: int = 0) -> Outcome:
    return Outcome(Verdict.ACCEPTED, provider_id, code, segments=segments)


def refused(verdict: Verdict, code: str, error: str) -> Outcome:
    return Outcome(verdict, code=code[:40], error=error[:400])
