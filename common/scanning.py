"""Uploaded files before the virus scanner of the installation (setting VIRUS_SCANNER, docs/uploads.md).

Without a scanner nothing is looked at; with one that does not answer nothing is believed to be clean.
"""

import shlex
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.files import UploadRefused, display_name

SECONDS = 20.0  # for one file
CHUNK = 64 * 1024  # bytes
ENDING = struct.pack("!L", 0)


class Infected(UploadRefused):
    """The scanner has found something; the message names it."""


class ScannerAway(UploadRefused):
    """The scanner did not answer, or not in words that we know."""


def refuse_infected(name: str, content: bytes) -> None:
    """Raises Infected with the name of what was found, and ScannerAway when nobody could look."""
    try:
        found = _found_in(content, settings.VIRUS_SCANNER)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ScannerAway(
            _("The file “%(name)s” could not be checked for viruses just now. Please try again later.")
            % {"name": display_name(name)}
        ) from error
    if found:
        raise Infected(
            _("“%(name)s” was not kept: the virus scanner found “%(found)s” in it. Your other files are safe.")
            % {"name": display_name(name), "found": found}
        )


def _found_in(content: bytes, scanner: str) -> str:
    """What the scanner calls its finding; "" when it finds nothing. Raises OSError or ValueError when it cannot say."""
    kind, _colon, rest = scanner.partition(":")
    if kind == "command":
        return _by_command(content, shlex.split(rest))
    return _by_stream(content, scanner) if scanner else ""


def _by_command(content: bytes, command: list[str]) -> str:
    """The content goes to its standard input; it ends with 0 for clean, 1 for found, like clamscan and clamdscan."""
    done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    if done.returncode == 0:
        return ""
    if done.returncode == 1:
        return _name_of(done.stdout.decode(errors="replace").strip().partition("\n")[0]) or "?"
    raise ValueError(f"the scanner ended with {done.returncode}")


def _by_stream(content: bytes, address: str) -> str:
    """The INSTREAM command of clamd: pieces with their length before them, an empty one at the end."""
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(ENDING)
        answer = _answer(line)
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return _name_of(answer)
    raise ValueError("the scanner gave no answer that we know")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    kind, _colon, rest = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX)
        place: str | tuple[str, int] = rest
    elif kind == "tcp":
        host, _colon, port = rest.rpartition(":")
        line, place = socket.socket(), (host, int(port))
    else:
        raise ValueError("VIRUS_SCANNER begins with unix:, tcp: or command:")
    with line:
        line.settimeout(SECONDS)
        line.connect(place)
        yield line


def _answer(line: socket.socket) -> str:
    parts = []
    while part := line.recv(4096):
        parts.append(part)
        if part.endswith(b"\0"):
            break
    return b"".join(parts).rstrip(b"\0").decode(errors="replace").strip()


def _name_of(answer: str) -> str:
    """ "Eicar-Test-Signature" out of "stream: Eicar-Test-Signature FOUND"."""
    return answer.removesuffix(" FOUND").rpartition(": ")[2][:80]
