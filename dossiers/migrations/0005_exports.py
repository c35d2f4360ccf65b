"""Spreadsheets that were handed out, and the dossiers in them; records are only ever added."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER export_append_only BEFORE UPDATE OR DELETE ON dossiers_exportrecord
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
"""
BACKWARD = "DROP TRIGGER export_append_only ON dossiers_exportrecord;"


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0004_take_over_upload'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('worklist', 'Worklist'), ('desk', 'List of the counter'), ('register', 'Register of dossiers'), ('behind', 'Dossiers behind a figure'), ('figures', 'On-time figures')], max_length=12)),
                ('asked', models.JSONField(default=dict)),
                ('is_full', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True)),
                ('count', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='dossierview',
            name='export',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='views', to='dossiers.exportrecord'),
        ),
        migrations.AddIndex(
            model_name='dossierview',
            index=models.Index(condition=models.Q(('export__isnull', False)), fields=['export', 'dossier'], name='view_by_export'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['worklist', 'desk', 'register', 'behind', 'figures'])), name='export_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('is_full', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='export_in_full_has_a_reason'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
