"""Recordings of a procedure: put up, replaced, taken away; everybody listens to those that count."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import files, scanning, sound
from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number
from procedures.models import Procedure, Recording, SpokenLanguage


class RecordingRefused(Refusal):
    """Too large, or no sound that every browser plays."""


def most_kilobytes(at: datetime) -> int:
    """Policy recording.max_kb."""
    return number(PolicyKey.RECORDING_MAX_KB, on=local_date(at))


def put_up(
    procedure: Procedure, language: SpokenLanguage, *, name: str, content: bytes, at: datetime, by: User
) -> Recording:
    """The recording in this language from now on, in place of another. Raises RecordingRefused and UploadRefused."""
    found = _looked_at(name, content, at)
    kept = files.store(content)
    with transaction.atomic():
        _locked(procedure)
        _current(procedure).filter(language=language).update(removed_at=at, removed_by=by)
        return Recording.objects.create(
            procedure=procedure,
            language=language,
            content_type=found.content_type,
            seconds=found.seconds,
            size=kept.size,
            sha256=kept.sha256,
            key_id=kept.key_id,
            added_by=by,
            added_at=at,
        )


@transaction.atomic
def take_away(procedure: Procedure, recording_id: int, *, at: datetime, by: User) -> None:
    """It is heard no more; nothing happens when somebody was first."""
    _locked(procedure)
    _current(procedure).filter(pk=recording_id).update(removed_at=at, removed_by=by)


def to_listen(procedure: Procedure) -> list[Recording]:
    """What counts, Vietnamese first."""
    order = list(SpokenLanguage)
    return sorted(_current(procedure), key=lambda one: order.index(SpokenLanguage(one.language)))


def _looked_at(name: str, content: bytes, at: datetime) -> sound.Sound:
    most = most_kilobytes(at)
    if len(content) > most * 1024:
        raise RecordingRefused(_("The recording may have up to %(most)s KB.") % {"most": most}, field="file")
    try:
        found = sound.sound_in(content)
    except sound.NotASound as error:
        raise RecordingRefused(
            _("This file is damaged, or no recording that every phone plays. Send MP3, M4A, OGG or WAV."), field="file"
        ) from error
    scanning.refuse_infected(name, content)
    return found


def _current(procedure: Procedure) -> QuerySet[Recording]:
    return procedure.recordings.filter(removed_at=None)


def _locked(procedure: Procedure) -> None:
    Procedure.objects.select_for_update().get(pk=procedure.pk)
