from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_ended_late")]

    operations = [
        migrations.AddField("dossier", "needs_interpreter", models.BooleanField(default=False)),
        migrations.AddField("paper", "certified", models.PositiveSmallIntegerField(default=0)),
    ]
