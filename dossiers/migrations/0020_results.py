"""The result of a dossier as data: versions that are only ever added; its files point to them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0019_interpreter_and_certified_copies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='signed',
            field=models.CharField(blank=True, choices=[('whole', 'carries an electronic signature (not verified here)'), ('part', 'carries an electronic signature, and was changed after it'), ('none', 'no electronic signature'), ('unreadable', 'a scan: nothing to be seen of an electronic signature')], max_length=10),
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('number', models.CharField(blank=True, max_length=200)),
                ('issued_on', models.DateField(null=True)),
                ('signer', models.CharField(blank=True, max_length=200)),
                ('is_correction', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='dossiers.dossier')),
            ],
        ),
        migrations.AddField(
            model_name='paper',
            name='result',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='dossiers.result'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(fields=('dossier', 'version'), name='result_version_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_correction', False), ('reason', '')), models.Q(models.Q(('is_correction', True)), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='result_corrected_for_a_reason'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER result_append_only BEFORE UPDATE OR DELETE ON dossiers_result"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER result_append_only ON dossiers_result",
        ),
    ]
