"""The lists of dossiers that only the scorecard opens: their names in addresses, and in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KEY_WORDS: Mapping[str, Any] = {
    "kpi.2_1.all": _("Item 2.1: ended in the period and open at its end"),
    "kpi.2_1.kept": _("Item 2.1: settled on time, or open and within time"),
    "kpi.2_1.late": _("Item 2.1: late, overdue, or papers asked for more than once"),
    "kpi.2_2.all": _("Item 2.2: resolved, without what was played from a published example"),
    "kpi.3_3.part": _("Item 3.3: handled entirely online"),
    "kpi.3_6.whole": _("Item 3.6: received, with a fee"),
    "kpi.3_6.part": _("Item 3.6: received, with a fee paid by transfer or online"),
    "kpi.4_1.part": _("Item 4.1: resolved with a signed electronic result"),
    "kpi.4_2.part": _("Item 4.2: resolved with every paper and the result digitised"),
    "kpi.4_3.part": _("Item 4.3: resolved with a digitised paper used again"),
    "kpi.4_5.part": _("Item 4.5: received online from an account verified by VNeID"),
}
