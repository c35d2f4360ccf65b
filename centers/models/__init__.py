"""Units and their centers, offices and counters, who is posted where, and the country's addresses."""

from centers.models.absence import Absence
from centers.models.address import AddressUnit
from centers.models.place import Center, Counter, Office, OfficeKind
from centers.models.posting import Posting, PostingGround
from centers.models.unit import Predecessor, Unit, UnitKind
from centers.models.work import JobPosition, Regulation

__all__ = [
    "Absence",
    "AddressUnit",
    "Center",
    "Counter",
    "JobPosition",
    "Office",
    "OfficeKind",
    "Posting",
    "PostingGround",
    "Predecessor",
    "Regulation",
    "Unit",
    "UnitKind",
]
