"""Fees for the procedures of a test's world."""

from procedures.models import FeeItem, ProcedureVersion

CERTIFIED = "2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang; tối đa 200.000 đ/bản"


def publish(version: ProcedureVersion, amount: int | None, note: str = "") -> FeeItem:
    """The fee of a version, as the catalogue writes it."""
    return FeeItem.objects.create(
        version=version, label="Phí, lệ phí", amount_vnd=amount, note=note, confidence="confirmed"
    )
