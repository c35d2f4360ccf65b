"""Accounts and a few places."""

from datetime import datetime

import pytest

from accounts.models import User
from centers.models import AddressUnit
from common.clock import LOCAL_TZ

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=LOCAL_TZ)


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_staff(username="quay-thu", full_name="Thử", password="a-long-password-1", at=NOW)


@pytest.fixture
def citizen(db: None) -> User:
    return User.objects.citizen(email="an@example.com", full_name="Nguyễn Văn An", at=NOW)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.citizen(email="la@example.com", full_name="Người Lạ", at=NOW)


@pytest.fixture
def places(db: None) -> dict[str, AddressUnit]:
    names = {
        "15": "Tỉnh Lào Cai",
        "01": "Thành phố Hà Nội",
        "03006": "Phường Sa Pa",
        "03013": "Xã Tả Phìn",
        "03999": "Xã Sa Pa Mới",
        "00070": "Phường Hoàn Kiếm",
    }
    units: dict[str, AddressUnit] = {}
    for code, name in names.items():
        parent = None if len(code) == 2 else units["01" if code == "00070" else "15"]
        units[code] = AddressUnit(code=code, name=name, parent=parent)
        units[code].fill_derived()
        units[code].save()
    return units
