"""For whom somebody holds a dossier while that officer is away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0011_calendar_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "dossier",
            "stands_in_for",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                null=True,
                db_index=False,
                related_name="+",
            ),
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True)
                | Q(assignee__isnull=False) & ~Q(stands_in_for=F("assignee")),
                name="dossier_held_for_somebody_else",
            ),
        ),
    ]
