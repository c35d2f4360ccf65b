"""The first named period: the one that Sa Pa published."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLUG = "sa-pa-2025-07"


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("reports", "NamedPeriod").objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Sa Pa, 22 ngày đầu hoạt động (số liệu đã công bố)",
            "start": date(2025, 7, 1),
            "end": date(2025, 7, 22),
        },
    )


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("reports", "NamedPeriod").objects.filter(slug=SLUG).delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
