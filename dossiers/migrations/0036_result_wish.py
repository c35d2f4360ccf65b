"""How the applicant wants to receive the result: rows are only ever added."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER wish_append_only BEFORE UPDATE OR DELETE ON dossiers_resultwish
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
"""
BACKWARD = "DROP TRIGGER wish_append_only ON dossiers_resultwish;"


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0035_conversation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ResultWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('counter', 'at the counter'), ('post', 'by post'), ('online', "from the citizen's own page")], max_length=10)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='dossiers.dossier')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['counter', 'post', 'online'])), name='wish_way_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'post'), models.Q(('address', ''), _negated=True)), models.Q(models.Q(('way', 'post'), _negated=True), ('address', '')), _connector='OR'), name='wish_address_exactly_for_the_post')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
