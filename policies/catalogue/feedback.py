"""Rows about what people tell and ask the center (petitions, ratings, questions), and about their personal data."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .entry import Entry, Unit, whole
from .keys import PolicyKey
from .sources import OWN_CHOICE, PAKN, PDPL

ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.PAKN_REFUSE_DAYS: whole(_("Petition: refuse within"), 2, Unit.WORKING_DAYS, PAKN, "C2", least=1),
    PolicyKey.PAKN_SUPPLEMENT_DAYS: whole(
        _("Petition: ask the sender to complete it within"), 5, Unit.WORKING_DAYS, PAKN, "C2", least=1
    ),
    PolicyKey.PAKN_ANSWER_DAYS: whole(
        _("Petition: resolve and answer within"), 15, Unit.WORKING_DAYS, PAKN, "C2", least=1
    ),
    PolicyKey.PAKN_PUBLISH_DAYS: whole(
        _("Petition: publish the answer within"),
        2,
        Unit.WORKING_DAYS,
        f"{PAKN}; Thông tư 02/2017/TT-VPCP",
        "C2",
        least=1,
    ),
    PolicyKey.RATING_OPEN_DAYS: whole(
        _("A dossier may be rated this long after its end"), 90, Unit.DAYS, OWN_CHOICE, "U", least=1, most=366
    ),
    PolicyKey.RATING_LEAST_SHOWN: whole(
        _("Ratings are shown only together with this many others"), 5, Unit.TIMES, OWN_CHOICE, "U", least=2, most=50
    ),
    PolicyKey.PDPL_FIRST_RESPONSE_DAYS: whole(
        _("Personal data: first answer to a request within"), 2, Unit.WORKING_DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_FULFIL_DAYS: whole(
        _("Personal data: access, correction, deletion within (the law says 10 to 20)"),
        10,
        Unit.DAYS,
        PDPL,
        "U",
        least=1,
        most=20,
    ),
    PolicyKey.PDPL_WITHDRAW_DAYS: whole(
        _("Personal data: act on withdrawn consent within"), 15, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_WITHDRAW_THIRD_PARTY_DAYS: whole(
        _("Personal data: the same when a third party is involved"), 20, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.PDPL_EXTENSION_DAYS: whole(
        _("Personal data: one extension of at most"), 15, Unit.DAYS, PDPL, "C", least=1
    ),
    PolicyKey.QUESTIONS_KEEP_DAYS: whole(
        _("Questions to the assistant without an answer are kept for"),
        180,
        Unit.DAYS,
        OWN_CHOICE,
        "U",
        least=1,
        most=730,
    ),
}
