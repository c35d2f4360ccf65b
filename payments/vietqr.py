"""The text inside a VietQR code: EMV QR of NAPAS, version 1.5.2, transfer to an account. Pure.

Source: NAPAS, "Đặc tả kỹ thuật định dạng mã VietQR trong dịch vụ chuyển nhanh NAPAS247"; the tests hold its published
examples. Check value: CRC-16/CCITT-FALSE (polynomial 1021, first value FFFF), over everything up to and with "6304".
"""

import re
import unicodedata
from dataclasses import dataclass

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG, VIETNAM = "704", "VN"
LONGEST_PURPOSE = 25
LONGEST_ACCOUNT = 19


@dataclass(frozen=True)
class Account:
    """Where the money goes: `bin` is the bank's number of six digits."""

    bin: str
    number: str
    holder: str
    bank: str

    @property
    def is_sample(self) -> bool:
        """An account that nobody has: only zeros."""
        return not self.number.strip("0")


def payload(account: Account, amount: int, purpose: str, *, bill: str = "") -> str:
    """A code for exactly this amount (whole đồng) with this purpose; banks show both, the payer cannot forget them.

    ValueError for what does not fit into the format.
    """
    if not re.fullmatch(r"\d{6}", account.bin) or not re.fullmatch(
        rf"[0-9A-Za-z]{{1,{LONGEST_ACCOUNT}}}", account.number
    ):
        raise ValueError("no such account")
    if not 0 < amount < 10**13:
        raise ValueError("no such amount")
    beneficiary = _field("00", account.bin) + _field("01", account.number)
    merchant = _field("00", NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)
    further = (_field("01", bill) if bill else "") + _field("08", plain(purpose))
    body = (
        _field("00", "01")
        + _field("01", "12")  # for one payment
        + _field("38", merchant)
        + _field("53", DONG)
        + _field("54", str(amount))
        + _field("58", VIETNAM)
        + _field("62", further)
        + "6304"
    )
    return body + crc16(body)


def purpose_of(code: str) -> str:
    """The code of a dossier as it survives every bank: letters and digits only. `H38.03006-261119-0001` →
    `H38030062611190001`."""
    return re.sub(r"[^0-9A-Z]", "", plain(code).upper())


def plain(text: str) -> str:
    """ASCII, at most 25 letters, as long as the format allows."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if letter.isascii())[:LONGEST_PURPOSE].strip()


def crc16(text: str) -> str:
    """Four hexadecimal digits. The check value of the algorithm: `crc16("123456789") == "29B1"`."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return f"{crc:04X}"


def _field(number: str, value: str) -> str:
    if not 0 < len(value) < 100:
        raise ValueError(f"field {number} does not fit")
    return f"{number}{len(value):02}{value}"
