"""Letters on their way to a signature (form 04), and the transition `apologise`; what is stored is validated later."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0001_initial'),
        ('citizens', '0002_merging'),
        ("dossiers", "0016_notes"),
        ('procedures', '0002_words_and_uploads'),
        ('workcalendar', '0002_versions_are_immutable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('apology', 'Form 04: apology and new appointment')], default='apology', max_length=12)),
                ('about_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'To be prepared'), ('to_check', 'To be checked'), ('to_sign', 'To be signed'), ('signed', 'Signed'), ('withdrawn', 'Not needed any more')], default='draft', max_length=12)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('cause', models.CharField(choices=[('agency', 'the deciding authority'), ('partner', 'an authority that takes part'), ('force', 'circumstances beyond control'), ('applicant', 'the applicant')], default='agency', max_length=12)),
                ('text', models.TextField()),
                ('new_at', models.DateTimeField(null=True)),
                ('is_afterwards', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('is_late', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='LetterStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reason', models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='dossierevent',
            name='event_reason_where_needed',
        ),
        migrations.RemoveConstraint(
            model_name='dossierevent',
            name='event_is_in_the_table',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='kind',
            field=models.CharField(choices=[('due_soon', 'due soon'), ('overdue', 'overdue'), ('first_answer', 'first answer due'), ('step_overdue', 'step overdue'), ('apology', 'form 04 to be prepared'), ('sign_apology', 'form 04 to be signed'), ('lapse_soon', "the applicant's time is running out")], max_length=12),
        ),
        AddConstraintNotValid(
            model_name='dossierevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('transition__in', ['ask_to_complete', 'decline', 'assign', 'request_supplement', 'extend', 'apologise', 'reschedule', 'return_', 'stop', 'reopen', 'correct', 'reclassify']), _negated=True), models.Q(('reason', ''), _negated=True), ('source', 'take_over'), _connector='OR'), name='event_reason_where_needed'),
        ),
        AddConstraintNotValid(
            model_name='dossierevent',
            constraint=models.CheckConstraint(condition=models.Q(('to_status__in', ['SUBMITTED', 'INCOMPLETE', 'NOT_ACCEPTED', 'RECEIVED', 'PROCESSING', 'AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'WITHDRAWN', 'RETURNED', 'RESOLVED', 'DELIVERED']), ('transition__in', ['submit', 'ask_to_complete', 'resubmit', 'decline', 'expire', 'receive', 'start', 'assign', 'hand_over', 'confirm_hand_over', 'request_supplement', 'supply', 'request_payment', 'confirm_payment', 'extend', 'apologise', 'reschedule', 'return_', 'stop', 'lapse', 'withdraw', 'resolve', 'deliver', 'reopen', 'correct', 'reclassify', 'take_over'])), name='event_is_in_the_table'),
        ),
        migrations.AddField(
            model_name='letter',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='letter',
            name='form',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='dossiers.issuedform'),
        ),
        migrations.AddField(
            model_name='letterstep',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letterstep',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='dossiers.letter'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state__in', ['draft', 'to_check', 'to_sign'])), fields=['about_at'], name='letter_live'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('dossier', 'kind', 'about_at'), name='letter_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['agency', 'partner', 'force', 'applicant']), ('kind__in', ['apology']), ('state__in', ['draft', 'to_check', 'to_sign', 'signed', 'withdrawn'])), name='letter_words_are_known'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('form__isnull', False), ('signed_at__isnull', False), ('state', 'signed')), models.Q(models.Q(('state', 'signed'), _negated=True), ('form__isnull', True), ('is_late', False), ('signed_at__isnull', True)), _connector='OR'), name='letter_has_its_form_exactly_when_signed'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_afterwards', True), ('new_at__isnull', True)), models.Q(('is_afterwards', False), ('new_at__gt', models.F('about_at'))), _connector='OR'), name='letter_promises_a_later_date'),
        ),
        migrations.AddConstraint(
            model_name='letterstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'send_back'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='letter_comes_back_with_reason'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER letter_step_append_only BEFORE UPDATE OR DELETE ON dossiers_letterstep "
            "FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER letter_step_append_only ON dossiers_letterstep",
        ),
    ]
