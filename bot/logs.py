"""Masks what is personal in everything that is logged, tracebacks too, whoever logs it."""

from __future__ import annotations

import logging
import re
from typing import Any

from bot.privacy import mask

_SESSION = re.compile(r"(/sessions/)[A-Za-z0-9_\-]{16,}")
"""Knowing a session's id is the right to go on with it."""
_format = logging.Formatter()


def mask_logs() -> None:
    """From now on every log record of this process is masked when it is made; calling it again changes nothing."""
    make = logging.getLogRecordFactory()
    if getattr(make, "masks", False):
        return

    def masked(*arguments: Any, **named: Any) -> logging.LogRecord:
        return _masked(make(*arguments, **named))

    masked.masks = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(masked)


def masked_text(text: str) -> str:
    """A log line without personal data and without the ids of sessions."""
    return _SESSION.sub(r"\1[session]", mask(text))


def _masked(record: logging.LogRecord) -> logging.LogRecord:
    """The record with its text made and masked. uvicorn's access log reads `args`, which keep their number."""
    if record.name == "uvicorn.access" and isinstance(record.args, tuple):
        record.args = tuple(masked_text(a) if isinstance(a, str) else a for a in record.args)
        return record
    record.msg, record.args = masked_text(_message(record)), None
    if record.exc_info:
        record.exc_text = masked_text(_format.formatException(record.exc_info))
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a wrong number of arguments: the caller's bug must not stop the program
        return str(record.msg)
