"""A desk for tests: what is typed into the reception form, a picture, a second dossier."""

import io
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.http import urlencode
from PIL import Image

from accounts.models import User
from centers.models import Center
from citizens.models import Party
from dossiers import access, actions, desk_drafts, desk_files
from dossiers.models import Channel, Dossier, FiledBy, Filing, Paper
from procedures.models import ProcedureVersion, Sector
from tests.dossiers.world import make_version
from tests.personas import Personas
from tests.places import AT


def picture(name: str = "can-cuoc.png") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (20, 20), "#d9a441").save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/png")


def typed(version: ProcedureVersion, **changed: Any) -> dict[str, Any]:
    """A complete reception: the owner at the counter with the first paper of the list."""
    paper = version.papers.get(number=1)
    return {
        "key": str(uuid.uuid4()),
        "way": "owner",
        "owner-kind": "person",
        "owner-name": "Vàng Thị Mỷ",
        "owner-number": "000199000001",
        "owner-province": "15",
        "owner-commune": "sa pa",
        "owner-phone": "0900 000 012",
        f"has_{paper.pk}": "on",
        f"originals_{paper.pk}": "1",
        f"copies_{paper.pk}": "2",
        "return_center": str(center_id()),
        **changed,
    }


def center_id() -> int:
    return Center.objects.get(slug="sa-pa").pk


def make_submitted(personas: Personas) -> Dossier:
    """A dossier that came in online and waits for its first answer; for the rows of the access matrix."""
    sector = Sector.objects.create(code=uuid.uuid4().hex[:8], name="Lĩnh vực mẫu")
    version = make_version(f"7.{sector.pk:06}", sector, quantity=3, unit="working_days")
    filing = Filing.objects.create(
        account=personas.citizen,
        center=personas.places.sa_pa,
        version=version,
        channel=Channel.ONLINE,
        created_at=AT,
        updated_at=AT,
        expires_at=AT + timedelta(days=30),
    )
    owner = Party.objects.create(kind="person", name="Hạng Thị Lan", created_at=AT, is_sample=True)
    intake = actions.Intake(
        version=version,
        channel=Channel.ONLINE,
        filed_by=FiledBy.OWNER,
        owner=owner,
        submitter=owner,
        receiving_center=filing.center,
        account=personas.citizen,
    )
    return actions.submit(filing, intake, at=AT, by=access.actor_for(personas.citizen, AT))


def make_screen(user: User, center: Center, version: ProcedureVersion, owner: str = "Hạng Thị Lan") -> Filing:
    """A screen of the desk that this person has not finished."""
    filing = desk_files.draft_for(uuid.uuid4(), user, center=center, version=version, at=AT)
    desk_drafts.keep(filing, QueryDict(urlencode({"owner-name": owner, "way": "owner"})), query="", at=AT)
    return Filing.objects.get(pk=filing.pk)


def make_received(personas: Personas) -> Dossier:
    return actions.receive(make_submitted(personas), at=AT, by=access.actor_for(personas.counter, AT))


def ask_to_complete(personas: Personas) -> Dossier:
    by = access.actor_for(personas.counter, AT)
    return actions.ask_to_complete(make_submitted(personas), ["Tờ khai"], at=AT, by=by, reason="Thiếu tờ khai")


def enclose(dossier: Dossier) -> Paper:
    """A scan in the store, attached to the dossier."""
    from common import files

    content = picture().read()
    kept = files.store(content)
    return Paper.objects.create(
        dossier=dossier,
        name="Căn cước",
        file_name="can-cuoc.png",
        content_type="image/png",
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_at=AT,
    )
