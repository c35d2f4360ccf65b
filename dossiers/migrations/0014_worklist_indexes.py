"""The worklist is found by one index for all that is to be done, a code by its end; built while people work."""

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Reverse

TO_DO = [
    "AWAITING_PAYMENT",
    "AWAITING_SUPPLEMENT",
    "INCOMPLETE",
    "PROCESSING",
    "RECEIVED",
    "RESOLVED",
    "SUBMITTED",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0013_stand_in_index")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["holder", "due_at"], condition=Q(status__in=TO_DO), name="dossier_to_do"),
        ),
        AddIndexConcurrently(
            "dossier",
            models.Index(OpClass(Reverse("code"), name="text_pattern_ops"), name="dossier_by_end_of_code"),
        ),
        RemoveIndexConcurrently("dossier", "dossier_worklist"),
    ]
