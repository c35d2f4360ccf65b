"""Guessing at public tracking from a thousand places: nothing is found, and no owner is kept away."""

from datetime import timedelta
from random import Random

import pytest

from conftest import Note
from dossiers import tracking
from dossiers.codes import new_check_word
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db


@pytest.mark.full
def test_many_guesses_at_codes_that_exist_find_nothing(world: World, full_size: bool, proof: Note) -> None:
    guesses, places = (100_000, 1_000) if full_size else (1_500, 30)
    dossiers = [world.received(at=AT + number * timedelta(minutes=1)) for number in range(10)]
    words = {dossier.code: tracking.normalise_check_word(dossier.check_word) for dossier in dossiers}
    random, found, looked_at, refused = Random(3), 0, 0, 0
    for number in range(guesses):
        code = random.choice(dossiers).code
        word = new_check_word()
        assert code is not None
        if tracking.normalise_check_word(word) == words[code]:
            continue  # luck of 1 in 700 million; a guess all the same, but it would prove nothing
        try:
            tracking.find(code, word, address=f"2001:db8::{number % places:x}", at=AT + timedelta(seconds=number))
        except tracking.NoSuchPair:
            looked_at += 1
        except tracking.TooManyTries:
            refused += 1
        else:
            found += 1
    assert found == 0
    assert looked_at + refused == guesses
    assert refused > 0, "guessing was never slowed down"
    after = AT + timedelta(seconds=guesses)
    for dossier in dossiers:
        assert dossier.code is not None
        assert tracking.find(dossier.code, dossier.check_word, address="198.51.100.7", at=after) == dossier.pk
    proof(
        f"{guesses} guesses from {places} addresses: {looked_at} looked at, {refused} refused, 0 found, owners served"
    )
