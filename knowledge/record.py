"""What all records share: frozen values, their money read with their currency, unknown fields moved to `extra`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.cleaning import LONGEST_TEXT
from knowledge.money import Money, is_currency, parse_money
from knowledge.reports import shown


class Record(BaseModel):
    """Base of all records. `money_fields` are read with the record's currency."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=LONGEST_TEXT
    )
    money_fields: ClassVar[tuple[str, ...]] = ()

    extra: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, raw: Any) -> Any:
        values = _mapping(raw)
        if values is None:
            return raw
        return _with_money(cls.money_fields, _with_extra(set(cls.model_fields), values))


def _mapping(raw: Any) -> dict[str, Any] | None:
    return dict(cast(Mapping[str, Any], raw)) if isinstance(raw, Mapping) else None


def _with_extra(known: set[str], raw: dict[str, Any]) -> dict[str, Any]:
    given = _mapping(raw.get("extra", {}))
    if given is None:
        return raw
    unknown = {key: raw.pop(key) for key in list(raw) if key not in known}
    kept = {**given, **unknown}
    return {**raw, "extra": kept} if kept else raw


def _with_money(fields: tuple[str, ...], raw: dict[str, Any]) -> dict[str, Any]:
    for name in fields:
        value = raw.get(name)
        if value is not None and not isinstance(value, Money | Mapping):
            raw[name] = _money(name, value, raw.get("currency"))
    return raw


def _money(name: str, value: Any, currency: Any) -> Money:
    if not is_currency(currency):
        problem = f"found {shown(currency)}, expected an ISO 4217 code such as EUR"
        raise PydanticCustomError("money", "{problem}", {"field": "currency", "problem": problem})
    try:
        return parse_money(value, str(currency))
    except ValueError as error:
        raise PydanticCustomError("money", "{problem}", {"field": name, "problem": str(error)}) from error


def share_currency(raw: Any, parts: Iterable[str]) -> Any:
    """The record with its currency put into each of its parts that names none."""
    values = _mapping(raw)
    if values is None or values.get("currency") is None:
        return raw
    for name in parts:
        if isinstance(values.get(name), list | tuple):
            items = (_mapping(item) or item for item in cast(Iterable[Any], values[name]))
            values[name] = [
                {"currency": values["currency"], **i} if isinstance(i, dict) else i for i in items
            ]
    return values
