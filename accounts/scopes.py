"""What a token of another system may be used for. Its account's postings say where; both must allow a thing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    READ_DOSSIERS = "dossiers:read", _("read dossiers")
    RECEIVE_DOSSIERS = "dossiers:receive", _("receive dossiers at the counter")
    ACT_ON_DOSSIERS = "dossiers:act", _("act on dossiers")
    WRITE_FILINGS = "filings:write", _("prepare and submit filings")
    READ_DOCUMENTS = "documents:read", _("read papers and slips")
    READ_FIGURES = "figures:read", _("read on-time figures")
