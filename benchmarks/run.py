"""`make bench`: how fast the parts are that everything waits for, at each size, as tables.

SIZES="10000 1000000" make bench measures with that many dossiers. The databases are kept under `.local/` and the
system's state folder, so a second run finds them there. Servers are ordinary ones, safe against a power cut.
"""

import os
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import psycopg2

from benchmarks import due_dates
from sapa_center.local.folders import local_folder, state_of
from sapa_center.local.servers import start_servers

SIZES = os.environ.get("SIZES", "10000")
PLAYED = 20_000  # dossiers whose lives are played; larger sizes lay them several times
MANAGE = [sys.executable, "manage.py"]


def main() -> None:
    due_dates.main()
    local_folder()
    servers = start_servers(state_of(name="bench"), given={})
    try:
        for size in map(int, SIZES.split()):
            environment = {**os.environ, **servers.environment}
            environment["DATABASE_URL"] = database(servers.environment["DATABASE_URL"], f"bench_{size}")
            fill(size, environment)
            for part in ("benchmarks.measure", "benchmarks.leaders"):
                subprocess.run([sys.executable, "-m", part, str(size)], env=environment, check=True)
    finally:
        servers.stop()


def database(url: str, name: str) -> str:
    """The address of a database of that name on the same server; it is made when it is not there."""
    parts = urlsplit(url)
    host = unquote(parts.netloc.rpartition("@")[2])
    connection = psycopg2.connect(host=host, user=parts.username, password=parts.password, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() == (0,):
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return url.removesuffix(parts.path) + f"/{name}"


def fill(size: int, environment: dict[str, str]) -> None:
    """What the pages are built of, reference data, and as many simulated dossiers as are missing."""
    built = (["compile_translations"], ["build_fonts"], ["collectstatic", "--noinput", "-v0"])
    for command in (*built, ["migrate", "-v0"], ["load_reference"]):
        subprocess.run([*MANAGE, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    there = int(subprocess.check_output([sys.executable, "-m", "benchmarks.count"], env=environment))
    if there < size:
        centers = "99" if size >= 100_000 else "10"
        missing = size - there
        times = max(1, missing // PLAYED)
        wanted = ["--centers", centers, "--dossiers", str(-(-missing // times)), "--times", str(times)]
        subprocess.run([*MANAGE, "simulate", *wanted, "--seed", str(there + 1)], env=environment, check=True)


if __name__ == "__main__":
    main()
