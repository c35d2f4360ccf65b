"""A procedure by any of its codes: national, with the ending of the portal, local, or an older one kept as alias."""

import re

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from procedures.models import Procedure

PORTAL_ENDING = re.compile(r"(\.\d{3})?\.00\.00\.[A-Z]\d+$")  # 1.115689.000.00.00.H38
CODE = re.compile(r"\d\.\d{6}")


class NoSuchProcedure(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(_("There is no procedure with the code “%(code)s”.") % {"code": code[:40]})


class SeveralProcedures(Refusal):
    """A local code stands for several national ones; only one of those is clear."""

    def __init__(self, code: str, procedures: list[Procedure]) -> None:
        codes = ", ".join(sorted(procedure.code for procedure in procedures))
        words = _("The code “%(code)s” stands for several procedures; give one of: %(codes)s.")
        super().__init__(words % {"code": code[:40], "codes": codes})


class CodeBook:
    """All codes of the catalogue, read once; for work that looks many of them up."""

    def __init__(self) -> None:
        self._known: dict[str, Procedure] = {}
        self._others: dict[str, dict[int, Procedure]] = {}
        for procedure in Procedure.objects.order_by("code"):
            self._known[procedure.code] = procedure
            for code in other_codes(procedure):
                self._others.setdefault(code, {})[procedure.pk] = procedure

    def find(self, code: str) -> Procedure:
        """Raises NoSuchProcedure, SeveralProcedures."""
        plain = PORTAL_ENDING.sub("", code.strip().upper())
        if plain in self._known:
            return self._known[plain]
        found = list(self._others.get(plain, {}).values())
        if not found:
            raise NoSuchProcedure(code)
        if len(found) > 1:
            raise SeveralProcedures(code, found)
        return found[0]


def other_codes(procedure: Procedure) -> set[str]:
    """Codes of the same procedure beside the national one."""
    aliases = {str(alias) for alias in procedure.aliases if CODE.fullmatch(str(alias))}
    return aliases | {str(row["code"]) for row in procedure.local_codes if row.get("code")}
