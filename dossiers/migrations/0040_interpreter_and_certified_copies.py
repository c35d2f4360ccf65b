from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_arrivals_append_only")]

    operations = [
        migrations.AddField("dossier", "needs_interpreter", models.BooleanField(default=False)),
        migrations.AddField("paper", "certified", models.PositiveSmallIntegerField(default=0)),
    ]
