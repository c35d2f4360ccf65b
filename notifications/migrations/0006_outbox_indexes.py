from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while messages leave."""

    atomic = False
    dependencies = [("notifications", "0005_message_states_checked")]

    operations = [
        RemoveIndexConcurrently(
            model_name='outboxmessage',
            name='outbox_waiting',
        ),
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['not_before', 'id'], name='outbox_to_send'),
        ),
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state__in', ('sent', 'failed')), _negated=True), fields=['state', 'channel'], name='outbox_open'),
        ),
        AddIndexConcurrently(
            model_name='outboxmessage',
            index=models.Index(fields=['center', 'created_at'], name='outbox_by_center'),
        ),
    ]
