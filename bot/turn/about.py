"""What a question is about, once that is resolved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """Product ids a question is about.

    `unclear` are equally likely readings to ask back about; `recent` is what the talk was about before, for a
    question that needs a product and points at none. `named` products may be described only; `sure` ones are named;
    `picked` ones were chosen among those spoken of, `kind` ones are named by what they are. `order_named`
    tells an order named from one pointed at.
    """

    products: tuple[str, ...] = ()
    order_id: str | None = None
    unclear: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    named: bool = False
    sure: bool = False
    picked: bool = False
    kind: bool = False
    order_named: bool = False

    @property
    def points(self) -> bool:
        """Whether the words themselves say which products."""
        return self.named or self.picked or self.kind
