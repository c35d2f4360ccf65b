"""Fixtures laid down again are as good as made anew."""

import pytest
from django.db import connection, transaction

from centers.models import Office
from tests.places import make_places

pytestmark = pytest.mark.django_db


def test_rows_are_the_same_and_new_ones_get_keys_of_their_own_though_a_restore_moved_sequences_back() -> None:
    counts, keys = set(), []
    for turn in range(4):
        with transaction.atomic():
            if turn == 3:
                with connection.cursor() as cursor:
                    cursor.execute("ALTER SEQUENCE centers_office_id_seq RESTART WITH 1")
            places = make_places()
            counts.add(Office.objects.count())
            keys.append(places.sa_pa.pk)
            last = Office.objects.order_by("-pk")[0]
            known = {field.attname: getattr(last, field.attname) for field in Office._meta.concrete_fields}
            added = Office.objects.create(**{**known, "id": None, "slug": "moi"})
            assert added.pk > last.pk
            transaction.set_rollback(True)
    assert len(counts) == 1
    assert keys[-2] == keys[-1], "kept rows keep their keys"
