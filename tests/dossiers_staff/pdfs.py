"""PDF files for tests: plain, with a signature in it, and changed behind the signature."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject


def plain_pdf(pages: int = 1) -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    for number in range(pages):
        writer.add_blank_page(200 + 10 * number, 300)
    writer.write(written)
    return written.getvalue()


def signed_pdf(*, changed_after: bool = False, times_named: int = 1) -> bytes:
    """A signature field whose byte range covers the file; what signs it is not looked at by anybody."""
    size = len(_signed(0, times_named))
    content = _signed(size, times_named)
    assert len(content) == size
    return content + b"% more\n" if changed_after else content


def _signed(size: int, times_named: int) -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 300)
    numbers = [NumberObject(0), NumberObject(100), NumberObject(200), _fixed(size - 200)]
    signature = writer._add_object(DictionaryObject({NameObject("/ByteRange"): ArrayObject(numbers)}))
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature1"),
            NameObject("/V"): signature,
        }
    )
    fields = ArrayObject([writer._add_object(field)] * times_named)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    writer.write(written)
    return written.getvalue()


class _Padded(NumberObject):
    """Always five digits, so that the size of the file does not depend on the number."""

    def write_to_stream(self, stream: object, encryption_key: object = None) -> None:
        stream.write(f"{max(int(self), 0):05d}".encode())  # type: ignore[attr-defined]


def _fixed(number: int) -> NumberObject:
    return _Padded(number)


def upload(content: bytes, name: str = "ket-qua.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")
