"""Answers to questions: in drafts, and with the dossiers that were made of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0033_payments_append_only'),
        ('procedures', '0005_questions'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='declared',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='filing',
            name='questions',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.questionset'),
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('key_id', models.CharField(max_length=40)),
                ('declared_at', models.DateTimeField()),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to='dossiers.dossier')),
                ('questions', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.questionset')),
            ],
        ),
    ]
