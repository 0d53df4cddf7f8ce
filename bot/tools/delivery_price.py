"""What delivery costs by the shop's fees, for one place, way and membership; None where that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.tools.delivery_rules import Fee, Kind, Service
from knowledge.money import Money
from knowledge.places import Area
from knowledge.sections import STANDARD


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent: `place` None is the shop's own country, which `home` is; `value` None: not told."""

    place: Area | None
    home: Area | None
    service: Service
    membership: str
    value: Money | None = None

    @property
    def abroad(self) -> bool:
        """Whether it leaves the shop's country."""
        return bool(self.place and self.home and not self.place.countries <= self.home.countries)


@dataclass(frozen=True, slots=True)
class Charge:
    """The price, the value of goods from which it is nothing, and what comes on top in any case."""

    price: Fee | None
    limit: Fee | None
    free: Fee | None
    extra: Fee | None

    @property
    def fees(self) -> tuple[Fee, ...]:
        """The fees that it is made of."""
        return tuple(fee for fee in (self.free, self.limit, self.price, self.extra) if fee)


def charge(fees: Sequence[Fee], parcel: Parcel) -> Charge | None:
    """What holds for the parcel; None where the rules contradict each other or say nothing of it."""
    ours = [fee for fee in fees if fee.service == parcel.service or (fee.kind == "extra" and fee.area)]
    if any(_is_open(fee, parcel) for fee in ours) or any(f.kind == "extra" and f.area is None for f in ours):
        return None
    near = _of_place(ours, parcel)
    if near is None:
        return None
    chosen = {kind: _chosen(near, kind, parcel.membership) for kind in ("price", "free_from", "free")}
    extras = [fee for fee in ours if fee.kind == "extra" and _named(fee, parcel)]
    extra = _chosen(extras, "extra", parcel.membership)
    if any(len({fee.amount.minor for fee in found if fee.amount}) > 1 for found in (*chosen.values(), extra)):
        return None
    price, limit, free = (next(iter(chosen[kind]), None) for kind in ("price", "free_from", "free"))
    free, price, limit = _decided(free, price, limit, parcel.membership)
    found = Charge(price, limit, free, next(iter(extra), None))
    return found if (free or price) else None


def _decided(
    free: Fee | None, price: Fee | None, limit: Fee | None, membership: str
) -> tuple[Fee | None, Fee | None, Fee | None]:
    """A membership's own word goes before what is for everybody; two words of one rank contradict each other."""
    if free is None:
        return None, price, limit
    own = [fee for fee in (price, limit) if fee and membership in fee.clause.memberships]
    if membership in free.clause.memberships and not own:
        return free, None, None
    return (None, None, None) if price or limit else (free, None, None)


def _of_place(fees: Iterable[Fee], parcel: Parcel) -> list[Fee] | None:
    """The fees for the place by its name, else those for wherever the shop delivers as a matter of course.

    Where a part of the country has a price of its own beside a general one, the general fees do not hold there; whether
    a membership's do is open (None).
    """
    usual = [fee for fee in fees if fee.kind != "extra"]
    general = [] if parcel.abroad else [fee for fee in usual if fee.area is None]
    named = _nearest([fee for fee in usual if _named(fee, parcel)], bool(general), parcel)
    special = parcel.place and any(fee.kind in ("price", "free") for fee in named)
    if not special or not any(_is_general(fee) for fee in general):
        return [*named, *general]
    return None if any(parcel.membership in fee.clause.memberships for fee in general) else named


def _nearest(named: Sequence[Fee], general: bool, parcel: Parcel) -> list[Fee]:
    """Those for the smallest place: what holds for Ireland goes before what holds for the European Union."""
    home = parcel.home.countries if parcel.home else frozenset[str]()
    own = [fee for fee in named if fee.area and fee.area.countries <= home]
    if not parcel.abroad and (own or general):
        named = own
    least = min((len(fee.area.codes) for fee in named if fee.area), default=0)
    return [fee for fee in named if fee.area and len(fee.area.codes) == least]


def _is_general(fee: Fee) -> bool:
    return not fee.clause.memberships or STANDARD in fee.clause.memberships


def _named(fee: Fee, parcel: Parcel) -> bool:
    if fee.area is None:
        return False
    if parcel.place is not None:
        return parcel.place.within(fee.area)
    return parcel.home is not None and fee.kind != "extra" and parcel.home.touches(fee.area)


def _is_open(fee: Fee, parcel: Parcel) -> bool:
    place = parcel.place
    return bool(place and fee.area and place.touches(fee.area) and not place.within(fee.area))


def _chosen(fees: Iterable[Fee], kind: Kind, membership: str) -> list[Fee]:
    """The fees of a kind for the membership, else those for everybody."""
    ours = [fee for fee in fees if fee.kind == kind]
    own = [fee for fee in ours if membership in fee.clause.memberships]
    everybody = [fee for fee in ours if not fee.clause.memberships]
    return own or everybody
