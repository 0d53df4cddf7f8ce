"""The kinds of value that a record's fields hold, each with what it expects in words."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from knowledge.money import Money, is_currency

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?")
_ZONE = re.compile(r"Z|[+-]\d{2}(:?\d{2})?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_A_DAY = "a date such as 2026-03-01"
_AN_INSTANT = "a time with a zone, such as 2026-03-01T09:30:00+01:00"


def _wrong(wanted: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "expected {wanted}", {"wanted": wanted})


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _attribute(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(_attribute(item)) for item in cast(list[Any], value))
    return str(value) if isinstance(value, int | float) else value


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        raise _wrong(_A_DAY)
    return _parsed(value.strip(), _A_DAY).date()


def _instant(value: Any) -> datetime:
    if isinstance(value, str):
        shape = _TIME.match(value.strip())
        zone = value.strip()[shape.end() :].strip() if shape else ""
        if not shape or not _ZONE.fullmatch(zone):
            raise _wrong(_AN_INSTANT)
        return _parsed(shape.group().replace(",", ".") + zone.upper(), _AN_INSTANT)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _wrong(_AN_INSTANT)
    return value


def _moment(value: Any) -> date | datetime:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return (
        _day(value)
        if is_day or (isinstance(value, str) and _DAY.fullmatch(value.strip()))
        else _instant(value)
    )


def _parsed(text: str, wanted: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(wanted) from error


def _not_negative(price: Money) -> Money:
    if price.minor < 0:
        problem = f"found {price.decimal}, expected a price of 0 or more"
        raise PydanticCustomError("price", "{problem}", {"problem": problem})
    return price


def _currency(code: str) -> str:
    if not is_currency(code):
        raise _wrong("an ISO 4217 code such as EUR")
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise _wrong("a time zone such as Europe/Berlin") from error
    return name


def _language(code: str) -> str:
    if not _LANGUAGE.fullmatch(code):
        raise _wrong("a language code such as en")
    return code


Id = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
"""An identifier; a whole number is taken as its digits."""
Text = Annotated[str, Field(min_length=1)]
"""A text that is not blank."""
Scalar = Annotated[str, BeforeValidator(_text)]
"""A text of digits, such as a phone number, which may have been written as a number."""
AttributeText = Annotated[str, BeforeValidator(_attribute)]
"""An attribute's value: text, a number, true or false (yes, no) or a list of these."""
Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day."""
Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
"""A time with its zone."""
Moment = Annotated[date | AwareDatetime, BeforeValidator(_moment)]
"""A day, or a time with its zone."""
Price = Annotated[Money, AfterValidator(_not_negative)]
"""Money that is not below zero."""
Currency = Annotated[str, AfterValidator(_currency)]
"""An ISO 4217 code."""
Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone of the IANA database."""
Language = Annotated[str, AfterValidator(_language)]
"""A language code: `en`, `zh`, `pt-BR`."""
