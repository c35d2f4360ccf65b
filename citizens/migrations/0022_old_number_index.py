"""Finding people by their old number; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("citizens", "0021_old_number")]

    operations = [
        AddIndexConcurrently(
            "party",
            models.Index(fields=["old_number_hash"], condition=~Q(old_number_hash=""), name="party_by_old_number"),
        ),
    ]
