"""Changes of calendars, and the dossiers they move."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0010_arrivals_append_only'),
        ('workcalendar', '0002_versions_are_immutable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('change', models.JSONField()),
                ('reason', models.TextField()),
                ('basis', models.JSONField(default=dict)),
                ('versions', models.JSONField(default=dict)),
                ('kept_promises', models.PositiveIntegerField(default=0)),
                ('drafted_at', models.DateTimeField()),
                ('listed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workcalendar.calendar')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-drafted_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CalendarMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateTimeField()),
                ('due_after', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('moved', 'moved'), ('ended', 'left out: it had ended meanwhile'), ('different', 'left out: its dates had changed meanwhile'), ('refused', 'left out: it could not be moved')], default='waiting', max_length=10)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='dossiers.calendarchange')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
            ],
            options={
                'ordering': ['change_id', 'due_before', 'dossier_id'],
            },
        ),
        migrations.AddIndex(
            model_name='calendarchange',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False), ('done_at__isnull', True)), fields=['confirmed_at'], name='calendar_change_under_way'),
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('done_at__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('listed_at__isnull', False)), _connector='OR'), name='calendar_change_confirmed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='calendarchange',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='calendar_change_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='calendarmove',
            index=models.Index(fields=['change', 'due_before', 'dossier'], name='calendar_move_in_order'),
        ),
        migrations.AddIndex(
            model_name='calendarmove',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['change', 'id'], name='calendar_move_waiting'),
        ),
        migrations.AddConstraint(
            model_name='calendarmove',
            constraint=models.UniqueConstraint(fields=('change', 'dossier'), name='calendar_move_once_per_dossier'),
        ),
        migrations.AddConstraint(
            model_name='calendarmove',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'moved', 'ended', 'different', 'refused'])), name='calendar_move_state_is_known'),
        ),
    ]
