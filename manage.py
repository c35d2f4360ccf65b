#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL and REDIS_URL it uses the local servers of this checkout."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapa_center.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
