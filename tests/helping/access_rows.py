"""Who may open the pages of helping: who helps, and nobody else; taking a consent back: its owner and the counter."""

from typing import Any

from citizens.models import Party
from common import files
from dossiers import access, actions, drafts
from dossiers.models import Channel, Dossier, FiledBy, Filing, Ground, Paper
from tests.access_matrix import Outcome, Row, citizens_only, everybody, staff_only
from tests.dossiers_public.access_rows import make_filing
from tests.personas import Personas
from tests.places import AT

FILERS = {**citizens_only("citizen", "other_citizen", "helper")}
HELPER_ONLY = {**citizens_only("helper", refused=Outcome.FORBIDDEN)}
HELPER_ONLY |= {"citizen": Outcome.NOT_FOUND, "other_citizen": Outcome.NOT_FOUND}
OWNER_ONLY = {**citizens_only("citizen"), "other_citizen": Outcome.NOT_FOUND}
OWNER = {"kind": "person", "name": "Sùng A Chứ", "number": "000111222333"}


def _draft(personas: Personas) -> Filing:
    filing = make_filing(personas)
    filing.account, filing.filed_by = personas.helper, FiledBy.HELPER
    filing.submitter = drafts.sealed(OWNER)
    filing.save()
    return filing


def _key(personas: Personas) -> dict[str, Any]:
    return {"key": _draft(personas).key}


def _helped(personas: Personas) -> Dossier:
    filing = _draft(personas)
    owner = Party.objects.create(kind="person", name="Sùng A Chứ", created_at=AT, is_sample=True)
    intake = actions.Intake(
        version=filing.version,
        channel=Channel.ONLINE,
        filed_by=FiledBy.HELPER,
        owner=owner,
        submitter=owner,
        receiving_center=filing.center,
        account=personas.helper,
    )
    return actions.submit(filing, intake, at=AT, by=access.actor_for(personas.helper, AT))


def _dossier(personas: Personas) -> dict[str, Any]:
    return {"dossier_id": _helped(personas).pk}


def _sent_back(personas: Personas) -> dict[str, Any]:
    counter = access.actor_for(personas.counter, AT)
    return {"dossier_id": actions.ask_to_complete(_helped(personas), ["Tờ khai"], at=AT, by=counter, reason="thiếu").pk}


def _with_paper(personas: Personas) -> dict[str, Any]:
    dossier = _helped(personas)
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
        added_by=personas.helper,
    )
    return {"dossier_id": dossier.pk, "paper_id": paper.pk}


def _owned(personas: Personas) -> dict[str, Any]:
    dossier = _helped(personas)
    access.grant(dossier, Ground.OWNER, since=AT, account_id=personas.citizen.pk)
    return {"dossier_id": dossier.pk}


ROWS = {
    "dossiers:helping": Row(everybody()),
    "dossiers:helping_start": Row(FILERS, args=lambda p: {"code": make_filing(p).version.procedure.code}),
    "dossiers:filing_consent": Row(HELPER_ONLY, args=_key),
    "dossiers:consent_sheet": Row(HELPER_ONLY, args=_key),
    "dossiers:helped": Row(HELPER_ONLY, args=_dossier),
    "dossiers:helped_supply": Row(HELPER_ONLY, args=_sent_back),
    "dossiers:helped_paper": Row(HELPER_ONLY, args=_with_paper),
    "dossiers:helped_receipt": Row(HELPER_ONLY, args=_dossier),
    "dossiers:own_end_help": Row(OWNER_ONLY, method="post", args=_owned),
    "dossiers:end_help": Row(staff_only("counter"), method="post", args=lambda p: {"pk": _helped(p).pk}),
}
