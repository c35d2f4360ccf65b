"""Finding people by a part of their name and by any phone; built while people work."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("citizens", "0002_merging")]

    operations = [
        AddIndexConcurrently(
            "party", GinIndex(fields=["name_fold"], name="party_by_part_of_name", opclasses=["gin_trgm_ops"])
        ),
        AddIndexConcurrently(
            "party", models.Index(fields=["phone"], condition=~Q(phone=""), name="party_by_any_phone")
        ),
    ]
