"""A new version of a procedure may be edited on pages."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0002_words_and_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='catalogueupload',
            name='procedure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='procedures.procedure'),
        ),
    ]
