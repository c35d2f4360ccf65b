"""The ground of a post, job positions, working regulations."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0002_unit_leaders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Regulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('number', models.CharField(max_length=60)),
                ('effective_from', models.DateField()),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=40)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['center_id', 'title', '-effective_from', '-id'],
            },
        ),
        migrations.AddField(
            model_name='historicalposting',
            name='ground',
            field=models.CharField(choices=[('regular', 'Regular post'), ('secondment', 'Seconded from another office'), ('reserve', 'Reserve, stands in when needed'), ('additional', 'Additional post')], default='regular', max_length=12),
        ),
        migrations.AddField(
            model_name='posting',
            name='ground',
            field=models.CharField(choices=[('regular', 'Regular post'), ('secondment', 'Seconded from another office'), ('reserve', 'Reserve, stands in when needed'), ('additional', 'Additional post')], default='regular', max_length=12),
        ),
        migrations.CreateModel(
            name='HistoricalJobPosition',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('duties', models.TextField(blank=True)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('source', models.CharField(max_length=300)),
                ('is_open', models.BooleanField(default=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('center', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='centers.center')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='centers.office')),
            ],
            options={
                'verbose_name': 'historical job position',
                'verbose_name_plural': 'historical job positions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='JobPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('duties', models.TextField(blank=True)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('source', models.CharField(max_length=300)),
                ('is_open', models.BooleanField(default=True)),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='centers.center')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='centers.office')),
            ],
            options={
                'ordering': ['center_id', 'office_id', 'name', 'id'],
            },
        ),
        migrations.AddField(
            model_name='historicalposting',
            name='position',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='centers.jobposition'),
        ),
        migrations.AddField(
            model_name='posting',
            name='position',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='centers.jobposition'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['regular', 'secondment', 'reserve', 'additional'])), name='posting_ground_is_known'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'secondment'), _negated=True), ('until__isnull', False), _connector='OR'), name='posting_from_elsewhere_ends'),
        ),
        migrations.AddField(
            model_name='regulation',
            name='center',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regulations', to='centers.center'),
        ),
        migrations.AddField(
            model_name='regulation',
            name='published_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='jobposition',
            constraint=models.UniqueConstraint(fields=('center', 'office', 'name'), name='position_once_per_office', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='jobposition',
            constraint=models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='position_is_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='jobposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='position_has_a_source'),
        ),
        migrations.AddConstraint(
            model_name='regulation',
            constraint=models.UniqueConstraint(fields=('center', 'title', 'effective_from'), name='regulation_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='regulation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('number', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='regulation_has_its_document'),
        ),
    ]
