"""Who may open the citizen's pages: filing and dossiers only their own account; tracking everybody."""

import uuid
from datetime import timedelta
from typing import Any

from citizens.models import Party
from dossiers import access, actions, drafts, questionnaire
from dossiers.actions import payments
from dossiers.models import Channel, Dossier, FiledBy, Filing, Paper, PaperUpload, PayMethod
from procedures.models import Sector
from tests.access_matrix import Outcome, Row, citizens_only, everybody
from tests.dossiers.world import make_version
from tests.dossiers_public.asked import ask
from tests.dossiers_staff.desk import ask_to_complete
from tests.personas import Personas
from tests.places import AT

ANNOUNCED = {"slot": "other", "name": "anh.jpg", "size": "5", "sha256": "0" * 64}
OWN_ONLY = {**citizens_only("citizen"), "other_citizen": Outcome.NOT_FOUND}

DRAFT = {**OWN_ONLY, "helper": Outcome.NOT_FOUND}  # helpers have drafts of their own


def make_filing(personas: Personas) -> Filing:
    sector = Sector.objects.create(code=uuid.uuid4().hex[:8], name="Lĩnh vực mẫu")
    version = make_version(f"8.{sector.pk:06}", sector, quantity=3, unit="working_days")
    return Filing.objects.create(
        account=personas.citizen,
        center=personas.places.sa_pa,
        version=version,
        channel=Channel.ONLINE,
        created_at=AT,
        updated_at=AT,
        expires_at=AT + timedelta(days=9999),
    )


def make_dossier(personas: Personas) -> Dossier:
    filing = make_filing(personas)
    owner = Party.objects.create(kind="person", name="Hạng Thị Lan", created_at=AT, is_sample=True)
    intake = actions.Intake(
        version=filing.version,
        channel=Channel.ONLINE,
        filed_by=FiledBy.OWNER,
        owner=owner,
        submitter=owner,
        receiving_center=filing.center,
        account=personas.citizen,
    )
    return actions.submit(filing, intake, at=AT, by=access.actor_for(personas.citizen, AT))


def _key(personas: Personas) -> dict[str, Any]:
    return {"key": make_filing(personas).key}


def _upload(personas: Personas) -> dict[str, Any]:
    filing = make_filing(personas)
    upload = PaperUpload.objects.create(
        filing=filing,
        field="other",
        name="x",
        size=1,
        sha256="0" * 64,
        added_by=personas.citizen,
        begun_at=AT,
        touched_at=AT,
    )
    return {"key": filing.key, "upload_key": upload.key}


def _supplied(personas: Personas) -> dict[str, Any]:
    where = _sent_back(personas)
    dossier = Dossier.objects.get(pk=where["dossier_id"])
    draft = drafts.begin_supplement(dossier, personas.citizen, AT)
    upload = PaperUpload.objects.create(
        filing=draft,
        field="other",
        name="x",
        size=1,
        sha256="0" * 64,
        added_by=personas.citizen,
        begun_at=AT,
        touched_at=AT,
    )
    return {**where, "upload_key": upload.key}


def _question_page(personas: Personas) -> dict[str, Any]:
    filing = make_filing(personas)
    ask(filing.version.procedure)
    return {"key": filing.key, "page": "child"}


def _sent_key(personas: Personas) -> dict[str, Any]:
    return {"key": make_dossier(personas).filing.key}


def _code(personas: Personas) -> dict[str, Any]:
    return {"code": make_filing(personas).version.procedure.code}


def _own(personas: Personas) -> dict[str, Any]:
    return {"dossier_id": make_dossier(personas).pk}


def _received(personas: Personas) -> dict[str, Any]:
    dossier = make_dossier(personas)
    return {"dossier_id": actions.receive(dossier, at=AT, by=access.actor_for(personas.counter, AT)).pk}


def _sent_back(personas: Personas) -> dict[str, Any]:
    counter = access.actor_for(personas.counter, AT)
    dossier = actions.ask_to_complete(make_dossier(personas), ["Tờ khai"], at=AT, by=counter, reason="thiếu")
    return {"dossier_id": dossier.pk}


