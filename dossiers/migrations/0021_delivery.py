"""Who took a result first, sending by post as a transition, the reminder of what nobody collects."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0002_unit_leaders'),
        ('dossiers', '0020_results'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ResultDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='dossierevent',
            name='event_is_in_the_table',
        ),
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('application', 'part of the application'), ('supplement', 'supplied later'), ('result', 'result'), ('mandate', 'authorisation of who collected'), ('signature', 'signature of who collected')], default='application', max_length=12),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='kind',
            field=models.CharField(choices=[('due_soon', 'due soon'), ('overdue', 'overdue'), ('first_answer', 'first answer due'), ('step_overdue', 'step overdue'), ('apology', 'form 04 to be prepared'), ('sign_apology', 'form 04 to be signed'), ('lapse_soon', "the applicant's time is running out"), ('uncollected', 'result not collected')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='dossierevent',
            constraint=models.CheckConstraint(condition=models.Q(('to_status__in', ['SUBMITTED', 'INCOMPLETE', 'NOT_ACCEPTED', 'RECEIVED', 'PROCESSING', 'AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'WITHDRAWN', 'RETURNED', 'RESOLVED', 'DELIVERED']), ('transition__in', ['submit', 'ask_to_complete', 'resubmit', 'decline', 'expire', 'receive', 'start', 'assign', 'hand_over', 'confirm_hand_over', 'request_supplement', 'supply', 'request_payment', 'confirm_payment', 'extend', 'apologise', 'reschedule', 'return_', 'stop', 'lapse', 'withdraw', 'resolve', 'post_result', 'deliver', 'reopen', 'correct', 'reclassify', 'take_over'])), name='event_is_in_the_table'),
        ),
        migrations.AddField(
            model_name='resultdownload',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resultdownload',
            name='paper',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='first_download', to='dossiers.paper'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER result_download_append_only BEFORE UPDATE OR DELETE ON dossiers_resultdownload"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER result_download_append_only ON dossiers_resultdownload",
        ),
    ]
