"""`manage.py verify_ledger`: the ledger equals the bookings of all histories, the totals equal their entries."""

from dossiers.verify import verify_ledger
from dossiers.verify_command import VerifyCommand


class Command(VerifyCommand):
    help = "Compare the ledger with the dossiers it was booked from; exit code 1 when something differs."
    verify = staticmethod(verify_ledger)
