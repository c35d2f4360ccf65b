"""Petitions as somebody would send them."""

import uuid
from datetime import datetime
from typing import Any

from feedback import actions
from feedback.models import Petition
from feedback.petitions import Kind
from tests.places import AT, Places

SENDER = {"name": "Lý Thị Mẩy", "phone": "0900000077", "email": "may@sapa.example"}


def told(places: Places, at: datetime = AT, **changed: Any) -> Petition:
    given = {"key": uuid.uuid4(), "kind": Kind.SERVICE, "text": "Chờ lâu ở quầy 2, không có ghế.", **SENDER, **changed}
    center = given.pop("center", places.sa_pa)
    return actions.send(actions.Message(**given), center=center, language="vi", at=at)
