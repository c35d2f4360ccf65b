"""What counters receive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0003_posts_and_rooms'),
        ('procedures', '0003_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CounterTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='centers.counter')),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedure')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.sector')),
            ],
            options={
                'ordering': ['counter_id', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('procedure__isnull', False), ('sector__isnull', True)), models.Q(('procedure__isnull', True), ('sector__isnull', False)), _connector='OR'), name='counter_task_is_one_thing'), models.UniqueConstraint(fields=('counter', 'sector', 'procedure'), name='counter_task_once', nulls_distinct=False)],
            },
        ),
    ]
