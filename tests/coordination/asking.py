"""A dossier in process at Sa Pa, about which another office is asked."""

from datetime import datetime

from centers.models import Office
from common.clock import LOCAL_TZ
from dossiers.actions import coordination
from dossiers.coordination import Question
from dossiers.models import CoordinationSlip, Dossier
from tests.dossiers.world import World
from tests.places import AT

DUE = datetime(2026, 11, 23, 9, 10, tzinfo=LOCAL_TZ)  # Monday; asked on Thursday, two working days
NEXT_DAY = datetime(2026, 11, 20, 8, 0, tzinfo=LOCAL_TZ)
ON_THE_DAY = datetime(2026, 11, 23, 8, 0, tzinfo=LOCAL_TZ)
TOO_LATE = datetime(2026, 11, 25, 8, 0, tzinfo=LOCAL_TZ)  # 24 November is a day off
QUESTION = "Thửa đất này có nằm trong quy hoạch bản Tả Van Giáy không?"
ANSWER = "Thửa đất không nằm trong quy hoạch."


def elsewhere(world: World) -> Office:
    """The office of Tả Van in which `officer_elsewhere` works."""
    return world.places.office("van-phong", world.places.ta_van)


def ask(world: World, dossier: Dossier | None = None, to: Office | None = None) -> CoordinationSlip:
    """Sa Pa asks Tả Van."""
    asked = to or elsewhere(world)
    return coordination.ask(
        dossier or world.processing(), asked, Question(QUESTION, DUE), at=AT, by=world.actor("officer")
    )
