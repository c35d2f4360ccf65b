"""Records of one person can be merged, told apart, and taken apart again."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0001_initial'),
        ('citizens', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),  # similar names
        migrations.CreateModel(
            name='DifferentPeople',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PartyMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken', models.JSONField(default=list)),
                ('before', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='party',
            name='party_number_once_at_desk',
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='citizens.party'),
        ),
        migrations.AddField(
            model_name='party',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_parties', to='citizens.party'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('birth_date__isnull', False), ('entered_by__isnull', True), ('merged_into__isnull', True)), fields=['name_fold', 'birth_date'], name='party_by_name_and_birth'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(models.Q(('phone', ''), _negated=True), ('entered_by__isnull', True), ('merged_into__isnull', True)), fields=['phone'], name='party_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('entered_by__isnull', True), ('merged_into__isnull', True), models.Q(('number_hash', ''), _negated=True)), fields=('number_hash',), name='party_number_once_at_desk'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='party_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('entered_by__isnull', True), _connector='OR'), name='party_merged_only_at_desk'),
        ),
        migrations.AddField(
            model_name='differentpeople',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='differentpeople',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='citizens.party'),
        ),
        migrations.AddField(
            model_name='differentpeople',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='citizens.party'),
        ),
        migrations.AddField(
            model_name='partymerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partymerge',
            name='dropped',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_dropped', to='citizens.party'),
        ),
        migrations.AddField(
            model_name='partymerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='citizens.party'),
        ),
        migrations.AddField(
            model_name='partymerge',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='differentpeople',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='different_people_in_order'),
        ),
        migrations.AddConstraint(
            model_name='differentpeople',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='different_people_once'),
        ),
        migrations.AddConstraint(
            model_name='partymerge',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merge_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='partymerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('dropped')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='partymerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_reason', '')), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='merge_undone_whole_or_not'),
        ),
        migrations.AddConstraint(
            model_name='partymerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('dropped',), name='merged_once_at_a_time'),
        ),
    ]
