"""Which dossiers a merge of two records moved."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0002_merging'),
        ('dossiers', '0005_exports'),
    ]

    operations = [
        migrations.CreateModel(
            name='MergedDossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_owner', models.BooleanField()),
                ('was_submitter', models.BooleanField()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='party_merges', to='dossiers.dossier')),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved', to='citizens.partymerge')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('merge', 'dossier'), name='merged_dossier_once'), models.CheckConstraint(condition=models.Q(('was_owner', True), ('was_submitter', True), _connector='OR'), name='merged_dossier_had_a_part')],
            },
        ),
    ]
