"""The few dossiers whose owner needs an interpreter are found by an index; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0028_result_draft_versions")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(fields=["-id"], condition=Q(needs_interpreter=True), name="dossier_interpreted"),
        ),
    ]
