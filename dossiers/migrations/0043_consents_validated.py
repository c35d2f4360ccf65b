"""All stored events are in the table of transitions."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0042_consents")]

    operations = [ValidateConstraint("dossierevent", "event_is_in_the_table")]
