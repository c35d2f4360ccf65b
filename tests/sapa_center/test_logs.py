"""Personal data never reach a log."""

import json
import logging

import pytest
import structlog

from sapa_center import logs


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("CCCD 000123456789 received", "CCCD [number] received"),
        ("old card 000123456", "old card [number]"),
        ("call 0900 000 012", "call [phone]"),
        ("call 0900000012.", "call [phone]."),
        ("call +84900000012", "call [phone]"),
        ("mail an.nguyen@example.vn now", "mail [e-mail] now"),
        ("Not Found: /tra-cuu/Zk3-abcDEF_9/", "Not Found: /tra-cuu/[secret]/"),
        (
            "dossier H38.03006-261119-0012 at 2026-11-19T09:10:00",
            "dossier H38.03006-261119-0012 at 2026-11-19T09:10:00",
        ),
        ("procedure 1.013124 took 15 ms", "procedure 1.013124 took 15 ms"),
    ],
)
def test_what_is_masked_and_what_is_not(written: str, logged: str) -> None:
    assert logs.masked(written) == logged


def formatted(record: logging.LogRecord) -> dict[str, object]:
    options = logs.configuration(as_json=True, level="INFO")["formatters"]["structured"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=options["processors"], foreign_pre_chain=options["foreign_pre_chain"]
    )
    return json.loads(formatter.format(record))


def test_values_arguments_and_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError("000123456789 is refused")
    except ValueError as error:
        record = logging.LogRecord(
            "dossiers",
            logging.ERROR,
            "x.py",
            1,
            "owner %s",
            ("000123456789",),
            (ValueError, error, error.__traceback__),
        )
    record.details = {"phone": "0900 000 012", "numbers": [123456789]}
    line = formatted(record)
    assert line["event"] == "owner [number]"
    assert line["details"] == {"phone": "[phone]", "numbers": ["[number]"]}
    assert "000123456789" not in json.dumps(line)
    assert line["level"] == "error"
