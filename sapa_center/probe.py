"""`python -m sapa_center.probe /readyz`: ask this machine's web server, for the health check of a container.

Exit code 0 when the answer is 200, 1 otherwise. `python -m sapa_center.probe beat` looks at the file of beat.
"""

import http.client
import os
import sys
import time
from pathlib import Path

PATIENCE = 5.0  # seconds
BEAT_MISSED_AFTER = 60.0  # seconds


def answers(
    path: str, *, host: str = "127.0.0.1", port: int, name: str | None = None, patience: float = PATIENCE
) -> bool:
    """Does the server answer 200? `name` is sent as Host, since the portal answers to its own names only."""
    connection = http.client.HTTPConnection(host, port, timeout=patience)
    try:
        connection.request("GET", path, headers={"Host": name or host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_touched(file: Path) -> bool:
    """Has beat touched its file in the last minute?"""
    try:
        return time.time() - file.stat().st_mtime <= BEAT_MISSED_AFTER
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    if arguments == ["beat"]:
        return 0 if is_touched(Path(os.environ["BEAT_ALIVE_FILE"])) else 1
    name = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    port = int(os.environ.get("PORT", "8000"))
    return 0 if answers(arguments[0] if arguments else "/readyz", port=port, name=name) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
