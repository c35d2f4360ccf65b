"""What a sound file is and how long it plays, told by its content and never by its name. Pure.

Taken are what phones record and every browser plays: MP3, Ogg (Opus, Vorbis), M4A (AAC in MP4, without a picture), WAV
(PCM). Anything that is not whole in its outline is refused.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

ENDINGS = {"audio/mpeg": ".mp3", "audio/ogg": ".ogg", "audio/mp4": ".m4a", "audio/wav": ".wav"}
ACCEPT = ".mp3,.ogg,.opus,.m4a,.wav,audio/*"

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by MPEG version, per second
BITS_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s of layer III
BITS_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
FEWEST_FRAMES = 3
PCM = (1, 0xFFFE)


@dataclass(frozen=True)
class Sound:
    """Content type and length; `seconds` is at least 1."""

    content_type: str
    seconds: int


class NotASound(Exception):
    """None of the kinds that are taken, or damaged."""


def sound_in(content: bytes) -> Sound:
    """Raises NotASound."""
    for content_type, read in READERS.items():
        try:
            seconds = read(content)
        except (struct.error, IndexError, ZeroDivisionError):
            continue  # it ends before it says what it is
        if seconds is not None:
            return Sound(content_type, max(round(seconds), 1))
    raise NotASound


def _wav(content: bytes) -> float | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return None
    place, rate = 12, 0
    while place + 8 <= len(content):
        name, size = content[place : place + 4], struct.unpack_from("<I", content, place + 4)[0]
        if name == b"fmt ":
            kind, _channels, _rate, rate = struct.unpack_from("<HHII", content, place + 8)
            if kind not in PCM:
                return None
        if name == b"data":
            return float(min(size, len(content) - place - 8) / rate)
        place += 8 + size + size % 2
    return None


def _ogg(content: bytes) -> float | None:
    """The last page says at which sample it ends."""
    if content[:4] != b"OggS":
        return None
    first = content[27 + content[26] :]
    if first[:8] == b"OpusHead":
        rate, skipped = 48000, struct.unpack_from("<H", first, 10)[0]
    elif first[:7] == b"\x01vorbis":
        rate, skipped = struct.unpack_from("<I", first, 12)[0], 0
    else:
        return None
    last = content.rfind(b"OggS")
    end = struct.unpack_from("<q", content, last + 6)[0]
    return float((end - skipped) / rate) if last > 0 and end > skipped else None


def _m4a(content: bytes) -> float | None:
    if content[4:8] != b"ftyp":
        return None
    outer = dict(_boxes(content))
    movie = outer.get(b"moov", b"")
    if b"mdat" not in outer or b"mp4a" not in movie or b"vide" in movie:
        return None
    header = dict(_boxes(movie)).get(b"mvhd", b"")
    layout, place = (">IQ", 20) if header[0] else (">II", 12)
    scale, length = struct.unpack_from(layout, header, place)
    return float(length / scale) if length else None


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        start = 8
        if size == 1:
            size, start = struct.unpack_from(">Q", content, place + 8)[0], 16
        if size == 0:
            size = len(content) - place
        if size < start:
            return
        yield name, content[place + start : place + size]
        place += size


def _mp3(content: bytes) -> float | None:
    place, frames, seconds = 0, 0, 0.0
    if content[:3] == b"ID3":
        place = 10 + (content[6] << 21 | content[7] << 14 | content[8] << 7 | content[9])
    while place + 4 <= len(content):
        length, samples, rate = _frame(content[place : place + 4])
        if not length:
            break
        place, frames, seconds = place + length, frames + 1, seconds + samples / rate
    return seconds if frames >= FEWEST_FRAMES else None


def _frame(head: bytes) -> tuple[int, int, int]:
    """(bytes, samples, samples per second) of a frame of MPEG layer III; nothing of anything else."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] < 0xE0 or version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return 0, 0, 1
    per_second = RATES[version][rate]
    samples = 1152 if version == 3 else 576
    kilobits = (BITS_V1 if version == 3 else BITS_V2)[bits]
    return samples * kilobits * 125 // per_second + (head[2] >> 1 & 1), samples, per_second


READERS = {"audio/wav": _wav, "audio/ogg": _ogg, "audio/mp4": _m4a, "audio/mpeg": _mp3}
