"""An index of what ended late, for the list of missing forms 04; the constraints of events are validated."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0017_letters")]
    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                condition=models.Q(("ended_at__gt", models.F("due_at"))),
                fields=["deciding_office", "ended_at"],
                name="dossier_ended_late",
            ),
        ),
        ValidateConstraint("dossierevent", "event_reason_where_needed"),
        ValidateConstraint("dossierevent", "event_is_in_the_table"),
    ]
