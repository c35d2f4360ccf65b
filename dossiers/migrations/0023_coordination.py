"""Coordination slips, and their transitions; what is stored is validated later."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0004_absences'),
        ('dossiers', '0022_digitised'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoordinationSlip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('question', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('soon_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Waiting for the answer'), ('answered', 'Answer given'), ('not_competent', 'Declared itself not competent'), ('withdrawn', 'Withdrawn by who asked'), ('ended', 'Closed: the dossier ended')], default='open', max_length=13)),
                ('closed_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='SlipReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('due_soon', 'due soon'), ('overdue', 'overdue')], max_length=12)),
                ('due_at', models.DateTimeField()),
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
            field=models.CharField(choices=[('application', 'part of the application'), ('supplement', 'supplied later'), ('result', 'result'), ('mandate', 'authorisation of who collected'), ('signature', 'signature of who collected'), ('opinion', 'answer of another office')], default='application', max_length=12),
        ),
        AddConstraintNotValid(
            model_name='dossierevent',
            constraint=models.CheckConstraint(condition=models.Q(('to_status__in', ['SUBMITTED', 'INCOMPLETE', 'NOT_ACCEPTED', 'RECEIVED', 'PROCESSING', 'AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'WITHDRAWN', 'RETURNED', 'RESOLVED', 'DELIVERED']), ('transition__in', ['submit', 'ask_to_complete', 'resubmit', 'decline', 'expire', 'receive', 'start', 'assign', 'hand_over', 'confirm_hand_over', 'ask_opinion', 'answer_opinion', 'withdraw_opinion', 'request_supplement', 'supply', 'request_payment', 'confirm_payment', 'extend', 'apologise', 'reschedule', 'return_', 'stop', 'lapse', 'withdraw', 'resolve', 'post_result', 'deliver', 'reopen', 'correct', 'reclassify', 'take_over'])), name='event_is_in_the_table'),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='by_office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.office'),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='files',
            field=models.ManyToManyField(related_name='+', to='dossiers.paper'),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.office'),
        ),
        migrations.AddField(
            model_name='coordinationslip',
            name='papers',
            field=models.ManyToManyField(related_name='+', to='dossiers.paper'),
        ),
        migrations.AddField(
            model_name='slipreminder',
            name='slip',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='dossiers.coordinationslip'),
        ),
        migrations.AddIndex(
            model_name='coordinationslip',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['office', 'due_at'], name='slip_asked_of'),
        ),
        migrations.AddIndex(
            model_name='coordinationslip',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['by_office', 'due_at'], name='slip_asked_by'),
        ),
        migrations.AddIndex(
            model_name='coordinationslip',
            index=models.Index(fields=['office', '-closed_at'], name='slip_closed_of'),
        ),
        migrations.AddIndex(
            model_name='coordinationslip',
            index=models.Index(fields=['by_office', '-closed_at'], name='slip_closed_by'),
        ),
        migrations.AddIndex(
            model_name='coordinationslip',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['soon_at'], name='slip_soon'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.UniqueConstraint(fields=('dossier', 'number'), name='slip_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('dossier', 'office'), name='slip_office_is_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'not_competent', 'withdrawn', 'ended'])), name='slip_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='slip_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__gte', models.F('asked_at'))), _connector='OR'), name='slip_is_closed_after_it_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('answered', 'not_competent')), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state__in', ('answered', 'not_competent')), _negated=True), ('answer', '')), _connector='OR'), name='slip_says_what_was_answered'),
        ),
        migrations.AddConstraint(
            model_name='coordinationslip',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('asked_at'))), name='slip_is_due_after_it_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='slipreminder',
            constraint=models.UniqueConstraint(fields=('slip', 'kind', 'due_at'), name='slip_reminder_is_unique'),
        ),
    ]
