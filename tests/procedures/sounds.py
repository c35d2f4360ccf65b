"""Small sounds of every kind that is taken, made here: silence, or only the outline of a file."""

import io
import struct
import wave


def wav(seconds: float = 1) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return written.getvalue()


def mp3(frames: int = 77) -> bytes:
    """MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 26 milliseconds a frame."""
    tag = b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10
    return tag + (b"\xff\xfb\x90\x00" + b"\0" * 413) * frames


def ogg(seconds: int = 3, codec: bytes = b"OpusHead") -> bytes:
    head = codec + b"\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)
    return _page(0, head) + _page(48000 * seconds + 312, b"\0" * 50)


def _page(granule: int, body: bytes) -> bytes:
    return b"OggS\0\0" + struct.pack("<q", granule) + b"\0" * 12 + bytes([1, len(body)]) + body


def m4a(seconds: int = 4, track: bytes = b"soun") -> bytes:
    header = b"\0\0\0\0" + b"\0" * 8 + struct.pack(">II", 1000, 1000 * seconds)
    movie = _box(b"mvhd", header) + _box(b"trak", b"hdlr" + track + b"mp4a")
    return _box(b"ftyp", b"M4A \0\0\0\0") + _box(b"moov", movie) + _box(b"mdat", b"\0" * 40)


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body
