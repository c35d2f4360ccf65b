"""A virus scanner that speaks the INSTREAM command of clamd on a socket and knows one virus: EICAR's test file."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"


class Scanner:
    """Answers every connection; `answer` other than None is what it says whatever it gets."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix:{path}"
        self.answer: bytes | None = None
        self.looked_at: list[int] = []  # bytes of each content
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line:
                self._look(line)

    def _look(self, line: socket.socket) -> None:
        assert _exactly(line, 10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", _exactly(line, 4))[0]:
            content += _exactly(line, length)
        self.looked_at.append(len(content))
        said = b"stream: " + (FOUND.encode() + b" FOUND" if EICAR in content else b"OK")
        line.sendall((said if self.answer is None else self.answer) + b"\0")


def _exactly(line: socket.socket, length: int) -> bytes:
    got = b""
    while len(got) < length:
        part = line.recv(length - len(got))
        assert part, "the line broke"
        got += part
    return got


@contextmanager
def scanner_running() -> Iterator[Scanner]:
    with TemporaryDirectory(prefix="scan") as folder:
        scanner = Scanner(Path(folder) / "clamd")
        yield scanner
        scanner.listener.close()
