"""The Chinese shop of ECom-Bench: JSON files with products, users, orders, logistics and an offer.

Files are nested by platform and shop. Amounts are in yuan. Times have no zone: those of the one zone of China are
meant unless `Options.timezone` names another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.errors import SourceError
from knowledge.importers.ecom_bench_orders import CURRENCY, Ledger, orders
from knowledge.importers.items import Items, Mapped, Options, Page, Unmapped, compact
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.sources import read_json

TIMEZONE = "Asia/Shanghai"

_NOT_MAPPED = {
    "invoices": "invoices",
    "service": "booked services",
    "register_cashback": "cash back for reviews",
}
_ON_SALE = "已上架"
_SECTIONS = ("安装说明", "维修说明", "常见故障", "辅材材料")
_LISTS = {"赠品信息": "赠品", "可换货商品": "可换货商品"}
_MAPPED = {"商品ID", "商品名称", "商品状态", "商品价格", "商品描述", *_SECTIONS, *_LISTS}
_ADDRESS = {"国家": "country", "省份": "state", "城市": "city", "区县": "district", "详细地址": "street"}
_DOUBLE_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_PERIOD = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*[-–—~至到]\s*(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class World:
    """The parsed files; `orders` and `logistics` are by order id."""

    products: Mapping[str, Mapping[str, Any]]
    users: Mapping[str, Mapping[str, Any]]
    orders: Mapping[str, Mapping[str, Any]]
    logistics: Mapping[str, Mapping[str, Any]]
    discounts: Mapping[str, Mapping[str, Any]]
    others: Mapping[str, int]


def read(path: Path, options: Options) -> Items:
    """The items of the folder with `products.json`, or of the folder whose `data` it is.

    Raises:
        SourceError: no `products.json`, or a file that is broken.
    """
    folder = path / "data" if (path / "data" / "products.json").is_file() else path
    if not (folder / "products.json").is_file():
        raise SourceError(f"{path}: found no products.json, expected it there or in a folder named data")

    def table(name: str, depth: int) -> dict[str, Mapping[str, Any]]:
        file = folder / f"{name}.json"
        return dict(_below(read_json(file), depth)) if file.is_file() else {}

    world = World(
        products=table("products", 3),
        users=table("users_info", 1),
        orders=table("orders", 4),
        logistics=table("logistics", 4),
        discounts=table("discount", 2),
        others={name: len(table(name, 1)) for name in _NOT_MAPPED},
    )
    yield from shop(world, options)


def shop(world: World, options: Options) -> Items:
    """Products with their manuals, customers, orders and promotions."""
    for product_id, product in world.products.items():
        yield from _product(product_id, product)
    for user_id, user in world.users.items():
        yield from _customer(user_id, user)
    zone = ZoneInfo(options.timezone or TIMEZONE)
    yield from orders(Ledger(world.orders, world.logistics, world.products, zone, options.order_date))
    for shop_id, discount in world.discounts.items():
        yield from _promotion(shop_id, discount)
    for name, count in world.others.items():
        if count:
            reason = f"{_NOT_MAPPED[name]}: no place for them in a shop folder"
            yield Unmapped(f"{name}.json", reason, f"{name}.json", f"entries: {count}")


def _below(value: Any, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects `depth` levels down, each with its key."""
    for key, inner in mapping(value).items():
        if depth > 1:
            yield from _below(inner, depth - 1)
        elif mapping(inner):
            yield key, mapping(inner)


def _product(product_id: str, product: Mapping[str, Any]) -> Items:
    place = f"products.json: {product_id}"
    name = text(product.get("商品名称"))
    state = text(product.get("商品状态"))
    if state != _ON_SALE:
        yield Unmapped("商品状态", f"not {_ON_SALE}; the product is left out", place, state)
        return
    values = {
        "product_id": product_id,
        "name": name,
        "price": text(product.get("商品价格")),
        "currency": CURRENCY,
        "description": text(product.get("商品描述")),
        "attributes": compact({label: _lines(product.get(field), "；") for field, label in _LISTS.items()}),
    }
    yield Mapped("products", compact(values), place)
    sections = ((title, _lines(product.get(title), "\n")) for title in _SECTIONS)
    body = "\n\n".join(f"## {title}\n\n{lines}" for title, lines in sections if lines)
    if body:
        page = f"---\nlanguage: zh\n---\n# {' '.join(name.split())}\n\n{body}\n"
        yield Page(f"manuals/{product_id}.md", page, place, product_id)
    for field in product.keys() - _MAPPED:
        yield Unmapped(field, "no rule maps it", place, text(product[field]))


def _lines(value: Any, between: str) -> str:
    """A text as it is; a list of objects with a line for each: its first values, then the description after a colon."""
    if not isinstance(value, list):
        return text(value)
    rows = ([text(part) for part in mapping(item).values() if text(part)] for item in listed(value))
    mark = "- " if between == "\n" else ""
    return between.join(
        f"{mark}{' '.join(row[:-1])}：{row[-1]}" if len(row) > 1 else mark + row[0] for row in rows if row
    )


def _customer(user_id: str, user: Mapping[str, Any]) -> Items:
    place = f"users_info.json: {user_id}"
    name = text(user.get("用户姓名"))
    last, first = _split_name(name)
    address = mapping(user.get("地址信息"))
    balance = text(user.get("电子卡余额"))
    card = {"payment_id": f"{user_id}-ecard", "kind": "gift_card", "label": "京东E卡", "balance": balance}
    values = {
        "customer_id": user_id,
        "first_name": first,
        "last_name": last,
        "phone": text(user.get("电话号码")),
        "language": "zh",
        "addresses": [compact({_ADDRESS.get(field, field): text(part) for field, part in address.items()})],
        "payment_methods": [{**card, "currency": CURRENCY}] if balance else [],
    }
    yield Mapped("customers", compact(values), place)
    if name and not last:
        yield Unmapped("用户姓名", "cannot be told apart into surname and given name", place, name)
    for field in ("性别", "年龄"):
        if text(user.get(field)):
            yield Unmapped(field, "no place for it in a shop folder", place, text(user.get(field)))


def _split_name(name: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name of two to four characters, else two empty texts."""
    if not _NAME.fullmatch(name):
        return "", ""
    length = 2 if name.startswith(_DOUBLE_SURNAMES) and len(name) > 2 else 1
    return (name[:length], name[length:]) if len(name) - length <= 2 else ("", "")


def _promotion(shop_id: str, discount: Mapping[str, Any]) -> Items:
    place = f"discount.json: {shop_id}"
    period = _PERIOD.search(text(discount.get("有效期")))
    if period is None:
        reason = "no period such as 2025年5月24日-6月18日; the offer is left out"
        yield Unmapped("有效期", reason, place, text(discount.get("有效期")))
        return
    year, month, day, last_year, last_month, last_day = period.groups()
    values = {
        "promotion_id": shop_id,
        "title": text(discount.get("政策名称")),
        "terms": _terms(discount),
        "starts_at": f"{year}-{int(month):02d}-{int(day):02d}",
        "ends_at": f"{last_year or year}-{int(last_month):02d}-{int(last_day):02d}",
    }
    yield Mapped("promotions", values, place)
    if source := text(discount.get("来源")):
        yield Unmapped("来源", "no place for it in a shop folder", place, source)


def _terms(discount: Mapping[str, Any]) -> str:
    parts = (mapping(part) for part in listed(discount.get("详情")))
    return "\n".join("；".join(f"{name}：{text(value)}" for name, value in part.items()) for part in parts)
