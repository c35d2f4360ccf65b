"""Messages leave once, whatever fails on the way."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.template.loader import get_template
from django.utils import translation

from dossiers.lifecycle import TRANSITIONS
from notifications import actions, gateway
from notifications.models import Notice, OutboxMessage
from notifications.wording import notice_text, subject_and_body
from tests.places import AT, Places

pytestmark = pytest.mark.django_db
CONTEXT = {
    "by": "Lý Thị Mẩy",
    "asked": "Xã Tả Van",
    "asking": "Phường Sa Pa",
    "is_competent": True,
    "code": "H38.03006-261119-0001",
    "procedure": "Đăng ký khai sinh",
    "check_word": "KVTM34",
    "secret": "bi-mat",
    "status": "RECEIVED",
    "due_at": "2026-11-25T09:10:00+07:00",
    "carrier": "Bưu điện",
    "parcel": "EM123456789VN",
    "names": ["Giấy khai sinh"],
    "days": 3,
    "when": "09:10 19/11/2026",
    "before": "–",
    "after": "Sacombank …5678",
    "today": [{"kind": "qua-han", "number": 3, "href": "/dieu-hanh/hom-nay/qua-han/?center=sa-pa"}],
    "center": "Trung tâm Phục vụ hành chính công phường Sa Pa",
}


def queue(key: str = "dossier/1/1", **changed: Any) -> None:
    known = {
        "key": key,
        "address": "lan@sapa.example",
        "language": "vi",
        "template": "dossier_received",
        "context": CONTEXT,
        "at": AT,
    }
    actions.queue([actions.email(**{**known, **changed})])


def test_a_message_is_sent_once() -> None:
    queue()
    queue()
    assert gateway.deliver_due(AT) == 1
    assert gateway.deliver_due(AT) == 0
    assert [message.to for message in mail.outbox] == [["lan@sapa.example"]]
    assert mail.outbox[0].extra_headers["X-Message-Key"] == "dossier/1/1"


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    """Nobody listens there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1


def test_a_mail_server_that_is_away_costs_time_but_no_message(no_mail_server: None, settings: Any) -> None:
    queue()
    assert gateway.deliver_due(AT) == 0
    message = OutboxMessage.objects.get()
    assert (message.attempts, message.sent_at, message.not_before) == (1, None, AT + timedelta(minutes=1))
    assert message.last_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert gateway.deliver_due(AT) == 0, "it waits before it tries again"
    assert gateway.deliver_due(AT + timedelta(minutes=2)) == 1
    assert len(mail.outbox) == 1


def test_after_many_attempts_a_message_is_left_for_a_person(no_mail_server: None) -> None:
    queue()
    for attempt in range(gateway.MOST_ATTEMPTS):
        gateway.deliver_due(AT + timedelta(days=attempt))
    message = OutboxMessage.objects.get()
    assert message.failed_at is not None
    assert message.attempts == gateway.MOST_ATTEMPTS


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others() -> None:
    queue("dossier/1/1", template="no_such_words")
    queue("dossier/1/2", address="two\nlines@sapa.example")
    queue("dossier/1/3")
    assert gateway.deliver_due(AT) == 1
    assert [message.extra_headers["X-Message-Key"] for message in mail.outbox] == ["dossier/1/3"]
    assert all(OutboxMessage.objects.exclude(key="dossier/1/3").values_list("last_error", flat=True))


def test_a_broker_that_is_away_is_no_error(process_environment: dict[str, str]) -> None:
    """In a process of its own, whose broker nobody serves: the task cannot be sent, the nudge says nothing."""
    program = (
        "import django; django.setup()\n"
        "from kombu.exceptions import OperationalError\n"
        "from notifications.tasks import deliver_outbox, nudge\n"
        "import sapa_center.celery\n"
        "try:\n"
        "    deliver_outbox.apply_async(retry=False)\n"
        "except OperationalError:\n"
        "    nudge()\n"
        "    print('away')\n"
    )
    away = {
        **process_environment,
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DJANGO_SETTINGS_MODULE": "sapa_center.settings",
    }
    done = subprocess.run([sys.executable, "-c", program], env=away, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "away"), done.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "row", [row for row in TRANSITIONS.values() if row.message and row.by_hand], ids=lambda r: r.name
)
def test_every_message_of_the_table_has_its_words(row: Any, language: str) -> None:
    subject, body = subject_and_body(f"dossier_{row.message}", language, CONTEXT)
    assert subject
    assert "\n" not in subject
    assert "KVTM34" in body
    assert "Đăng ký khai sinh" in body
    assert "/tra-cuu/bi-mat/" in body


def test_a_notice_is_one_line_in_the_language_of_the_reader(places: Places) -> None:
    office = places.office("van-phong").pk
    actions.put_up(
        [actions.office_notice(key="a", office_id=office, template="dossier_overdue", context=CONTEXT, url="/", at=AT)]
    )
    notice = Notice.objects.get()
    with translation.override("en"):
        assert "H38.03006-261119-0001" in notice_text(notice.template, notice.context)


def test_every_notice_template_renders() -> None:
    folder = Path(get_template("notices/dossier_overdue.txt").origin.name).parent
    for path in folder.glob("*.txt"):
        assert "\n" not in notice_text(path.stem, CONTEXT)
