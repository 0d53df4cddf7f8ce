"""The orders of ECom-Bench's shop, with the parcels that its logistics file tells.

An order has no date; its parcel's first entry says when it was placed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.importers.items import Items, Mapped, Unmapped, compact
from knowledge.importers.json_values import listed, mapping, text

CURRENCY = "CNY"

_STATUS = {
    "待付款": "pending",
    "已付款": "processing",
    "处理中": "processing",
    "已发货": "shipped",
    "运输中": "shipped",
    "派送中": "shipped",
    "已送达": "delivered",
    "已签收": "delivered",
    "已取消": "cancelled",
    "已退货": "returned",
}
_UNPAID = {"待付款", "已取消"}
_ADDRESS = {
    "收件人姓名": "name", "电话号码": "phone", "国家": "country", "省份": "state", "城市": "city", "区县": "district",
    "详细地址": "street",
}  # fmt: skip
_PLACED = "已创建"
_PICKED_UP = "已揽收"
_E_CARD = "京东E卡"

Records = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What orders are told with: records by id, `zone` for times without one, `order_date` for orders without one."""

    orders: Records
    logistics: Records
    products: Records
    zone: ZoneInfo
    order_date: str | None


def orders(ledger: Ledger) -> Items:
    """The orders; one whose date neither its parcel nor `order_date` tells is not mapped."""
    for order_id, order in ledger.orders.items():
        yield from _order(order_id, order, ledger)
    for order_id in ledger.logistics.keys() - ledger.orders.keys():
        yield Unmapped("logistics", "of an order that is not there", f"logistics.json: {order_id}", order_id)


def _order(order_id: str, order: Mapping[str, Any], ledger: Ledger) -> Items:
    place = f"orders.json: {order_id}"
    parcel = mapping(ledger.logistics.get(order_id))
    told = text(order.get("订单状态"))
    if told not in _STATUS:
        yield Unmapped("订单状态", "not one that is known; the order is left out", place, told)
        return
    placed_at = _first_time(parcel, _PLACED, ledger.zone)
    if not placed_at:
        rest = (
            "taken from --order-date" if ledger.order_date else "without --order-date the order is left out"
        )
        yield Unmapped("orders.placed_at", f"no parcel tells when it was placed; {rest}", place, told)
    if placed_at or ledger.order_date:
        values = _values(order_id, order, placed_at or str(ledger.order_date), ledger)
        yield Mapped("orders", compact(values), place)
    if order.get("是否加急") is True:
        yield Unmapped("是否加急", "no place for it in a shop folder", place, "true")


def _values(order_id: str, order: Mapping[str, Any], placed_at: str, ledger: Ledger) -> dict[str, Any]:
    address = mapping(order.get("收货地址"))
    return {
        "order_id": order_id,
        "customer_id": text(order.get("用户ID")),
        "placed_at": placed_at,
        "status": _STATUS[text(order.get("订单状态"))],
        "lines": _lines(order_id, order, ledger.products),
        "total": text(order.get("订单总金额")),
        "currency": CURRENCY,
        "address": compact({_ADDRESS.get(name, name): text(part) for name, part in address.items()}),
        "shipments": _shipments(mapping(ledger.logistics.get(order_id)), ledger.zone),
        "payments": _payments(order_id, order),
    }


def _lines(order_id: str, order: Mapping[str, Any], products: Records) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for number, part in enumerate(listed(order.get("订单商品列表")), 1):
        line = mapping(part)
        product_id = text(line.get("商品ID"))
        quantity = text(line.get("数量"))
        values = {
            "line_id": f"{order_id}-{number}",
            "product_id": product_id,
            "name": text(mapping(products.get(product_id)).get("商品名称")) or product_id,
            "quantity": int(quantity) if quantity.isdecimal() else quantity,
            "unit_price": text(line.get("单价")),
        }
        lines.append(values)
    return lines


def _payments(order_id: str, order: Mapping[str, Any]) -> list[dict[str, Any]]:
    kind = text(order.get("支付方式"))
    if not kind or text(order.get("订单状态")) in _UNPAID:
        return []
    card = kind == _E_CARD
    payment_id = f"{text(order.get('用户ID'))}-ecard" if card else f"{order_id}-payment"
    amount = text(order.get("订单总金额"))
    return [{"payment_id": payment_id, "kind": "gift_card" if card else kind, "amount": amount}]


def _shipments(parcel: Mapping[str, Any], zone: ZoneInfo) -> list[dict[str, Any]]:
    tracking_id = text(parcel.get("物流单号"))
    if not tracking_id:
        return []
    states = [text(mapping(step).get("状态")) for step in listed(parcel.get("物流轨迹"))]
    values = {
        "tracking_id": tracking_id,
        "carrier": text(parcel.get("物流公司")),
        "status": next((state for state in reversed(states) if state), ""),
        "shipped_at": _first_time(parcel, _PICKED_UP, zone),
        "eta": _time(parcel.get("预计送达时间"), zone),
        "delivered_at": _time(parcel.get("实际送达时间"), zone),
    }
    return [compact(values)]


def _first_time(parcel: Mapping[str, Any], state: str, zone: ZoneInfo) -> str:
    steps = (mapping(step) for step in listed(parcel.get("物流轨迹")))
    times = (_time(step.get("时间"), zone) for step in steps if text(step.get("状态")) == state)
    return next(filter(None, times), "")


def _time(value: Any, zone: ZoneInfo) -> str:
    """A time without a zone, such as `2025-05-08 17:33:00`, with it; '' for what is no time."""
    try:
        moment = datetime.fromisoformat(text(value))
    except ValueError:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
