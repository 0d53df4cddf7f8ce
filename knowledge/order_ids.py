"""Finds ids of orders, parcels and returns by their shape, so that finding one does not tell whether it exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from knowledge.mention import Mention

_MAX_SHAPES = 50
_BARE = r"(?:order|订单)(?:\s*(?:no\.?|number|id|号码?|编号))?\s*[:：#]?\s*(?P<id>[0-9]{%d})(?![0-9])"
_NUMERIC = (
    r"(?:parcel|package|shipment|tracking|return|包裹|快递|快件|运单|物流|退货单)(?:\s*(?:no\.?|number|id|单?号码?|编号))?"
    r"\s*(?:is|是|为)?\s*[:：#]?\s*(?P<id>[0-9]{8,})(?![0-9])"
)


class OrderIds:
    """Knows what the shop's order ids look like: `O0025` is a letter and four digits."""

    def __init__(self, order_ids: Iterable[str], others: Iterable[str] = ()) -> None:
        """`others` are numbers of parcels and returns, by which an order may be called as well."""
        known, called = list(order_ids), list(others)
        shapes = _common_shapes(known)
        self._forms = [
            form for ids in (known, [c for c in called if not c.isdecimal()]) for form in _forms(ids)
        ]
        self._lead, digits = _lead_and_digits(shapes[0]) if len(shapes) == 1 else ("", 0)
        self._bare = _compiled(_BARE % digits) if self._lead and digits else None
        self._numeric = _compiled(_NUMERIC) if any(c.isdecimal() for c in called) else None

    def find(self, text: str) -> list[Mention]:
        """Ids as the shop writes them, in the order of the text; `order 0025` counts as `O0025`."""
        found = [
            (m.group("id").upper() if upper else m.group("id"), m)
            for form, upper in self._forms
            for m in form.finditer(text)
        ]
        if self._bare:
            found += [(f"{self._lead}{m.group('id')}", m) for m in self._bare.finditer(text)]
        if self._numeric:
            found += [(m.group("id"), m) for m in self._numeric.finditer(text)]
        mentions = (Mention("order", oid, oid, 1.0, m.start("id"), m.end("id")) for oid, m in found)
        return sorted(mentions, key=lambda mention: mention.start)


def _forms(ids: list[str]) -> list[tuple[re.Pattern[str], bool]]:
    """The pattern of the ids' common shapes, and whether all are written in capitals; nothing without ids."""
    shapes = "|".join(_common_shapes(ids))
    upper = all(each == each.upper() for each in ids)
    return [(_compiled(rf"(?<![A-Za-z0-9])(?P<id>{shapes})(?![A-Za-z0-9])"), upper)] if shapes else []


def _common_shapes(ids: Iterable[str]) -> list[str]:
    return sorted(shape for shape, _ in Counter(map(_shape, ids)).most_common(_MAX_SHAPES))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _shape(order_id: str) -> str:
    """A pattern of the id's letters as they are and of as many digits as it has."""
    runs = groupby(order_id, key=str.isdigit)
    return "".join(
        f"[0-9]{{{len(list(run))}}}" if digits else re.escape("".join(run)) for digits, run in runs
    )


def _lead_and_digits(shape: str) -> tuple[str, int]:
    match = re.fullmatch(r"((?:\\.|[^\[\\])+)\[0-9\]\{(\d+)\}", shape)
    return (match.group(1).replace("\\", ""), int(match.group(2))) if match else ("", 0)
