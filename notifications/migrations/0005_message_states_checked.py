from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_message_states")]

    operations = [
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'asking', 'unclear', 'to_call', 'sent', 'failed'])), name='message_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='message_sent_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='outboxmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at__isnull', False), ('state', 'failed')), models.Q(models.Q(('state', 'failed'), _negated=True), ('failed_at__isnull', True)), _connector='OR'), name='message_failed_has_a_moment'),
        ),
    ]
