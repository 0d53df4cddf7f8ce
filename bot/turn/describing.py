"""Which of several products a few words describe: "the pro", "the one with the chain", 四人的, "the bigger one"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import prod

from bot.grounding.facts import facts_of
from bot.recommend.shelf import cheapest
from bot.tools.options import values_said
from knowledge.categories import all_stems, names_of
from knowledge.records import Product
from knowledge.words import content_stems, has_cjk

_DEGREES: tuple[tuple[str, int, str], ...] = (
    ("price", -1, r"\bcheap(?:er|est)?\b|less expensive|lower[- ]priced|affordable|便宜|实惠"),
    ("price", 1, r"\b(?:more |most )?expensive|\bpric(?:ier|iest|e?y)\b|\bdear(?:er|est)\b|贵"),
    ("weight", -1, r"\blight(?:er|est)\b|轻"),
    ("weight", 1, r"\bheav(?:y|ier|iest)\b|重"),
    ("size", 1, r"\bbig(?:ger|gest)?\b|\blarg(?:er|est|e)\b|大"),
    ("size", -1, r"\bsmall(?:er|est)?\b|\blittle\b|小"),
)
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "weight": frozenset(content_stems("weight 重量 自重")),
    "size": frozenset(content_stems("capacity volume size dimensions 容量 水量 盛水 尺寸 体积 容积")),
}
_INSTEAD = {"size": "weight"}
_HEADS = (
    (re.compile(r"(?<=[一二两三四五六七八九十\d])个(?=人)"), ""),
    (re.compile("双(?=人)"), "两"),
    (re.compile("单(?=人)"), "一"),
)
"""How Chinese counts people: 两个人, 双人."""
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NO_CORE = re.compile(r"^那?[个款件双条台只种张把本套盒顶辆]?|的$")
LONGEST_CORE = 3
"""A Chinese description of so many characters is looked for in names as it stands: 小 is in 随温小壶."""

Choice = Callable[[str, Sequence[Product]], "str | None"]


def by_degree(said: str, products: Sequence[Product]) -> str | None:
    """The product with the least or most of what a comparative asks for."""
    asked = _degree(said)
    if asked is None:
        return None
    measure, sign = asked
    figures = {p.product_id: _figure(p, measure) for p in products}
    known = {product_id: sign * n for product_id, n in figures.items() if n is not None}
    best = max(known.values(), default=None)
    first = [product_id for product_id, n in known.items() if n == best]
    return first[0] if len(known) == len(products) > 1 and len(first) == 1 else None


def beyond(said: str, product: Product, others: Sequence[Product]) -> tuple[str, ...]:
    """Those of `others` that have more, or less, of what is asked for than `product`: "the bigger one"."""
    asked = _degree(said)
    own = _figure(product, asked[0]) if asked else None
    if asked is None or own is None:
        return ()
    measure, sign = asked
    return tuple(
        p.product_id for p in others if (n := _figure(p, measure)) is not None and sign * n > sign * own
    )


def by_names(said: str, products: Sequence[Product]) -> str | None:
    """The only product whose name or brand holds more of the words than any other's."""
    said = _without_quantities(said)
    wanted, core = set(content_stems(said)), _core(said)

    def held(product: Product) -> int:
        names = f"{' '.join(names_of(product))} {product.brand or ''}"
        return len(wanted & set(content_stems(names))) or int(bool(core) and core in names)

    return _only({p.product_id: held(p) for p in products})


def by_record(said: str, products: Sequence[Product]) -> str | None:
    """The only product whose whole record holds more of the words than any other's."""
    wanted = set(content_stems(said))
    return _only({p.product_id: len(wanted & set(content_stems(_record(p)))) for p in products})


def by_values(said: str, products: Sequence[Product]) -> str | None:
    """The only product whose attributes and options hold all of the words."""
    wanted = set(content_stems(said))
    if not wanted:
        return None
    return _only({p.product_id: int(wanted <= set(content_stems(_values(p)))) for p in products})


def by_version(said: str, products: Sequence[Product]) -> str | None:
    """The only product that comes in a version that the words name: 绿色的那款."""
    coming = [p.product_id for p in products if values_said(said, p)]
    return coming[0] if len(coming) == 1 else None


def by_quantity(said: str, products: Sequence[Product]) -> str | None:
    """The only product that states a quantity: "the 45 litre one"."""
    asked = _quantities(said)
    holding = [p.product_id for p in products if asked and asked <= _quantities(f"{_called(p)} {_values(p)}")]
    return holding[0] if len(holding) == 1 else None


def unlike(said: str, product: Product, others: Sequence[Product]) -> str | None:
    """The only one named like the product without its quantity, where another is asked for: 四人款, 两个人的那款呢."""
    units = {unit for _, unit in _quantities(said)}
    if not any(unit in units for _, unit in _quantities(_called(product))):
        return None
    plain = [p.product_id for p in others if all_stems(p) < all_stems(product)]
    return plain[0] if len(plain) == 1 else None


def _only(shared: Mapping[str, int]) -> str | None:
    most = max(shared.values(), default=0)
    best = [product_id for product_id, count in shared.items() if count == most]
    return best[0] if most and len(best) == 1 else None


def _degree(said: str) -> tuple[str, int] | None:
    return next((each[:2] for each in _DEGREES if re.search(each[2], said, re.IGNORECASE)), None)


def _core(said: str) -> str:
    """The Chinese words of a description, where they are few."""
    core = _NO_CORE.sub("", said.strip())
    return core if has_cjk(core) and _CHINESE.fullmatch(core) and len(core) <= LONGEST_CORE else ""


def _quantities(text: str) -> frozenset[tuple[str, str]]:
    """The numbers with a unit that a text states, each with its unit."""
    return frozenset((f.value, f.unit) for f in facts_of(_counted(text)) if f.kind == "number" and f.unit)


def _without_quantities(text: str) -> str:
    """The text without what `by_quantity` goes by: 人 in 两个人 names nothing."""
    text = _counted(text)
    for fact in facts_of(text):
        text = text.replace(fact.written, " ") if fact.unit and fact.written else text
    return text


def _counted(text: str) -> str:
    for pattern, plain in _HEADS:
        text = pattern.sub(plain, text)
    return text


def _figure(product: Product, measure: str) -> Decimal | None:
    if measure == "price":
        return Decimal(cheapest(product))
    for name, value in product.attributes.items():
        if _ATTRIBUTES[measure] & set(content_stems(name)):
            numbers = [Decimal(fact.value) for fact in facts_of(value) if fact.kind == "number"]
            if numbers:
                return prod(numbers, start=Decimal(1)) if measure == "size" else numbers[0]
    return _figure(product, _INSTEAD[measure]) if measure in _INSTEAD else None


def _called(product: Product) -> str:
    return " ".join(names_of(product))


def _values(product: Product) -> str:
    options = (str(value) for variant in product.variants for value in variant.options.values())
    translated = (value for t in product.translations.values() for value in t.attributes.values())
    return " ".join((*product.attributes.values(), *translated, *options))


def _record(product: Product) -> str:
    translated = (
        text for t in product.translations.values() for text in (t.description, *t.features) if text
    )
    return " ".join((product.description, *product.features, *translated, _values(product)))
