"""The few fixed words that facts are worded with; a language without words here gets English."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from knowledge.money import Money
from knowledge.records import Order, Promotion

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "price": "price",
        "stock": "stock",
        "variants": "available versions",
        "description": "description",
        "feature": "feature",
        "contact": "contact",
        "hours": "opening hours",
        "fact": "{name} — {label}: {value}",
        "in_stock": "{count} in stock",
        "out_of_stock": "out of stock",
        "by_brand": "{name} by {brand}",
        "from_to": "{low} to {high}",
        "card": "{name}{category}: {price}{stock}. {line}",
        "in_category": " ({category})",
        "and_stock": ", {stock}",
        "order": "Order {id}",
        "order_text": "Order {id} of {date}: {status}. {lines}. Total {total}.",
    },
    "zh": {
        "price": "价格",
        "stock": "库存",
        "variants": "可选款式",
        "description": "描述",
        "feature": "特点",
        "contact": "联系方式",
        "hours": "营业时间",
        "fact": "{name} — {label}：{value}",
        "in_stock": "现货 {count} 件",
        "out_of_stock": "缺货",
        "by_brand": "{brand} {name}",
        "from_to": "{low} 至 {high}",
        "card": "{name}{category}：{price}{stock}。{line}",
        "in_category": "（{category}）",
        "and_stock": "，{stock}",
        "order": "订单 {id}",
        "order_text": "订单 {id}，{date} 下单：{status}。{lines}。总计 {total}。",
    },
}


def render(phrase: str, language: str, /, **values: Any) -> str:
    """The phrase of that name in that language, filled in."""
    return _WORDS.get(language, _WORDS["en"])[phrase].format(**values)


def stock_text(count: int | None, language: str) -> str | None:
    """`12 in stock` or `out of stock`; None when the shop does not say."""
    if count is None:
        return None
    return render("in_stock" if count > 0 else "out_of_stock", language, count=count)


def price_text(prices: list[Money], language: str) -> str:
    """One price, or the lowest to the highest."""
    low, high = min(prices, key=lambda m: m.minor), max(prices, key=lambda m: m.minor)
    if low == high:
        return low.format(language)
    return render("from_to", language, low=low.format(language), high=high.format(language))


def order_text(order: Order, language: str) -> str:
    """An order in one line: when, its state, what is in it, what it cost."""
    lines = "; ".join(f"{line.quantity} × {line.name}" for line in order.lines)
    parcels = "; ".join(
        f"{p.carrier or ''} {p.tracking_id} {p.status or ''}".strip() for p in order.shipments
    )
    total = order.total.format(language) if order.total else "–"
    values = {"id": order.order_id, "date": day(order.placed_at), "status": order.status.replace("_", " ")}
    text = render("order_text", language, lines=lines, total=total, **values)
    return f"{text} {parcels}" if parcels else text


def day(value: date | datetime) -> str:
    """ISO date without the time."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def review_text(rating: int | None, title: str | None, text: str) -> str:
    """What a review says, with its rating and title where it has them."""
    said = f"{title}: {text}" if title else text
    return f"{rating}/5 — {said}" if rating is not None else said


def promotion_text(promotion: Promotion) -> str:
    """An offer's title and terms, with the code and size of the discount where they do not say it."""
    said = f"{promotion.title}: {promotion.terms}"
    percent = None if promotion.percent is None else f"{promotion.percent:g}%"
    amount = None if promotion.amount is None else promotion.amount.format()
    number = None if promotion.amount is None else f"{promotion.amount.decimal.normalize():f}"
    unsaid = [promotion.code if promotion.code and promotion.code not in said else None]
    unsaid += [
        percent if percent and percent not in said else None,
        amount if number and number not in said else None,
    ]
    extras = [item for item in unsaid if item]
    return f"{said} ({', '.join(extras)})" if extras else said
