"""Papers that were scanned and described once, to be used again."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0002_merging'),
        ('dossiers', '0021_delivery'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigitisedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=300)),
                ('kind_fold', models.CharField(editable=False, max_length=300)),
                ('issuer', models.CharField(max_length=200)),
                ('issued_on', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('source', models.CharField(choices=[('desk', 'scanned at the desk'), ('account', 'uploaded by the proven account of the owner')], max_length=8)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='digitised', to='dossiers.paper')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digitised_papers', to='citizens.party')),
            ],
        ),
        migrations.AddField(
            model_name='paper',
            name='reused',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='dossiers.digitisedpaper'),
        ),
        migrations.AddIndex(
            model_name='digitisedpaper',
            index=models.Index(fields=['party', 'kind_fold', '-id'], name='digitised_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='digitisedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='digitised_valid_after_issue'),
        ),
        migrations.AddConstraint(
            model_name='digitisedpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('issuer', ''), _negated=True)), name='digitised_is_described'),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER digitised_append_only BEFORE UPDATE OR DELETE ON dossiers_digitisedpaper"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER digitised_append_only ON dossiers_digitisedpaper",
        ),
    ]
