"""Who may open the pages of the desk and of casework: who has a row for the dossier, in the right role."""

from typing import Any

from dossiers import access, actions, drafts, questionnaire
from dossiers.actions import payments
from dossiers.models import Filing, PayMethod
from notifications.models import OutboxMessage
from tests.access_matrix import Outcome, Row, staff_only, systems_only
from tests.dossiers_public.asked import ask
from tests.dossiers_staff.desk import ask_to_complete, enclose, make_received, make_screen, make_submitted
from tests.personas import NAMES, Personas
from tests.places import AT

DESK = staff_only("counter")
_WORKERS = ("counter", "officer", "officer_elsewhere", "head", "leader", "department_leader")
WORK = staff_only(*_WORKERS)
# The offices elsewhere have no row for this dossier: for their people it does not exist.
READ = {
    **staff_only("counter", "officer", "head", "leader", "supervisor"),
    "officer_elsewhere": Outcome.NOT_FOUND,
    "department_leader": Outcome.NOT_FOUND,
}
NOTICES = staff_only(
    "counter",
    "officer",
    "officer_elsewhere",
    "head",
    "leader",
    "department_leader",
    "supervisor",
    "helper",
    "administrator",
)


def _pk(personas: Personas) -> dict[str, Any]:
    return {"pk": make_received(personas).pk}


def _submitted(personas: Personas) -> dict[str, Any]:
    return {"pk": make_submitted(personas).pk}


def _declared(personas: Personas) -> dict[str, Any]:
    dossier = make_submitted(personas)
    filing = Filing(declared=drafts.sealed({"child_name": "Hạng Gia Bảo"}), questions=ask(dossier.version.procedure))
    questionnaire.declare(dossier, filing, AT)
    return {"pk": dossier.pk}


def _code(personas: Personas) -> dict[str, Any]:
    return {"code": make_submitted(personas).version.procedure.code}


def _paper(personas: Personas) -> dict[str, Any]:
    dossier = make_received(personas)
    return {"pk": dossier.pk, "paper_pk": enclose(dossier).pk}


def _notice(personas: Personas) -> dict[str, Any]:
    dossier = ask_to_complete(personas)
    return {"pk": dossier.pk, "form_pk": dossier.forms.get(form="02").pk}


def _act(personas: Personas) -> dict[str, Any]:
    return {**_submitted(personas), "transition": "receive"}


def _screen(personas: Personas) -> dict[str, Any]:
    return {"key": make_screen(personas.counter, personas.places.sa_pa, make_submitted(personas).version).key}


def _originals(personas: Personas) -> dict[str, Any]:
    return {**_pk(personas), "what": "nhan"}


def _resolved(personas: Personas) -> dict[str, Any]:
    dossier = actions.start(make_received(personas), at=AT, by=access.actor_for(personas.officer, AT))
    return {"pk": actions.resolve(dossier, at=AT, by=access.actor_for(personas.officer, AT), result="1/QĐ").pk}


def _message(personas: Personas) -> dict[str, Any]:
    dossier = make_received(personas)
    known = {"key": f"dossier/{dossier.pk}/call", "phone": "02143871234", "template": "dossier_resolved"}
    at = {"created_at": AT, "not_before": AT, "center": personas.places.sa_pa}
    told = OutboxMessage.objects.create(channel="call", state="to_call", context={"dossier": dossier.pk}, **known, **at)
    return {"pk": told.pk}


def _fees(personas: Personas) -> dict[str, Any]:
    return {**_pk(personas), "what": "thu"}


def _receipt(personas: Personas) -> dict[str, Any]:
    dossier = make_received(personas)
    rest = {"center": dossier.receiving_center, "at": AT, "by": access.actor_for(personas.counter, AT)}
    payments.put_payment(dossier, 8000, PayMethod.CASH, **rest)
    return {"pk": dossier.pk, "payment_pk": dossier.payments.get().pk}


ROWS = {
    "dossiers:messages": Row(DESK),
    "dossiers:message_result": Row(DESK, "post", _message, {"result": "reached"}),
    "dossiers:fees": Row(READ, args=_pk),
    "dossiers:fees_act": Row(DESK, "post", _fees, {"amount": "0"}),
    "dossiers:receipt": Row(READ, args=_receipt),
    "dossiers:digitise": Row(READ, args=_pk),
    "dossiers:result": Row(READ, args=_resolved),
    "dossiers:hand_out": Row(DESK, args=_resolved),
    "dossiers:confirm_many": Row(WORK, "post"),
    "dossiers:desk": Row(DESK),
    "dossiers:choose_procedure": Row(DESK),
    "dossiers:receive": Row(DESK, "post", _code, {"way": "owner"}),
    "dossiers:discard_screen": Row(DESK, "post", _screen),
    "dossiers:received": Row(DESK, args=_pk),
    "dossiers:slip": Row(READ, args=_pk),
    "dossiers:desk_dossier": Row(READ, args=_pk),
    "dossiers:worklist": Row(WORK),
    "dossiers:dossier": Row(READ, args=_pk),
    "dossiers:paper": Row(READ, args=_paper),
    "dossiers:notice": Row(READ, args=_notice),
    "dossiers:control_slip": Row(READ, args=_pk),
    "dossiers:declaration": Row(READ, args=_declared),
    "dossiers:originals": Row(READ, "post", _originals),
    "dossiers:handover_slip": Row(
        {**WORK, "officer_elsewhere": Outcome.NOT_FOUND, "department_leader": Outcome.NOT_FOUND},
        data=lambda personas: {"ho-so": make_received(personas).pk},
    ),
    "dossiers:act": Row(READ, "post", _act, {"receive-revision": "1"}),
    "notifications:notices": Row(NOTICES),
    # anybody may speak to these; only what the providers signed is believed (tests/notifications/test_reports.py)
    "notifications:zalo_report": Row(systems_only(), "post", content_type="application/json"),
    "notifications:sms_report": Row(dict.fromkeys(NAMES, Outcome.NOT_FOUND), args=lambda _personas: {"secret": "x"}),
    "notifications:read": Row(NOTICES, "post"),
}
