"""Where the originals of a dossier went: rows that are only ever added."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0002_unit_leaders'),
        ('dossiers', '0007_ledger_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OriginalMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sent', 'sent'), ('arrived', 'arrived'), ('called_back', 'called back'), ('given_back', 'given back to the citizen'), ('kept', 'kept with the file')], max_length=12)),
                ('count', models.PositiveSmallIntegerField()),
                ('leg_number', models.PositiveSmallIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='dossiers.originalmove')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='original_moves', to='dossiers.dossier')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.office')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='dossiers.paper')),
                ('to_office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.office')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['sent', 'arrived', 'called_back', 'given_back', 'kept'])), name='original_move_kind_is_known'), models.CheckConstraint(condition=models.Q(('count__gt', 0), models.Q(('kind', 'arrived'), models.Q(('note', ''), _negated=True)), _connector='OR'), name='original_move_moves_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'sent'), ('to_office__isnull', False), models.Q(('to_office', models.F('office')), _negated=True)), models.Q(models.Q(('kind', 'sent'), _negated=True), ('to_office__isnull', True)), _connector='OR'), name='original_move_sent_to_an_office'), models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', False), ('kind__in', ['arrived', 'called_back'])), models.Q(('answers__isnull', True), ('kind__in', ['sent', 'given_back', 'kept'])), _connector='OR'), name='original_move_arrival_answers_a_sending'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'kept'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='original_move_kept_for_a_reason')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER original_move_append_only BEFORE UPDATE OR DELETE ON dossiers_originalmove"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER original_move_append_only ON dossiers_originalmove",
        ),
    ]
