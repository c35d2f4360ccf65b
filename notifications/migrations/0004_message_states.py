from django.db import migrations

STATES = """
UPDATE notifications_outboxmessage
SET state = CASE WHEN sent_at IS NOT NULL THEN 'sent' ELSE 'failed' END, failed_at = CASE WHEN sent_at IS NULL THEN failed_at END
WHERE sent_at IS NOT NULL OR failed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """What was sent or given up before states were kept says so."""

    dependencies = [("notifications", "0003_telling")]
    operations = [migrations.RunSQL(STATES, migrations.RunSQL.noop)]
