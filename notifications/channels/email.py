"""E-mail. A mail that may have left leaves again under the same Message-ID: mailboxes know it again, and it costs
nothing; a phone would ring twice."""

import smtplib
import uuid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications.models import MessageAttempt, OutboxMessage
from notifications.wording import subject_and_body

from .outcome import Outcome, Verdict, accepted, refused

NAMESPACE = uuid.UUID("6c1f6a6e-6d5a-5d0e-9a5e-0a2f6c1b7d11")


def send(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    subject, body = subject_and_body(message.template, message.language, message.context)
    headers = {
        "Message-ID": message_id(message.key),
        "X-Message-Key": message.key,
        "X-Message-Attempt": attempt.uid.hex,
    }
    connection = get_connection()
    try:
        connection.open()
        EmailMessage(subject, body, to=[message.address], headers=headers, connection=connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        answers = [code for code, _text in error.recipients.values()]
        is_final = all(500 <= code < 600 for code in answers)
        return refused(Verdict.NEXT if is_final else Verdict.LATER, str(answers[0]), "the address was refused")
    finally:
        connection.close()
    return accepted(message_id(message.key))


def ask(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    """Nobody can be asked: it may leave again, under the same Message-ID."""
    return refused(Verdict.LATER, "again", "may have been sent; sent again under the same Message-ID")


def message_id(key: str) -> str:
    """The same for every try of a message."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{uuid.uuid5(NAMESPACE, key).hex}@{domain}>"
