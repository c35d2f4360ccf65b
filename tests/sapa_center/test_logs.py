"""Personal data never reach a log."""

import json
import logging
from typing import Any

import pytest
import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

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
        ("Not Found: /phieu-hen/Zk3-abcDEF_9/huy/", "Not Found: /phieu-hen/[secret]/huy/"),
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


NAME = "Nguyễn Văn A"


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "path"),
    [
        ("get", "/so-lieu/?center=%00", {}, 400, "/so-lieu/"),
        ("get", f"/khong-co/?ten={NAME}&so=000123456789", {}, 404, "/khong-co/"),
        ("get", "/a%0d%0a2026 [error] forged%1b[31m/", {}, 404, r"/a\r\n2026 [error] forged\x1b[31m/"),
        ("get", "/", {"host": "evil.example"}, 400, "/"),
        ("get", "/", {"cookie": r'sessionid="a\000b"'}, 400, "/"),
        ("post", "/hien-thi/", {}, 403, "/hien-thi/"),
        ("get", "/tra-cuu/Zk3-abcDEF_9/?ten=A", {"cookie": r'hien-thi="\000"'}, 400, "/tra-cuu/[secret]/"),
    ],
)
def test_a_refusal_is_one_short_line_without_query_and_traceback(
    method: str, address: str, headers: dict[str, str], status: int, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address, headers=headers)
    assert response.status_code == status
    (record,) = (one for one in caplog.records if one.name.startswith("django."))
    line = formatted(record)
    assert {"path": path, "status_code": status, "method": method.upper()}.items() <= line.items()
    assert line["request_id"] == response.headers["X-Request-ID"] != ""
    written = json.dumps(line, ensure_ascii=False)
    assert not {"exception", "exc_info", "request"} & set(line)
    assert "ten=" not in written
    assert NAME not in written
    assert "000123456789" not in written
    assert len(written) < 600


def logged(request: HttpRequest, message: str, error: Exception, status: int, caplog: Any) -> dict[str, object]:
    try:
        raise error
    except Exception as raised:
        log_response(message, request.path, response=HttpResponse(status=status), request=request, exception=raised)
    return formatted(caplog.records[-1])


def test_a_line_of_a_stranger_is_cut(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    line = logged(rf.get("/" + "x" * 5000), "x" * 5000 + ": %s", PermissionDenied(), 403, caplog)
    assert len(str(line["path"])) == len(str(line["event"])) == logs.LONGEST
    assert line["error"] == "PermissionDenied"


def test_what_broke_here_keeps_its_traceback_but_not_what_was_asked(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    line = logged(rf.get(f"/so-lieu/?ten={NAME}"), "Internal Server Error: %s", KeyError("lost"), 500, caplog)
    assert "Traceback" in str(line["exception"])
    assert "KeyError: 'lost'" in str(line["exception"])
    assert line["path"] == "/so-lieu/"
    assert NAME not in json.dumps(line, ensure_ascii=False)