def _answered(personas: Personas) -> dict[str, Any]:
    """Sent back, with answers that may be changed."""
    dossier = Dossier.objects.get(pk=_sent_back(personas)["dossier_id"])
    questionnaire.put(dossier, ask(dossier.version.procedure), {"child_name": "Lan"}, number=1, at=AT)
    return {"dossier_id": dossier.pk, "key": "child"}


def _with_paper(personas: Personas) -> dict[str, Any]:
    from common import files

    dossier = make_dossier(personas)
    kept = files.store(b"%PDF-1.4")
    paper = Paper.objects.create(
        dossier=dossier,
        name="Tờ khai",
        file_name="to-khai.pdf",
        content_type="application/pdf",
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_at=AT,
    )
    return {"dossier_id": dossier.pk, "paper_id": paper.pk}


def _draft_paper(personas: Personas) -> dict[str, Any]:
    args = _with_paper(personas)
    filing = make_filing(personas)
    Paper.objects.filter(pk=args["paper_id"]).update(dossier=None, filing=filing)
    return {"key": filing.key, "paper_id": args["paper_id"]}


def _asked(personas: Personas) -> dict[str, Any]:
    dossier = ask_to_complete(personas)
    return {"dossier_id": dossier.pk, "form_pk": dossier.forms.get(form="02").pk}


def _paid(personas: Personas) -> dict[str, Any]:
    by = access.actor_for(personas.counter, AT)
    dossier = actions.receive(make_dossier(personas), at=AT, by=by)
    payments.put_payment(dossier, 8000, PayMethod.CASH, center=dossier.receiving_center, at=AT, by=by)
    return {"dossier_id": dossier.pk, "payment_pk": dossier.payments.get().pk}


ROWS = {
    "dossiers:own_receipt": Row(OWN_ONLY, args=_paid),
    "dossiers:choose": Row(everybody()),
    "dossiers:start": Row(everybody(), args=_code),
    "dossiers:filing": Row(DRAFT, args=_key),
    "dossiers:filing_submitter": Row(DRAFT, args=_key),
    "dossiers:filing_owner": Row(DRAFT, args=_key),
    "dossiers:filing_owner_details": Row(DRAFT, args=_key),
    "dossiers:filing_questions": Row(DRAFT, args=_question_page),
    "dossiers:filing_papers": Row(DRAFT, args=_key),
    "dossiers:filing_paper": Row(DRAFT, args=_draft_paper),
    "dossiers:filing_uploads": Row(DRAFT, method="post", args=_key, data=ANNOUNCED),
    "dossiers:filing_upload": Row(DRAFT, args=_upload),
    "dossiers:filing_content": Row(DRAFT, args=_key),
    "dossiers:filing_review": Row(DRAFT, args=_key),
    "dossiers:filing_sent": Row(DRAFT, args=_sent_key),
    "dossiers:filing_delete": Row(DRAFT, args=_key),
    "dossiers:account": Row(citizens_only()),
    "dossiers:own_list": Row(citizens_only()),
    "dossiers:own": Row(OWN_ONLY, args=_own),
    "dossiers:own_supply": Row(OWN_ONLY, args=_sent_back),
    "dossiers:own_answer": Row(OWN_ONLY, args=_answered),
    "dossiers:own_uploads": Row(OWN_ONLY, method="post", args=_sent_back, data=ANNOUNCED),
    "dossiers:own_upload": Row(OWN_ONLY, args=_supplied),
    "dossiers:own_withdraw": Row(OWN_ONLY, args=_own),
    "dossiers:own_paper": Row(OWN_ONLY, args=_with_paper),
    "dossiers:own_submission": Row(OWN_ONLY, args=_own),
    "dossiers:own_slip": Row(OWN_ONLY, args=_received),
    "dossiers:own_notice": Row(OWN_ONLY, args=_asked),
    "dossiers:track": Row(everybody()),
    "dossiers:track_secret": Row(everybody(), args=lambda personas: {"secret": make_dossier(personas).secret}),
}
