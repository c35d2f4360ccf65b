from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.text import fold

from .paper import Paper


class DigitisedSource(models.TextChoices):
    """Where the scan comes from."""

    DESK = "desk", _("scanned at the desk")
    ACCOUNT = "account", _("uploaded by the proven account of the owner")


class DigitisedPaper(models.Model):
    """A paper of a person that was scanned and described once, to be used again as long as it is valid.

    The file, with its hash, is that of `paper`, a paper of the dossier it came with. Whose it is stands in `party`: the
    owner of that dossier, and of every dossier it is used in again. When records of one person are merged or
    taken apart it goes with that dossier; nothing else of a row ever changes. A newer row of the same kind takes the
    place of an older one. `valid_until` None: without end.
    """

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="digitised")
    party = models.ForeignKey("citizens.Party", models.PROTECT, related_name="digitised_papers")
    kind = models.CharField(max_length=300)  # as on the published list, or as the desk names it
    kind_fold = models.CharField(max_length=300, editable=False)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=8, choices=DigitisedSource)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
                name="digitised_valid_after_issue",
            ),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(issuer=""), name="digitised_is_described"),
        ]
        indexes = [models.Index(fields=["party", "kind_fold", "-id"], name="digitised_of_a_person")]

    def __str__(self) -> str:
        return self.kind

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind_fold = fold(self.kind)[:300]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
