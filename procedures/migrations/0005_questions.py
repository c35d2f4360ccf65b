"""Questions that are asked when a procedure is filed online."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0004_counter_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('source', models.TextField()),
                ('confidence', models.CharField(choices=[('confirmed', 'Confirmed'), ('likely', 'Likely'), ('unconfirmed', 'Not confirmed'), ('unknown', 'Unknown')], max_length=12)),
                ('loaded_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='question_sets', to='procedures.procedure')),
            ],
            options={
                'ordering': ['procedure_id', '-number'],
                'constraints': [models.UniqueConstraint(fields=('procedure', 'number'), name='question_set_number_once')],
            },
        ),
    ]
