"""What a published fee amounts to: the unit, the reduced rate and the ceiling that its words name. Pure.

The catalogue has an amount and the words of the source beside it ("2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang; tối đa
200.000 đ/bản"). Only what the words say plainly is used; nothing is guessed: what they leave open has no amount here.
"""

import re
from dataclasses import dataclass

NUMBER = r"(\d{1,3}(?:\.\d{3})+)"
TIER = re.compile(rf"từ (?P<unit>\w+) thứ (?P<first>\d+): {NUMBER} đ/\w+; tối đa {NUMBER} đ/(?P<copy>\w+)")
PER_UNIT = re.compile(rf"{NUMBER} đ/(?P<unit>\w+(?: \w+)?)")
ONLINE = re.compile(rf"trực tuyến {NUMBER} đ")
ONLINE_UNCLEAR = re.compile(r"trực tuyến theo cổng")
EXTRA = re.compile(rf"(?P<what>bản sao) {NUMBER} đ/bản")
SET_ELSEWHERE = re.compile(r"HĐND tỉnh|Luật Phí và lệ phí|Phí thẩm định theo|TTHC tương ứng|trực tuyến theo cổng")
"""Words by which a source says that there is a fee whose amount stands in another text."""


@dataclass(frozen=True)
class Tier:
    """From the unit numbered `first` on each costs `reduced`; one copy never costs more than `most`. Whole đồng."""

    first: int
    reduced: int
    most: int
    copy: str  # "bản": what the ceiling is for


@dataclass(frozen=True)
class FeeRule:
    """A published fee. `each` is None where no amount is known; `unit` is official Vietnamese, "" where none is named.

    `extra` is the price of an optional copy of the result. `is_set_elsewhere`: the source says that there is a fee but
    not how much, so that who knows the text in force may enter the amount with it.
    """

    label: str
    each: int | None
    online: int | None
    unit: str = ""
    tier: Tier | None = None
    extra: int = 0
    extra_label: str = ""
    is_set_elsewhere: bool = False

    def price(self, *, is_online: bool) -> int | None:
        return self.online if is_online else self.each

    def amount(self, quantity: int = 1, copies: int = 1, *, is_online: bool = False) -> int:
        """Whole đồng for `quantity` units, with a tier for each of `copies`; 0 where nothing is known."""
        price = self.price(is_online=is_online) or 0
        if self.tier is None:
            return price * quantity
        full = min(quantity, self.tier.first - 1)
        one = price * full + self.tier.reduced * (quantity - full)
        return min(one, self.tier.most) * copies


def rule_of(label: str, amount: int | None, note: str) -> FeeRule:
    """The rule behind an amount and the words beside it."""
    unit, extra = _unit(amount, note), EXTRA.search(note)
    return FeeRule(
        label=label,
        each=amount,
        online=_online(amount, note),
        unit=unit,
        tier=_tier(note) if unit else None,
        extra=_whole(extra[2]) if extra else 0,
        extra_label=extra["what"] if extra else "",
        is_set_elsewhere=bool(SET_ELSEWHERE.search(note)),
    )


def _unit(amount: int | None, note: str) -> str:
    found = PER_UNIT.match(note)
    return found["unit"] if found and amount and _whole(found[1]) == amount else ""


def _tier(note: str) -> Tier | None:
    found = TIER.search(note)
    if found is None:
        return None
    return Tier(int(found["first"]), _whole(found[3]), _whole(found[4]), found["copy"])


def _online(amount: int | None, note: str) -> int | None:
    if not amount or ONLINE_UNCLEAR.search(note):
        return None if amount else amount
    found = ONLINE.search(note)
    return _whole(found[1]) if found else amount


def _whole(digits: str) -> int:
    return int(digits.replace(".", ""))
