"""What providers report of tries that they took."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

CHOICES = [("delivered", "reached the phone"), ("failed", "did not reach the phone")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_outbox_indexes")]

    operations = [
        migrations.AddField(
            model_name="messageattempt",
            name="report",
            field=models.CharField(blank=True, choices=CHOICES, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="messageattempt",
            name="reported_at",
            field=models.DateTimeField(null=True),
        ),
        AddConstraintNotValid(
            model_name="messageattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("report", ""), ("reported_at", None))
                | models.Q(("report__in", ["delivered", "failed"]), ("reported_at__isnull", False)),
                name="attempt_report_has_a_moment",
            ),
        ),
    ]
