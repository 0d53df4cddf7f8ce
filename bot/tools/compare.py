"""`compare_products`: two to four products side by side. The arithmetic is done here, not by a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.grounding.facts import Fact, facts_of
from bot.messages import Card, CardField, Evidence
from bot.tools.cards import name_of, product_card
from bot.tools.compared_rows import (
    DEPTH,
    Row,
    all_rows,
    asked_rows,
    attribute_rows,
    nearness,
    own_facts,
    own_passages,
)
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of
from bot.tools.knowledge import NEAR
from knowledge.records import Product
from knowledge.search import Hit

MOST_PRODUCTS = 4
LEADING, LEAD = 0.3, 0.06
"""An attribute leads the others when the question is so near to it in meaning, and so much nearer than to the next."""
_GENERAL = re.compile(
    r"compar|differ|versus|\bvs\b|between|\bbetter\b|pros and cons|区别|差别|对比|比较|哪个好|哪款好|怎么选|不同",
    re.I,
)


class CompareArguments(BaseModel):
    """Arguments of `compare_products`."""

    product_ids: list[str] = Field(description="two to four products")
    question: str = Field("", description="what the shopper wants to know about them")


def compare_tool(desk: Desk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: CompareArguments) -> Findings:
        products = [p for p in map(desk.knowledge.catalogue.product, asked.product_ids) if p][:MOST_PRODUCTS]
        if len(products) < 2:
            return Findings(said=(desk.say("which_product"),), abstains=True)
        named = asked_rows(products, asked.question, desk)
        if named:
            return _findings(products, named, desk)
        near = nearness(products, asked.question, desk)
        found = _findings(products, all_rows(products, near, desk), desk)
        if _GENERAL.search(asked.question):
            return found
        facts = _facts(products, asked.question, desk)
        if facts:
            return replace(found, evidence=tuple(facts))
        return _leading(products, asked.question, near, desk) or found

    description = "Compare two to four products: attributes, price, rating, with the difference worked out."
    return as_tool("compare_products", description, CompareArguments, run)


def _leading(
    products: Sequence[Product], question: str, near: Mapping[str, float], desk: Desk
) -> Findings | None:
    """The one attribute that the question is plainly nearest to, beside what the products' texts say as nearly."""
    rows = sorted(attribute_rows(products, desk), key=lambda row: -near.get(row[0], 0.0))
    least = near.get(rows[0][0], 0.0) / len(products) if rows else 0.0
    after = near.get(rows[1][0], 0.0) / len(products) if len(rows) > 1 else 0.0
    if least < LEADING or least - after < LEAD:
        return None
    found = _findings(products, rows[:1], desk)
    beside = [fact for product in products for fact in _as_near(product, question, least, desk)]
    return replace(found, evidence=(*beside, *found.evidence))


def _as_near(product: Product, question: str, least: float, desk: Desk) -> list[Evidence]:
    """What the product's own words say that is as near to the question as `least`."""
    said = [
        hit
        for hit in own_passages(product, question, desk, 2 * DEPTH)
        if _is_text(hit) and hit.dense >= least
    ]
    best = sorted(said, key=lambda hit: -hit.dense)[:1]
    return [evidence_of(h.passage, h.score, desk).model_copy(update={"complete": True}) for h in best]


def _is_text(hit: Hit) -> bool:
    return hit.passage.source.partition("#")[2].startswith(("feature", "description"))


def _facts(products: Sequence[Product], question: str, desk: Desk) -> list[Evidence]:
    """What each product's record says to a question that no shared attribute answers; empty when one is silent."""
    found = [next(iter(own_facts(product, question, desk)), None) for product in products]
    if any(hit is None or hit.score < NEAR for hit in found):
        return []
    facts = [evidence_of(hit.passage, hit.score, desk) for hit in found if hit]
    return [fact.model_copy(update={"complete": True}) for fact in facts]


def _findings(products: Sequence[Product], rows: Sequence[Row], desk: Desk) -> Findings:
    names = [name_of(product, desk.language) for product in products]
    return Findings(
        evidence=tuple(e for row in rows for e in _evidence(products, names, row, desk)),
        cards=(_card(products, names, rows, desk), *(product_card(product, desk) for product in products)),
        focus=tuple(f"product:{product.product_id}" for product in products),
    )


def _evidence(products: Sequence[Product], names: Sequence[str], row: Row, desk: Desk) -> Iterator[Evidence]:
    """A row as one sentence that rests on each product's record."""
    label, part, values = row
    pairs = [desk.say("compare_value", name=n, value=v) for n, v in zip(names, values, strict=True)]
    text = desk.say("compare_row", label=label, values=desk.say("list_join_raw", items=pairs))
    for product in products:
        yield Evidence(
            source=f"product:{product.product_id}#{part}",
            title=f"{' / '.join(names)}: {label}",
            text=" ".join([text, *_difference(names, values, desk)]),
            language=desk.language,
            names=tuple(names),
            score=1.0,
            complete=True,
        )


def _difference(names: Sequence[str], values: Sequence[str], desk: Desk) -> list[str]:
    """Of two single measurements in one unit: which is lower and by how much; of equal values, that they are."""
    if len(set(values)) == 1:
        return [desk.say("compare_same")]
    measured = [_single(value) for value in values]
    if len(values) != 2 or not measured[0] or not measured[1] or measured[0].unit != measured[1].unit:
        return []
    first, second = (Decimal(fact.value) for fact in measured if fact)
    if first == second:
        return []
    difference = _like(values[0], abs(first - second), measured[0])
    return [desk.say("compare_less", name=names[0 if first < second else 1], difference=difference)]


def _single(value: str) -> Fact | None:
    numbers = [fact for fact in facts_of(value) if fact.kind == "number"]
    return numbers[0] if len(numbers) == 1 and numbers[0].unit not in ("", "person", "star") else None


def _like(value: str, number: Decimal, fact: Fact) -> str:
    """A number written like the value that it was computed from: with its unit and its decimals."""
    written = re.search(r"\d[\d.,]*", value)
    decimals = len(written.group().partition(".")[2]) if written else 0
    shown = f"{number:.{max(decimals, -int(number.normalize().as_tuple().exponent))}f}"
    return re.sub(r"\d[\d.,]*", shown, fact.written, count=1)


def _card(products: Sequence[Product], names: Sequence[str], rows: Sequence[Row], desk: Desk) -> Card:
    return Card(
        kind="comparison",
        id="-".join(product.product_id for product in products),
        title=desk.say("title_comparison"),
        subtitle=" / ".join(names),
        fields=tuple(CardField(label=label, value=" / ".join(values)) for label, _, values in rows),
        source=f"product:{products[0].product_id}",
    )
