"""The number of the identity card before this one, as the card says it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("citizens", "0020_search_indexes")]

    operations = [
        migrations.AddField("party", "old_number_encrypted", models.BinaryField(blank=True, null=True)),
        migrations.AddField("party", "old_number_key_id", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AddField("party", "old_number_hash", models.CharField(blank=True, max_length=64, default=""), preserve_default=False),
        migrations.AddConstraint(
            "party",
            models.CheckConstraint(
                name="party_old_number_whole_or_not",
                condition=Q(old_number_hash="", old_number_key_id="", old_number_encrypted__isnull=True)
                | Q(old_number_encrypted__isnull=False, entered_by__isnull=True)
                & ~Q(old_number_hash="")
                & ~Q(old_number_key_id=""),
            ),
        ),
    ]
