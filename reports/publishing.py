"""Closing a period: a person says that its figures are right, and they stand as an edition for everybody to read."""

from datetime import date, datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common.clock import local_date
from common.errors import Refusal
from dossiers.models import DossierEvent

from .editions import compared, document, freeze
from .measures import DEFINITIONS_VERSION, By
from .models import Edition, NamedPeriod
from .periods import Period
from .queries import Scope
from .reported import kind_of

WAIT_FOR_WRITERS = "5s"  # how long somebody who acts on a dossier may be waited for


class NotOver(Refusal):
    default_message = _("This period is not over yet. A period is closed from the day after its last day on.")


class NotReportedOn(Refusal):
    default_message = _(
        "Only periods that people report on can be closed: a month, quarter, half-year, nine months or year, by the "
        "calendar or from the 15th to the 14th (the year then begins on 15 December), and periods that have a name. "
        "Change one of the days."
    )


class BeforeItsWork(Refusal):
    default_message = _("The center had not begun its work yet. There is nothing to close.")


class NothingChanged(Refusal):
    default_message = _("The figures are the same as in the last edition. There is nothing to correct.")


class ReasonNeeded(Refusal):
    default_message = _("This period has been closed before. Say why there is a new edition.")


class DoesNotBalance(Refusal):
    default_message = _("The check sum does not close. The figures cannot be published; tell the administrator.")


class Busy(Refusal):
    default_message = _("Somebody is acting on dossiers right now. Nothing was closed; try again in a moment.")


class ClosedMeanwhile(Refusal):
    default_message = _("Somebody else has closed this period at the same moment. Look at their edition.")


def close(
    center: Center | None, start: date, end: date, by_whom: By, *, at: datetime, by: User, reason: str = ""
) -> Edition:
    """The next edition of a period. `center` None: all centers together.

    Raises NotOver, NotReportedOn, BeforeItsWork, ReasonNeeded, NothingChanged, DoesNotBalance, Busy, ClosedMeanwhile.
    """
    last = last_of(center, start, end, by_whom)
    may_be_closed(center, Period(start, end), last, at=at)
    if last is not None and not reason.strip():
        raise ReasonNeeded(field="reason")
    if last is not None and not compared(last):
        raise NothingChanged
    known_at = everything_known()
    frozen = freeze(Scope(center, start, end, by_whom, end), known_at)
    if not all(figures.balances for figures in frozen.account.figures.values()):
        raise DoesNotBalance
    edition = Edition(
        center=center,
        by=by_whom.value,
        start=start,
        end=end,
        number=last.number + 1 if last else 1,
        known_at=known_at,
        closed_at=at,
        closed_by=by,
        reason=reason.strip() if last else "",
        definitions=DEFINITIONS_VERSION,
        figures=document(frozen.account),
        dossiers=frozen.dossiers,
        dossiers_hash=frozen.dossiers_hash,
    )
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as error:
        raise ClosedMeanwhile from error
    return edition


def may_be_closed(center: Center | None, period: Period, last: Edition | None, *, at: datetime) -> None:
    """Raises NotOver, NotReportedOn, BeforeItsWork. What was closed before may be corrected, whatever its days are."""
    if not period.is_over(local_date(at)):
        raise NotOver(field="to")
    if last is not None:
        return
    if not kind_of(period) and not named_for(center).filter(start=period.start, end=period.end).exists():
        raise NotReportedOn(field="to")
    if period.end < began_on(center):
        raise BeforeItsWork(field="from")


def named_for(center: Center | None) -> QuerySet[NamedPeriod]:
    """Periods with a name that may be closed for a center, None: for all together."""
    return NamedPeriod.objects.filter(Q(center=None) | Q(center=center))


def began_on(center: Center | None) -> date:
    """The day on which the center began its work; of all together the first."""
    if center is not None:
        return center.opened_on
    return Center.objects.order_by("opened_on").values_list("opened_on", flat=True)[0]


def last_of(center: Center | None, start: date, end: date, by_whom: By) -> Edition | None:
    editions = Edition.objects.filter(center=center, by=by_whom.value, start=start, end=end)
    return editions.order_by("-number").first()


def everything_known() -> datetime:
    """A moment of the database up to which everything that it was told is there to be read. Raises Busy.

    Events are dated when they are written and seen when their transaction ends. So the moment is taken first, then
    those on their way are waited for; who comes later is dated later.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp() AS recorded_at")  # of the clock that dates events
            known_at: datetime = cursor.fetchone()[0]
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_FOR_WRITERS}'")
            cursor.execute(f"LOCK TABLE {DossierEvent._meta.db_table} IN SHARE MODE")
    except OperationalError as error:
        raise Busy from error
    return known_at
