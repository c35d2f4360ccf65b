"""What is held for somebody else is found at once; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0012_stand_ins")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                fields=["stands_in_for"], condition=Q(stands_in_for__isnull=False), name="dossier_held_for_another"
            ),
        ),
    ]
