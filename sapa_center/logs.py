"""Logs: one structured line per event on stderr, personal data masked in this one place.

Numbers of 9 or 12 digits (identity), telephone numbers, e-mail addresses and the secret part of tracking addresses
never reach a log, wherever they come from.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASKS = (
    (re.compile(r"(?<![\d.])(?:\+84|0)(?:[ .-]?\d){9,10}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)"), "[number]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(/tra-cuu/)[A-Za-z0-9_-]{6,}"), r"\1[secret]"),
)


def masked(text: str) -> str:
    """The text without personal data: `masked("CCCD 000123456789") == "CCCD [number]"`."""
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


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
