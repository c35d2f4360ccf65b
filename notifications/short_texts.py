"""What is told by Zalo, SMS and telephone: the code of the dossier and its state, nothing about the person.

An SMS lies open on the screen of a phone that others see: no name, no procedure, no check word, no secret address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import local_date

TEXTS: Mapping[str, Promise] = {
    "dossier_submitted": gettext_lazy("has arrived at the center."),
    "dossier_sent_for_you": gettext_lazy("a helper has sent it for you."),
    "dossier_incomplete": gettext_lazy("must be completed and sent again."),
    "dossier_not_accepted": gettext_lazy("was not accepted."),
    "dossier_received": gettext_lazy("received, result due %(due)s."),
    "dossier_supplement_requested": gettext_lazy("papers are missing, please supply them."),
    "dossier_supplied": gettext_lazy("papers have arrived, result due %(due)s."),
    "dossier_payment_requested": gettext_lazy("a payment is needed."),
    "dossier_payment_confirmed": gettext_lazy("payment received, result due %(due)s."),
    "dossier_extended": gettext_lazy("we are sorry, new appointment %(due)s."),
    "dossier_apologised": gettext_lazy("finished late, we apologise."),
    "dossier_rescheduled": gettext_lazy("result now due %(due)s."),
    "dossier_reclassified": gettext_lazy("is now handled as another procedure."),
    "dossier_corrected": gettext_lazy("what was entered has been corrected."),
    "dossier_lapse_soon": gettext_lazy("must be completed by %(due)s, or it ends."),
    "dossier_lapsed": gettext_lazy("has ended because it was not completed."),
    "dossier_returned": gettext_lazy("was returned without a result."),
    "dossier_stopped": gettext_lazy("work on it has been stopped."),
    "dossier_withdrawn": gettext_lazy("was withdrawn."),
    "dossier_reopened": gettext_lazy("work on it goes on, result due %(due)s."),
    "dossier_resolved": gettext_lazy("the result is there."),
    "dossier_result_corrected": gettext_lazy("the result has been corrected."),
    "dossier_result_posted": gettext_lazy("the result is on its way by post."),
    "dossier_uncollected": gettext_lazy("the result waits to be collected."),
    "dossier_message": gettext_lazy("the office has written to you."),
    "dossier_delivered": gettext_lazy("the result was handed over."),
}


CODE_TEXTS: Mapping[str, Promise] = {
    "consent_code": gettext_lazy(
        "%(code)s is the code by which you let a helper file one dossier for you. Tell it only if you agree."
    ),
}
"""One-time codes: they stand alone, without a dossier."""


class NoShortText(Exception):
    """This message has no short wording; it goes by e-mail only."""


@dataclass(frozen=True)
class ShortText:
    """`state` is the sentence, `due` a day such as 25/11/2026 or "", `whole` all of it in one line."""

    code: str
    state: str
    due: str
    whole: str


def short_text(template: str, language: str, context: Mapping[str, Any]) -> ShortText:
    """The short wording in the language of the reader. Raises NoShortText."""
    if template in CODE_TEXTS:
        with translation.override(language):
            whole = str(CODE_TEXTS[template]) % {"code": context.get("code", "")}
        return ShortText("", whole, "", whole)
    sentence = TEXTS.get(template)
    if sentence is None:
        raise NoShortText(template)
    due = _day(context.get("due_at", ""))
    code = str(context.get("code") or "")
    with translation.override(language):
        state = str(sentence) % {"due": due}
        subject = _("Dossier %(code)s") % {"code": code} if code else _("Your dossier")
        where = _("See %(address)s") % {"address": f"{settings.PUBLIC_URL}/tra-cuu/"}
        return ShortText(code, state, due, f"{subject}: {state} {where}")


def _day(moment: str) -> str:
    return f"{local_date(datetime.fromisoformat(moment)):%d/%m/%Y}" if moment else ""
