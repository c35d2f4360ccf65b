"""The reports there are: their addresses, names, and what makes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.measures import By
from reports.queries import Scope

from . import form06_tables
from .table import Table


@dataclass(frozen=True)
class Report:
    """`by` is for whom dossiers count unless asked otherwise; `for_supervisors`: compares several centers."""

    slug: str
    name: Any
    about: Any
    build: Callable[[Scope, Mapping[str, str]], Table]
    by: By = By.RECEIVING
    for_supervisors: bool = False


_ALL = (
    Report(
        "06a",
        _("Form II.06a: handling of procedures"),
        _("13 columns by level and sector, with check sums (Circular 01/2020/TT-VPCP)."),
        form06_tables.form_06a,
        By.DECIDING,
    ),
    Report(
        "06b",
        _("Form II.06b: aggregation over centers and units"),
        _("The same columns, one row per center or unit."),
        form06_tables.form_06b,
        By.DECIDING,
        for_supervisors=True,
    ),
)
REPORTS: Mapping[str, Report] = {report.slug: report for report in _ALL}
