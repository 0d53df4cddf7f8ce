"""The shop itself as a record: its name, languages, hours and present day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field

from knowledge.fields import Currency, Day, Language, Text, Zone
from knowledge.record import Record


class ShopProfile(Record):
    """`shop.toml`. `today` is the fixed date of a demonstration; None means the real one."""

    name: Text
    currency: Currency
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    today: Day | None = None
    timezone: Zone = "UTC"
    contact: Any = None
    hours: Any = None
    channels: tuple[str, ...] = ("web", "mobile", "social", "store")

    def now(self) -> datetime:
        """The shop's present moment: noon of `today` when that is fixed."""
        zone = ZoneInfo(self.timezone)
        if self.today is None:
            return datetime.now(zone)
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=zone)
