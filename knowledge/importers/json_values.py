"""Looking into parsed JSON from strangers without trusting its shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value if it is a list; nothing as an empty list; anything else as a list of one."""
    if value is None:
        return []
    return cast(list[Any], value) if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """A text, number or truth value as text; anything else as ''. `6.0` becomes `6`, true becomes `yes`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else ""
    if isinstance(value, int):
        return str(value)
    return value.strip() if isinstance(value, str) else ""
