"""What messages and notices say: one template file each, rendered in the language of the reader.

`templates/messages/<template>.txt`: the first line is the subject, the rest the body.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def subject_and_body(template: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of an e-mail. `due_at` in the context (ISO) becomes an aware datetime for the template."""
    with translation.override(language):
        text = render_to_string(f"messages/{template}.txt", _ready(context)).strip()
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def notice_text(template: str, context: Mapping[str, Any]) -> str:
    """The one line of a notice in the active language."""
    return render_to_string(f"notices/{template}.txt", _ready(context)).strip()


def _ready(context: Mapping[str, Any]) -> dict[str, Any]:
    ready = {**context, "public_url": settings.PUBLIC_URL}
    if context.get("due_at"):
        ready["due_at"] = datetime.fromisoformat(context["due_at"])
    return ready
