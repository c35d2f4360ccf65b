"""Steps of petitions are only ever added: the database refuses anything else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("dossiers", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER petition_step_append_only BEFORE UPDATE OR DELETE ON feedback_petitionstep "
            "FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER petition_step_append_only ON feedback_petitionstep",
        )
    ]
