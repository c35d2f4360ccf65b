"""Programs that come from Debian and not from PyPI: `python3 system_packages.py chromium gettext`.

Root gets them installed; anybody else is told the one command to run. Needs nothing but Python's own library, because
it runs before the virtual environment exists.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

# What is asked for → the programs that show it is there, and the packages that bring it.
KNOWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "chromium": (("chromium", "fc-list"), ("chromium", "fontconfig", "fonts-liberation")),
    "gettext": (("xgettext", "msgmerge"), ("gettext",)),
}


def missing(wanted: Sequence[str], which: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The Debian packages to install so that everything wanted is there."""
    return [
        package
        for name in wanted
        if not all(which(program) for program in KNOWN[name][0])
        for package in KNOWN[name][1]
    ]


def install(packages: Sequence[str]) -> int:
    """Install by apt-get, as root. Returns the exit code of the step that failed, or 0."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *command], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
        if done.returncode:
            return done.returncode
    return 0


def main(wanted: Sequence[str]) -> int:
    packages = missing(wanted)
    if not packages:
        return 0
    command = f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.stderr.write(f"Something of the system is missing. Run this once, then try again:\n\n  sudo {command}\n\n")
        return 2
    sys.stderr.write(f"Installing what is missing: {command}\n")
    return install(packages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
