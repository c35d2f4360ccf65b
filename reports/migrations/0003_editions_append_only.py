"""An edition never changes: the database refuses it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_editions"), ("dossiers", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER edition_append_only BEFORE UPDATE OR DELETE ON reports_edition "
            "FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER edition_append_only ON reports_edition",
        )
    ]
