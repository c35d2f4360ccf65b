"""The one-time code of citizens: asked for by address, proven in the same browser session, good once.

Nobody can learn from this whether an address has an account: a code goes to every address, and the account is made
when the code is proven. The session holds a keyed hash of the code, never the code itself.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

MINUTES = 10
LIFETIME = timedelta(minutes=MINUTES)
TRIES = 5
_SESSION_KEY = "sign_in_code"


class CodeRefused(Refusal):
    """The code is wrong; `field` is "code"."""

    default_message = _("This code is not right. Look at the newest message and type the six digits.")


class CodeEnded(Refusal):
    """No code is waiting: too old, used, or tried too often. A new one must be asked for."""

    default_message = _("This code is no longer valid. Please ask for a new one.")


@dataclass(frozen=True)
class PendingCode:
    """What the session remembers between asking and proving."""

    email: str
    digest: str
    asked_at: str  # ISO, aware
    tries_left: int
    next_url: str

    @classmethod
    def make(cls, *, email: str, code: str, next_url: str, at: datetime) -> Self:
        return cls(email, _digest(email, code), at.isoformat(), TRIES, next_url)

    @classmethod
    def of(cls, session: SessionBase, *, at: datetime) -> Self:
        """The code this session waits for; raises CodeEnded."""
        kept = session.get(_SESSION_KEY)
        if kept is None:
            raise CodeEnded
        pending = cls(**kept)
        if at > datetime.fromisoformat(pending.asked_at) + LIFETIME or pending.tries_left <= 0:
            pending.forget(session)
            raise CodeEnded
        return pending

    def remember(self, session: SessionBase) -> None:
        session[_SESSION_KEY] = asdict(self)

    def forget(self, session: SessionBase) -> None:
        session.pop(_SESSION_KEY, None)

    def prove(self, code: str, session: SessionBase) -> None:
        """Raises CodeRefused while tries are left, CodeEnded at the last wrong one; a right code is used up."""
        digits = "".join(c for c in code if c.isalnum())
        if constant_time_compare(self.digest, _digest(self.email, digits)):
            self.forget(session)
            return
        rest = replace(self, tries_left=self.tries_left - 1)
        if rest.tries_left <= 0:
            self.forget(session)
            raise CodeEnded
        rest.remember(session)
        raise CodeRefused(field="code")


def _digest(email: str, code: str) -> str:
    return salted_hmac("accounts.codes", f"{email}\n{code}", algorithm="sha256").hexdigest()
