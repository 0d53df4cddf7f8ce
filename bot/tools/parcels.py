"""What is known of an order's parcels, as finished sentences; and the records' own marks, in the shopper's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.tools.cards import day, line_text
from bot.tools.desk import Desk
from knowledge.records import Order, Shipment


def parcels_told(order: Order, desk: Desk) -> Iterator[str]:
    """One sentence for each parcel; what is in it where there are several."""
    for shipment in order.shipments:
        yield _parcel(shipment, order, desk)


def marked(status: str, desk: Desk) -> str:
    """A mark of the shop's systems (`in_transit`) in the shopper's words; as it stands where there are none."""
    return desk.say("mark", status=status.replace("_", " ").casefold())


def payment_kind(kind: str, desk: Desk) -> str:
    """A kind of payment (`gift_card`) in the shopper's words; as it stands where there are none."""
    return desk.say("payment_kind", kind=kind.replace("_", " ").casefold())


def is_late(shipment: Shipment, desk: Desk) -> bool:
    """Whether a parcel should have come before today and is not recorded as delivered."""
    return shipment.delivered_at is None and shipment.eta is not None and _date(shipment.eta) < desk.today


def _parcel(shipment: Shipment, order: Order, desk: Desk) -> str:
    given = {
        "tracking": shipment.tracking_id,
        "carrier": shipment.carrier,
        "items": _inside(shipment, order, desk),
    }
    if shipment.delivered_at:
        return desk.say("parcel_delivered", **given, at=day(shipment.delivered_at, desk.language))
    given |= {"status": marked(shipment.status, desk) if shipment.status else ""}
    if shipment.eta is None:
        return desk.say("parcel_other", **given)
    return desk.say(
        "parcel_late" if is_late(shipment, desk) else "parcel_eta", **given, at=_near(shipment.eta, desk)
    )


def _inside(shipment: Shipment, order: Order, desk: Desk) -> str:
    lines = [line for line in order.lines if line.line_id in shipment.line_ids]
    if not lines or len(lines) == len(order.lines):
        return ""
    return desk.say("list_join_raw", items=[line_text(line, desk) for line in lines])


def _near(value: date | datetime, desk: Desk) -> str:
    """A date, with "today" or "tomorrow" before it."""
    away = _date(value) - desk.today
    shown = day(value, desk.language)
    phrase = {timedelta(0): "date_today", timedelta(days=1): "date_tomorrow"}.get(away, "date_on")
    return desk.say(phrase, date=shown)


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
