"""Owners of one chunk: synthetic people without a number, made by the hundred thousand."""

from datetime import datetime
from random import Random

from centers.people import sample_person
from citizens.models import Party, PartyKind
from common.text import fold, person_key

from . import shares
from .copying import numbers
from .town import Town

MET_AGAIN = 200  # so many of the last ones come back
RESERVE = 500  # keys taken at once


class People:
    """Who comes next: somebody new, or one of those who were there. `new` are the unsaved rows."""

    def __init__(self, town: Town, rng: Random, at: datetime) -> None:
        self.town, self.rng, self.at = town, rng, at
        self.new: list[Party] = []
        self._keys: list[int] = []

    def next(self) -> Party:
        if self.new and self.rng.random() >= shares.NEW_OWNERS:
            return self.rng.choice(self.new[-MET_AGAIN:])
        self.new.append(self._somebody())
        return self.new[-1]

    def _somebody(self) -> Party:
        if not self._keys:
            self._keys = numbers(Party, RESERVE)
        person = sample_person(self.rng, commune=self.town.center.unit.code)
        return Party(
            pk=self._keys.pop(),
            kind=PartyKind.PERSON.value,
            name=person.full_name,
            name_fold=fold(person.full_name),
            name_sort=person_key(person.full_name),
            birth_date=person.birth_date,
            gender=person.gender,
            ethnicity=person.ethnicity,
            phone=person.phone,
            address_unit=self.town.commune,
            address_line=person.address_line,
            created_at=self.at,
            is_sample=True,
        )
