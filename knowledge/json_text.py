"""JSON from strangers: strict, and bounded in depth and size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn, cast

DEEPEST = 20
MOST_VALUES = 100_000


class JsonTextError(ValueError):
    """A text that is not usable JSON; the message says what was found and what was expected."""


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        JsonTextError: broken syntax, a name twice in one object, NaN or Infinity, too deep, too many values.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        problem = f"found broken JSON at column {error.colno} ({error.msg}), expected valid JSON"
        raise JsonTextError(problem) from error
    except RecursionError as error:
        raise JsonTextError(_too_deep()) from error
    except ValueError as error:
        raise (
            error
            if isinstance(error, JsonTextError)
            else JsonTextError(f"found {error}, expected valid JSON")
        ) from error
    check_shape(value)
    return value


def check_shape(value: Any) -> None:
    """Refuses nested values that are too deep or, shared parts counted each time, too many.

    Raises:
        JsonTextError: deeper than 20 levels or more than 100,000 values.
    """
    waiting = [(value, 1)]
    count = 0
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise JsonTextError(_too_deep())
        inner = _inner(item)
        count += len(inner)
        if count > MOST_VALUES:
            raise JsonTextError(f"found more than {MOST_VALUES:,} values, expected fewer in one record")
        waiting.extend((part, depth + 1) for part in inner)


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast(dict[Any, Any], value).values())
    return cast(list[Any], value) if isinstance(value, list) else []


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise JsonTextError(f"found the name {name!r} twice in one object, expected it once")
        values[name] = value
    return values


def _refuse(constant: str) -> NoReturn:
    raise JsonTextError(f"found {constant}, expected a number or null")


def _too_deep() -> str:
    return f"found values nested deeper than {DEEPEST} levels, expected fewer"
