"""What the scanner finds is named; a scanner that is away, or talks nonsense, never means clean."""

import sys

import pytest
from pytest_django import Settings

from common.scanning import Infected, ScannerAway, refuse_infected
from tests.uploads.scanner import EICAR, FOUND, Scanner

LARGE = b"x" * 200_000  # several pieces


def test_without_a_scanner_nothing_is_looked_at(settings: Settings) -> None:
    settings.VIRUS_SCANNER = ""
    refuse_infected("a.pdf", EICAR)


def test_a_clean_file_passes_and_was_seen_whole(scanner: Scanner) -> None:
    refuse_infected("a.pdf", LARGE)
    assert scanner.looked_at == [len(LARGE)]


def test_what_is_found_is_named_with_the_file(scanner: Scanner) -> None:
    with pytest.raises(Infected) as refused:
        refuse_infected("to-khai.pdf", LARGE + EICAR)
    assert "to-khai.pdf" in str(refused.value)
    assert FOUND in str(refused.value)


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: lstat() failed. ERROR", b"OK"]
)
def test_an_answer_that_is_no_answer_is_not_clean(scanner: Scanner, answer: bytes) -> None:
    scanner.answer = answer
    with pytest.raises(ScannerAway):
        refuse_infected("a.pdf", b"content")


@pytest.mark.parametrize(
    "address", ["unix:/nowhere/clamd", "tcp:127.0.0.1:1", "tcp:nonsense", "clamd", "command:/nowhere"]
)
def test_nobody_there_is_not_clean(settings: Settings, address: str) -> None:
    settings.VIRUS_SCANNER = address
    with pytest.raises(ScannerAway):
        refuse_infected("a.pdf", b"content")


@pytest.mark.parametrize(
    ("ending", "outcome"), [(0, None), (1, Infected), (2, ScannerAway)], ids=["clean", "found", "broken"]
)
def test_a_command_tells_by_how_it_ends(settings: Settings, ending: int, outcome: type[Exception] | None) -> None:
    program = (
        f"import sys; assert sys.stdin.buffer.read() == b'content'; print('stdin: Made.Up FOUND'); sys.exit({ending})"
    )
    settings.VIRUS_SCANNER = f'command:{sys.executable} -c "{program}"'
    if outcome is None:
        refuse_infected("a.pdf", b"content")
        return
    with pytest.raises(outcome) as refused:
        refuse_infected("a.pdf", b"content")
    assert ("Made.Up" in str(refused.value)) == (outcome is Infected)
