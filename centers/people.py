"""Synthetic people for samples and load tests. Never real: identity numbers begin with 000, phones are 0900 000 0xx."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from centers.reference import facts

SA_PA = "03006"


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who does not exist. `number` is 000 + nine digits; `address_code` is the code of an AddressUnit."""

    full_name: str
    gender: str  # "male" | "female"
    ethnicity: str  # Vietnamese label, "Mông"
    birth_date: date
    number: str
    phone: str
    address_code: str
    address_line: str


def sample_person(rng: Random, *, commune: str = SA_PA) -> SamplePerson:
    """A person of a commune's ethnic mix, decided by `rng` alone: the same seed gives the same person."""
    mix = facts("names")["ethnic_mix"]["ward" if commune == SA_PA else "neighbour_communes"]
    groups: dict[str, Any] = facts("names")["groups"]
    chosen = rng.choices([*mix], weights=[*mix.values()])[0]
    group = groups.get(chosen, groups["kinh"])
    gender = rng.choice(["male", "female"])
    surname = rng.choices([s["n"] for s in group["surnames"]], weights=[s["w"] for s in group["surnames"]])[0]
    parts = (surname, rng.choice(group[f"middle_{gender}"]), rng.choice(group[f"given_{gender}"]))
    return SamplePerson(
        full_name=" ".join(parts),
        gender=gender,
        ethnicity=group["label"],
        birth_date=date(rng.randint(1945, 2007), rng.randint(1, 12), rng.randint(1, 28)),
        number=f"000{rng.randrange(10**9):09d}",
        phone=f"09000000{rng.randrange(100):02d}",
        address_code=commune,
        address_line=_address_line(rng, commune),
    )


def _address_line(rng: Random, commune: str) -> str:
    names = facts("names")
    if commune == SA_PA:
        return (
            f"Số {rng.randint(1, 180)} đường {rng.choice(names['streets'])}, {rng.choice(names['residential_groups'])}"
        )
    villages = names["villages"].get(commune)
    return f"Thôn {rng.choice(villages)}" if villages else f"Thôn {rng.randint(1, 12)}"
