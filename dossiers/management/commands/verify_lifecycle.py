"""`manage.py verify_lifecycle`: status, dates and pauses of every dossier follow from its events."""

from dossiers.verify import verify_lifecycle
from dossiers.verify_command import VerifyCommand


class Command(VerifyCommand):
    help = "Replay the events of every dossier and compare with what is stored; exit code 1 when something differs."
    verify = staticmethod(verify_lifecycle)
