"""What a report is asked for: place and period, the address that asks the same, who reads, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from reports.queries import Scope


@dataclass(frozen=True)
class Asked:
    scope: Scope
    query: Mapping[str, str]
    reader: User
    at: datetime
