"""How a letter comes about: prepared by an officer, checked by the head of office, signed by a leader. Pure.

Form 04 (apology and new appointment) is the first kind of letter; whatever else a leader signs can stand in the same
queue. What signing does to a dossier stands in the life-cycle table (`extend`, `apologise`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.errors import Refusal


class LetterKind(TextChoices):
    APOLOGY = "apology", _("Form 04: apology and new appointment")


class LetterState(TextChoices):
    DRAFT = "draft", _("To be prepared")
    TO_CHECK = "to_check", _("To be checked")
    TO_SIGN = "to_sign", _("To be signed")
    SIGNED = "signed", _("Signed")
    WITHDRAWN = "withdrawn", _("Not needed any more")


LIVE = (LetterState.DRAFT, LetterState.TO_CHECK, LetterState.TO_SIGN)


class Cause(TextChoices):
    """Reason classes of form 04 (domain.md §5.6)."""

    AGENCY = "agency", _("the deciding authority")
    PARTNER = "partner", _("an authority that takes part")
    FORCE = "force", _("circumstances beyond control")
    APPLICANT = "applicant", _("the applicant")


FIRST_TEXTS: Mapping[Cause, str] = {
    Cause.AGENCY: "Hồ sơ cần thêm thời gian thẩm tra, xác minh nên chưa thể trả kết quả đúng thời gian đã hẹn.",
    Cause.PARTNER: "Cơ quan phối hợp chưa có ý kiến trả lời nên chưa thể trả kết quả đúng thời gian đã hẹn.",
    Cause.FORCE: "Do sự kiện bất khả kháng nên chưa thể trả kết quả đúng thời gian đã hẹn.",
    Cause.APPLICANT: "Nội dung đề nghị ông/bà hoàn thiện chưa đầy đủ nên chưa thể trả kết quả đúng thời gian đã hẹn.",
}
"""What a draft begins with; an official text, to be made precise by whoever prepares it."""

OFFICIAL_CAUSES: Mapping[Cause, str] = {
    Cause.AGENCY: "thuộc về cơ quan giải quyết",
    Cause.PARTNER: "thuộc về cơ quan phối hợp giải quyết",
    Cause.FORCE: "bất khả kháng",
    Cause.APPLICANT: "từ phía người nộp hồ sơ",
}


@dataclass(frozen=True)
class Wording:
    """What a letter says. `new_at` is None where there is nothing to wait for any more."""

    cause: Cause
    text: str
    new_at: datetime | None


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a letter, and who may do it in which state."""

    name: str
    label: str | Promise
    who: Mapping[LetterState, frozenset[Role]]
    reason_needed: bool = False


_PREPARERS = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER})
_CHECKERS = frozenset({Role.HEAD, Role.LEADER})
_HEADS = frozenset({Role.HEAD})
_LEADERS = frozenset({Role.LEADER})

STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("sign", _("Sign and send"), dict.fromkeys(LIVE, _LEADERS)),
        Step("check", _("Checked: to the leader"), {LetterState.TO_CHECK: _HEADS}),
        Step("hand_on", _("Prepared: hand on"), {LetterState.DRAFT: frozenset({Role.OFFICER, Role.HEAD})}),
        Step(
            "save",
            _("Save"),
            {LetterState.DRAFT: _PREPARERS, LetterState.TO_CHECK: _CHECKERS, LetterState.TO_SIGN: _LEADERS},
        ),
        Step(
            "send_back",
            _("Send back"),
            {LetterState.TO_CHECK: _CHECKERS, LetterState.TO_SIGN: _LEADERS},
            reason_needed=True,
        ),
    )
}
"""In the order in which a page offers them."""

RESULT_STEPS: Mapping[str, Step] = {
    **STEPS,
    "hand_on": Step(
        "hand_on",
        STEPS["hand_on"].label,
        {
            LetterState.DRAFT: frozenset({Role.OFFICER, Role.HEAD}),
            LetterState.TO_CHECK: frozenset({Role.OFFICER}),
            LetterState.TO_SIGN: frozenset({Role.OFFICER, Role.HEAD}),
        },
    ),
    "save": Step("save", STEPS["save"].label, dict.fromkeys(LIVE, _PREPARERS)),
    "withdraw": Step("withdraw", _("Withdraw the draft"), dict.fromkeys(LIVE, frozenset({Role.OFFICER, Role.HEAD}))),
}
"""The same for a result; whoever prepared it may change it after handing it on, or withdraw it."""

WRITTEN_BY_ITSELF: Mapping[str, str | Promise] = {
    "draft": _("Drafted"),
    "withdraw": _("Not needed any more"),
    "reopen": _("Taken up afterwards"),
}


RESULT_LABELS: Mapping[str, str | Promise] = {
    "sign": _("Signed"),
    "draft": _("Prepared"),
    "close": _("Not needed any more"),
}


def step_label(step: str) -> str | Promise:
    """What a step with a result is called where it is told afterwards."""
    return RESULT_LABELS[step] if step in RESULT_LABELS else RESULT_STEPS[step].label


class NotThisStep(Refusal):
    default_message = _("This is not possible with the letter as it is now, or not for you.")


class BackWithoutReason(Refusal):
    """A letter that comes back says what is to be changed."""

    def __init__(self) -> None:
        super().__init__(_("Say what is to be changed."), field="reason")


class NotInWorkingTime(Refusal):
    """A new appointment on a day off, or when nobody is there."""

    def __init__(self) -> None:
        super().__init__(_("The center is closed then. Choose a moment in its opening hours."), field="new_on")


def possible(state: LetterState, roles: frozenset[Role], *, steps: Mapping[str, Step] = STEPS) -> list[Step]:
    """The steps that somebody in these roles may take now."""
    return [step for step in steps.values() if step.who.get(state, frozenset()) & roles]


def check_step(
    name: str, state: LetterState, roles: frozenset[Role], reason: str = "", *, steps: Mapping[str, Step] = STEPS
) -> Step:
    """The step, or a Refusal: `NotThisStep`, `BackWithoutReason`."""
    step = steps.get(name)
    if step is None or not step.who.get(state, frozenset()) & roles:
        raise NotThisStep
    if step.reason_needed and not reason.strip():
        raise BackWithoutReason
    return step


def after_handing_on(roles: frozenset[Role], *, has_head: bool) -> LetterState:
    """A head of office checks where there is one; what a head prepared has been checked."""
    return LetterState.TO_SIGN if Role.HEAD in roles or not has_head else LetterState.TO_CHECK


def after_changing(state: LetterState, roles: frozenset[Role]) -> LetterState:
    """A result that was handed on and is changed by somebody who cannot check or sign it there is a draft again."""
    return state if STEPS["save"].who[state] & roles else LetterState.DRAFT
