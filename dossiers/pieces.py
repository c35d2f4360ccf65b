"""The content of a file that is still coming in: encrypted pieces, one after the other."""

from common import crypto
from dossiers.models import PaperUpload, UploadPiece


def put(upload: PaperUpload, start: int, content: bytes) -> None:
    """Keep a piece that begins `start` bytes after the beginning of the file."""
    key_id, token = crypto.encrypt(content, context=context_of(upload, start))
    UploadPiece.objects.create(upload=upload, start=start, content=token, key_id=key_id)


def whole(upload: PaperUpload) -> bytes:
    """What has arrived so far. Raises crypto.CannotDecrypt."""
    return b"".join(
        crypto.decrypt(piece.key_id, piece.content, context=context_of(upload, piece.start))
        for piece in upload.pieces.order_by("start")
    )


def forget(upload: PaperUpload) -> None:
    upload.pieces.all().delete()


def context_of(upload: PaperUpload, start: int) -> bytes:
    """A piece can be read in its own place only."""
    return upload.key.bytes + start.to_bytes(8)
