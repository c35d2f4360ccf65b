"""The encrypted store of files, and what may come into it."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from common import files
from common.files import FileUnreadable, UploadRefused, display_name, inspect_upload

MEGABYTE = 1024 * 1024


@pytest.fixture
def store(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def pdf(*, password: str = "") -> bytes:
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(buffer)
    return buffer.getvalue()


def picture(kind: str, size: tuple[int, int] = (20, 10)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind)
    return buffer.getvalue()


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_content_is_stored_once_encrypted_and_read_again(store: Path) -> None:
    content = pdf()
    first, second = files.store(content), files.store(content)
    assert first == second
    assert (first.sha256, first.size) == (hashlib.sha256(content).hexdigest(), len(content))
    (file,) = stored(store)
    assert b"%PDF" not in file.read_bytes()
    assert files.load(first.sha256, first.key_id) == content


def test_a_changed_or_missing_file_is_not_given_out(store: Path) -> None:
    ref = files.store(b"content")
    (file,) = stored(store)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(FileUnreadable):
        files.load(ref.sha256, ref.key_id)
    file.unlink()
    with pytest.raises(FileUnreadable):
        files.load(ref.sha256, ref.key_id)


def test_a_write_that_was_cut_off_is_repaired_by_the_next(store: Path) -> None:
    ref = files.store(b"content")
    (file,) = stored(store)
    file.write_bytes(file.read_bytes()[:5])
    files.store(b"content")
    assert files.load(ref.sha256, ref.key_id) == b"content"
    assert len(stored(store)) == 1


def test_a_file_moves_to_the_new_key(store: Path, settings) -> None:  # type: ignore[no-untyped-def]
    from .test_crypto import NEW, OLD, key

    settings.DATA_KEYS, settings.HASH_KEY = OLD, key("h")
    old = files.store(b"content")
    settings.DATA_KEYS = NEW
    new = files.reencrypt(old.sha256, old.key_id)
    files.forget(old.sha256, old.key_id)
    settings.DATA_KEYS = NEW.split(",")[0]
    assert (old.key_id, new.key_id) == ("a", "b")
    assert files.load(new.sha256, new.key_id) == b"content"
    assert len(stored(store)) == 1


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("Tờ khai.pdf", pdf(), "application/pdf"),
        ("ANH.JPG", picture("JPEG"), "image/jpeg"),
        ("anh.jpeg", picture("JPEG"), "image/jpeg"),
        ("anh.png", picture("PNG"), "image/png"),
    ],
)
def test_good_files_are_taken(name: str, content: bytes, content_type: str) -> None:
    assert inspect_upload(name, content, MEGABYTE) == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("large.pdf", pdf() + b" " * MEGABYTE),
        ("program.exe", b"MZ" + b"\0" * 200),
        ("no-ending", pdf()),
        ("really-a-picture.pdf", picture("PNG")),
        ("really-a-pdf.jpg", pdf()),
        ("really-a-png.jpg", picture("PNG")),
        ("script.png", b"<script>alert(1)</script>"),
        ("only-a-head.pdf", b"%PDF-1.7\n"),
        ("cut-off.jpg", picture("JPEG", (400, 400))[:300]),
        ("cut-off.png", picture("PNG", (400, 400))[:60]),
        ("locked.pdf", pdf(password="secret")),
        ("document.docx", b"PK\x03\x04" + b"\0" * 100),
        ("double.pdf.exe", pdf()),
    ],
)
def test_other_files_are_refused_with_their_name(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused) as refused:
        inspect_upload(name, content, MEGABYTE)
    assert name in str(refused.value)


def test_a_file_just_over_the_limit_never_reads_like_the_limit() -> None:
    with pytest.raises(UploadRefused) as refused:
        files.refuse_too_large("to-khai.pdf", 6 * MEGABYTE + 1, 6 * MEGABYTE)
    assert "6,1 MB" in str(refused.value)
    assert "6,0 MB" in str(refused.value)


def test_a_picture_that_would_fill_the_memory_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_PIXELS", 100)
    with pytest.raises(UploadRefused):
        inspect_upload("bomb.png", picture("PNG"), MEGABYTE)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\An\\giấy khai sinh.pdf", "giấy khai sinh.pdf"),
        ("a\u202efdp.exe\x00.pdf", "afdp.exe.pdf"),
        ('bad"<name>|?.png', "bad name .png"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_safe_to_show(given: str, shown: str) -> None:
    assert display_name(given) == shown


def unfolding_pdf(depth: int = 6, wide: int = 10) -> bytes:
    """One kilobyte whose page tree names each node ten times: a million pages for who counts them one by one."""
    levels = [f"<< /Type /Pages /Count {wide ** (depth - d)} /Kids [{f'{3 + d} 0 R ' * wide}] >>" for d in range(depth)]
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", *levels, "<< /Type /Page /MediaBox [0 0 100 100] >>"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer << /Size {size} /Root 1 0 R >>\n"
    return out + f"{table}startxref\n{len(out)}\n%%EOF".encode()


def test_a_pdf_that_unfolds_into_endless_pages_is_refused_without_counting_them() -> None:
    """With two levels pypdf would take it for a hundred pages, so nothing but the tree is wrong with it."""
    for depth in (2, 6):
        with pytest.raises(UploadRefused):
            inspect_upload("to-khai.pdf", unfolding_pdf(depth), 1_000_000)
