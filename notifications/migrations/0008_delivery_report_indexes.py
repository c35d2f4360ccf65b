from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while messages leave."""

    atomic = False
    dependencies = [("notifications", "0007_delivery_reports")]

    operations = [
        ValidateConstraint(model_name="messageattempt", name="attempt_report_has_a_moment"),
        AddIndexConcurrently(
            model_name="messageattempt",
            index=models.Index(
                condition=models.Q(("provider_id", ""), _negated=True),
                fields=["provider_id"],
                name="attempt_of_provider",
            ),
        ),
        AddIndexConcurrently(
            model_name="messageattempt",
            index=models.Index(
                condition=models.Q(("channel", "zalo"), ("report", ""), ("state", "accepted")),
                fields=["started_at"],
                name="attempt_silent",
            ),
        ),
    ]
