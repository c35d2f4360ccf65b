"""The words of names of what is there already, some thousand dossiers at a time, and the index over all."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

STRETCH = 10_000
FILL = """
UPDATE dossiers_dossieraccess SET names = dossiers_names(office_id, dossier_id)
WHERE dossier_id >= %s AND dossier_id < %s AND office_id IS NOT NULL AND names IS NULL
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM dossiers_dossier")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, STRETCH):
            cursor.execute(FILL, [start, start + STRETCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0047_names_by_office")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="dossieraccess",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["names"], name="access_by_names"),
        ),
    ]
