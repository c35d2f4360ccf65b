"""What dossiers keep encrypted outside the file store, to the current key: declarations of drafts, spreadsheets,
files that are still coming in, witnesses of consents."""

from django.db import models, transaction

from common import crypto

from .drafts import opened, sealed
from .models import Consent, Declaration, Filing, TakeOverUpload, UploadPiece
from .pieces import context_of

DECLARATIONS = ("owner", "submitter", "declared")
"""Columns of Filing that hold {"key_id", "token"}."""


def declared_keys() -> dict[str, int]:
    """How many declarations of drafts need each key."""
    counts: dict[str, int] = {}
    for column in DECLARATIONS:
        rows = Filing.objects.filter(**{f"{column}__has_key": "key_id"}).order_by().values_list(f"{column}__key_id")
        for key_id, count in rows.annotate(count=models.Count("pk")):
            counts[key_id] = counts.get(key_id, 0) + count
    return counts


def reencrypt_declarations() -> int:
    """Returns how many drafts were changed. What cannot be read stays: its owner is asked again."""
    current, moved = crypto.keyring().current, 0
    waiting = models.Q()
    for column in DECLARATIONS:
        waiting |= models.Q(**{f"{column}__has_key": "key_id"}) & ~models.Q(**{f"{column}__key_id": current})
    for pk in Filing.objects.filter(waiting).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            filing = Filing.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            again = {column: sealed(opened(getattr(filing, column))) for column in DECLARATIONS if filing}
            readable = {column: kept for column, kept in again.items() if kept}
            if readable:
                moved += Filing.objects.filter(pk=pk).update(**readable)
    return moved


def reencrypt_uploads() -> int:
    """Spreadsheets that wait for a confirmation; returns how many. What cannot be read stays, for a day at the most."""
    current, moved = crypto.keyring().current, 0
    waiting = TakeOverUpload.objects.filter(content__isnull=False).exclude(key_id=current)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            upload = TakeOverUpload.objects.select_for_update(of=("self",)).get(pk=pk)
            if upload.content is None:
                continue
            try:
                key_id, token = crypto.reencrypt(upload.key_id, upload.content, context=upload.key.bytes)
            except crypto.CannotDecrypt:
                continue
            moved += TakeOverUpload.objects.filter(pk=pk).update(key_id=key_id, content=token)
    return moved


def reencrypt_pieces() -> int:
    """Files on their way in; returns how many pieces. What cannot be read stays until its upload is swept."""
    current, moved = crypto.keyring().current, 0
    for pk in UploadPiece.objects.exclude(key_id=current).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            piece = UploadPiece.objects.select_for_update(of=("self",)).select_related("upload").filter(pk=pk).first()
            if piece is None:
                continue
            try:
                key_id, token = crypto.reencrypt(
                    piece.key_id, piece.content, context=context_of(piece.upload, piece.start)
                )
            except crypto.CannotDecrypt:
                continue
            moved += UploadPiece.objects.filter(pk=pk).update(key_id=key_id, content=token)
    return moved


def reencrypt_answers() -> int:
    """What dossiers declare by questions; returns how many. What cannot be read stays as it is."""
    current, moved = crypto.keyring().current, 0
    for pk in Declaration.objects.exclude(key_id=current).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            declaration = Declaration.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                key_id, token = crypto.reencrypt(declaration.key_id, declaration.content)
            except crypto.CannotDecrypt:
                continue
            moved += Declaration.objects.filter(pk=pk).update(key_id=key_id, content=token)
    return moved


def reencrypt_witnesses() -> int:
    """Who witnessed a consent; returns how many. What cannot be read stays as it is."""
    current, moved = crypto.keyring().current, 0
    waiting = Consent.objects.filter(witness__isnull=False).exclude(key_id=current)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            consent = Consent.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if consent is None or consent.witness is None:
                continue
            try:
                key_id, token = crypto.reencrypt(consent.key_id, consent.witness)
            except crypto.CannotDecrypt:
                continue
            moved += Consent.objects.filter(pk=pk).update(key_id=key_id, witness=token)
    return moved
