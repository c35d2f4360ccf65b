#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL and REDIS_URL it uses the local servers of this checkout."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapa_center.settings")
    from django.core.management import execute_from_command_line

    from sapa_center.local.errors import LocalError
    from sapa_center.local.session import needs_servers, servers_for_command

    if not needs_servers(sys.argv):
        execute_from_command_line(sys.argv)
        return
    try:
        with servers_for_command():
            execute_from_command_line(sys.argv)
    except LocalError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
