"""What colleagues tell each other: among them only, and for good."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from dossiers import actions
from dossiers.actions.notes import NotAmongColleagues, add_note
from dossiers.models import Dossier, InternalNote
from tests.dossiers_staff.conftest import speaking_english
from tests.officers.colleagues import Colleagues
from tests.places import AT

pytestmark = pytest.mark.django_db
SECRET = "Gọi lại cho ông Sử trước khi ký"


def _address(dossier: Dossier) -> str:
    return f"/xu-ly/ho-so/{dossier.pk}/"


def test_colleagues_of_acting_offices_write_and_read_notes(office: Colleagues) -> None:
    dossier = office.world.processing()
    answer = speaking_english(office.world, "officer").post(f"{_address(dossier)}ghi-chu/", {"note-text": SECRET})
    assert (answer.status_code, answer["Location"]) == (302, f"{_address(dossier)}#notes")
    for reader in ("officer", "head", "leader", "counter"):
        page = speaking_english(office.world, reader).get(_address(dossier)).content.decode()
        assert SECRET in page, reader
    note = InternalNote.objects.get()
    assert (note.by, note.at) == (office.officer, AT)
    assert Dossier.objects.get(pk=dossier.pk).revision == dossier.revision


def test_who_only_looks_reads_none_and_writes_none(office: Colleagues) -> None:
    dossier = office.world.processing()
    add_note(dossier, SECRET, at=AT, by=office.world.actor("officer"))
    supervisor = speaking_english(office.world, "supervisor")
    page = supervisor.get(_address(dossier)).content.decode()
    assert SECRET not in page
    assert "Internal notes" not in page
    assert supervisor.post(f"{_address(dossier)}ghi-chu/", {"note-text": "auch"}).status_code == 422
    for person in ("citizen", "helper", "supervisor", "officer_elsewhere", "system"):
        with pytest.raises(NotAmongColleagues):
            add_note(dossier, "không được", at=AT, by=office.world.actor(person))
    assert InternalNote.objects.count() == 1


def test_the_applicant_never_reads_a_note(office: Colleagues) -> None:
    dossier = office.world.processing()
    add_note(dossier, SECRET, at=AT, by=office.world.actor("officer"))
    actions.resolve(Dossier.objects.get(pk=dossier.pk), at=AT, by=office.world.actor("officer"))
    client = speaking_english(office.world, "citizen")
    for address in (f"/tai-khoan/ho-so/{dossier.pk}/", f"/tra-cuu/{dossier.secret}/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in answer.content.decode()


def test_an_empty_note_is_refused(office: Colleagues) -> None:
    dossier = office.world.processing()
    answer = speaking_english(office.world, "officer").post(f"{_address(dossier)}ghi-chu/", {"note-text": " "})
    assert answer.status_code == 422
    assert 'id="id_note-text_error"' in answer.content.decode()


def test_a_note_is_neither_changed_nor_deleted(office: Colleagues) -> None:
    note = add_note(office.world.processing(), SECRET, at=AT, by=office.world.actor("officer"))
    for spoil in (note.delete, lambda: InternalNote.objects.update(text="khác")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            spoil()
    note.refresh_from_db()
    assert note.text == SECRET
