"""Only the applicant chooses how to receive the result."""

from tests.access_matrix import Row
from tests.dossiers_public.access_rows import OWN_ONLY, _own

ROWS = {"dossiers:own_wish": Row(OWN_ONLY, args=_own)}
