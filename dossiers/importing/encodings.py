"""In which encoding a CSV file was written. Pure: reads bytes, knows no database.

Spreadsheets here save CSV as UTF-8 (with or without mark), as UTF-16 ("Unicode text"), or in Windows-1258.
"""

import codecs
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

BLOCK = 1 << 16
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are zip files, .xls is an OLE file


class FileRefused(Refusal):
    """The file as a whole cannot be read; nothing can be said about its rows."""


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding as Python knows it; the file is read through and left at its beginning.

    A file with broken UTF-8 is still UTF-8 when readable letters stood before: the damage is then told by row.
    Raises FileRefused for a workbook, an empty file and anything that is not text.
    """
    file.seek(0)
    head = file.read(BLOCK)
    file.seek(0)
    if not head:
        raise FileRefused(_("The file is empty."))
    if head.startswith(WORKBOOKS):
        raise FileRefused(
            _("This is an Excel workbook, whatever its name says. Open it, save it as “CSV UTF-8”, and send that.")
        )
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _wide(head)
    found = "utf-8" if _is_utf8(file) else "cp1258"
    file.seek(0)
    return found


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: plain letters leave every second byte empty."""
    odd, even = head[1::2].count(0), head[::2].count(0)
    if odd > len(head) // 4 and odd > even:
        return "utf-16-le"
    if even > len(head) // 4:
        return "utf-16-be"
    raise FileRefused(_("This file is not text. Save the table as “CSV UTF-8” and send that."))


def _is_utf8(file: BinaryIO) -> bool:
    decoder, has_letters = codecs.getincrementaldecoder("utf-8")(), False
    while block := file.read(BLOCK):
        try:
            has_letters = not decoder.decode(block).isascii() or has_letters
        except UnicodeDecodeError as broken:
            return has_letters or not broken.object[: broken.start].isascii()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return has_letters
    return True
