"""Rows written and read by statements that are composed once, against what the ORM does with the same objects."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from common import prepared, rows
from notifications.models import Notice, OutboxMessage

AT = datetime(2026, 11, 19, 2, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def message(key: str, **context: object) -> OutboxMessage:
    return OutboxMessage(key=key, address="a@sapa.example", template="x", context=context, created_at=AT, not_before=AT)


def test_what_is_inserted_is_what_the_orm_reads() -> None:
    given = [message("a", name="Vàng Thị Mỷ", list=[1, None]), message("b", text='it\'s 100 % \\ "quoted"')]
    with CaptureQueriesContext(connection) as queries:
        rows.insert(given)
    assert len(queries) == 1
    for one in given:
        stored = OutboxMessage.objects.get(pk=one.pk)
        assert rows.stored(stored) == rows.stored(one)
        assert not one._state.adding


def test_what_is_read_is_what_the_orm_reads() -> None:
    one = OutboxMessage.objects.create(
        key="a", address="a@sapa.example", template="x", context={"n": [1, 2]}, created_at=AT, not_before=AT
    )
    (read,) = rows.read(OutboxMessage, "WHERE t.key = %s", ["a"])
    assert read == one
    assert rows.stored(read) == rows.stored(OutboxMessage.objects.get())
    assert rows.read(OutboxMessage, "WHERE t.key = %s", ["b"]) == []


def test_a_key_that_is_there_is_left_alone_where_that_is_wanted_and_an_error_otherwise() -> None:
    rows.insert([message("a", first=True)])
    rows.insert([message("a"), message("b")], "ON CONFLICT DO NOTHING")
    assert list(OutboxMessage.objects.order_by("key").values_list("key", "context")) == [
        ("a", {"first": True}),
        ("b", {}),
    ]
    with pytest.raises(IntegrityError):
        rows.insert([message("a")])


def test_only_what_was_changed_is_written() -> None:
    one = message("a", n=1)
    rows.insert([one])
    before = rows.stored(one)
    one.attempts, one.sent_at, one.state = 3, AT, "sent"
    assert rows.changed_since(one, before) == ["attempts", "state", "sent_at"]
    OutboxMessage.objects.update(last_error="written by somebody else meanwhile")
    rows.change(one, rows.changed_since(one, before))
    stored = OutboxMessage.objects.get()
    assert (stored.attempts, stored.sent_at, stored.last_error) == (3, AT, "written by somebody else meanwhile")


def test_nothing_to_write_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        rows.insert([])
        rows.change(message("a"), [])
    assert not queries.captured_queries


def test_a_key_that_was_not_known_when_it_was_assigned_is_known_when_it_is_written() -> None:
    from accounts.models import Kind, User

    user = User(kind=Kind.STAFF, username="moi", full_name="Người mới", created_at=AT)
    notice = Notice(key="n", user=user, template="x", created_at=AT)
    user.save()
    rows.insert([notice])
    assert Notice.objects.get().user == user


COUNT = "SELECT count(*), %(word)s::text, '100 %%' FROM notifications_notice n WHERE n.key = ANY(%(keys)s)"


def test_a_statement_is_planned_once_for_each_connection() -> None:
    with CaptureQueriesContext(connection) as queries:
        first = prepared.fetch(COUNT, {"keys": ["a"], "word": "it's"})
        second = prepared.fetch(COUNT, {"word": "2", "keys": ["a", "b"]})
    assert (first, second) == ([(0, "it's", "100 %")], [(0, "2", "100 %")])
    assert [query["sql"].split()[0] for query in queries] == ["PREPARE", "EXECUTE", "EXECUTE"]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew() -> None:
    prepared.fetch(COUNT, {"keys": ["a"], "word": "x"})
    connection.close()
    assert prepared.fetch(COUNT, {"keys": ["a"], "word": "x"}) == [(0, "x", "100 %")]
