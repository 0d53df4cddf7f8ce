"""Bounds that a text sets: "below 100 Wh", "at least 30 days", 满 60 欧元, as a direction and a number."""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["less", "more"]
_LESS = (
    r"below|under|less than|fewer than|up to|at most|no more than|within|maximum(?: of)?|not exceeding"
    r"|不超过|少于|低于|以内|小于"
)
_MORE = r"above|over|more than|at least|exceeding|minimum(?: of)?|from|超过|高于|至少|大于|满|不少于"
_BOUND = re.compile(
    rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE}))\s*(?:the |a |an |of |order value of |value of )*"
    r"[€$£¥]?\s?(?P<n>\d+(?:[.,]\d+)*)",
    re.IGNORECASE,
)


def bounds_of(text: str) -> frozenset[tuple[Direction, str]]:
    """Every bound of `text`: "below 100 Wh" is ("less", "100")."""
    found = _BOUND.finditer(text)
    return frozenset(("less" if m["less"] else "more", m["n"].replace(",", "")) for m in found)


def turned_around(said: str, known: str) -> list[str]:
    """The numbers that `said` bounds from the other side than `known` does: above 100 where the data says below."""
    there = bounds_of(known)
    numbers = {number for _, number in there}
    return [
        number
        for direction, number in bounds_of(said)
        if number in numbers and (direction, number) not in there
    ]
