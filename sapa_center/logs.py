"""Logs: one structured line per event on stderr, personal data masked in this one place.

Numbers of 9 or 12 digits (identity), telephone numbers, e-mail addresses and the secret part of tracking addresses
never reach a log, wherever they come from. Neither does what an address asks for behind its "?": names are typed there.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASKS = (
    (re.compile(r"(?<![\d.])(?:\+84|0)(?:[ .-]?\d){9,10}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)"), "[number]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(/(?:tra-cuu|gop-y|danh-gia|phieu-hen|sms)/)[A-Za-z0-9_-]{6,}"), r"\1[secret]"),
)
QUERY = re.compile(r"\?\S*")
LONGEST = 200  # characters of a path or a sentence that a stranger may have written


def masked(text: str) -> str:
    """The text without personal data: `masked("CCCD 000123456789") == "CCCD [number]"`."""
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def tell_request(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Processor: of a request its method, path and id; a refusal (below 500) is one line without a traceback.

    Anybody can cause refusals, as many as they like. What broke here (500 and more) keeps its traceback.
    """
    request = event.pop("request", None)
    if not hasattr(request, "path"):
        return event
    path = _one_line(request.path)
    event["event"] = _one_line(str(event["event"])).removesuffix(f": {path}")
    event.update(method=request.method, path=path[:LONGEST], request_id=request.META.get("request_id", ""))
    if event.get("status_code", 500) < 500 and (error := event.pop("exc_info", None)):
        event["error"] = error[0].__name__
    event["event"] = QUERY.sub("", event["event"])[:LONGEST]
    return event


def _one_line(text: str) -> str:
    """Control characters as escapes, as Django writes its own arguments; what is escaped already stays."""
    return "".join(letter if " " <= letter <= "~" else ascii(letter)[1:-1] for letter in text)


def mask_personal_data(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Processor: mask every value of the event, nested ones too."""
    return {key: value if key == "timestamp" else _masked_value(value) for key, value in event.items()}


def _masked_value(value: Any) -> Any:
    match value:
        case str():
            return masked(value)
        case dict():
            return {key: _masked_value(item) for key, item in value.items()}
        case list() | tuple():
            return [_masked_value(item) for item in value]
        case int() if not isinstance(value, bool) and value >= 10**8:
            return masked(str(value))
        case _:
            return value


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
]
_FINISH: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    tell_request,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    mask_personal_data,
]


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """The LOGGING setting; `as_json` for machines that collect logs, otherwise lines for people."""
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [*_FINISH, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "django.server": {"level": level, "handlers": [], "propagate": True},
            "httpx": {"level": "WARNING"},  # it would write whole addresses of webhooks
        },
    }


def keep_our_logging(**_signal: Any) -> None:
    """Receiver of Celery's `setup_logging`: its presence keeps Celery from replacing the configuration of Django."""
