"""Finds order ids in a text by their shape, so that finding one does not tell whether there is such an order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from knowledge.mention import Mention

_MAX_SHAPES = 50
_BARE = r"(?:order|订单)(?:\s*(?:no\.?|number|id|号码?|编号))?\s*[:：#]?\s*(?P<id>[0-9]{%d})(?![0-9])"


class OrderIds:
    """Knows what the shop's order ids look like: `O0025` is a letter and four digits."""

    def __init__(self, order_ids: Iterable[str]) -> None:
        known = list(order_ids)
        self._upper = all(order_id == order_id.upper() for order_id in known)
        shapes = Counter(map(_shape, known))
        common = sorted(shape for shape, _ in shapes.most_common(_MAX_SHAPES))
        self._full = (
            _compiled(rf"(?<![A-Za-z0-9])(?P<id>{'|'.join(common)})(?![A-Za-z0-9])") if common else None
        )
        self._lead, digits = _lead_and_digits(common[0]) if len(common) == 1 else ("", 0)
        self._bare = _compiled(_BARE % digits) if self._lead and digits else None

    def find(self, text: str) -> list[Mention]:
        """Ids as the shop writes them, in the order of the text; `order 0025` counts as `O0025`."""
        found = (
            [(m.group("id").upper() if self._upper else m.group("id"), m) for m in self._full.finditer(text)]
            if self._full
            else []
        )
        if self._bare:
            found += [(f"{self._lead}{m.group('id')}", m) for m in self._bare.finditer(text)]
        mentions = (Mention("order", oid, oid, 1.0, m.start("id"), m.end("id")) for oid, m in found)
        return sorted(mentions, key=lambda mention: mention.start)


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
