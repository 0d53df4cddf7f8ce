"""`compare_products`: two to four products side by side. The arithmetic is done here, not by a model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.grounding.facts import Fact, facts_of
from bot.messages import Card, CardField, Evidence
from bot.tools.cards import name_of, product_card, rating_of
from bot.tools.comparative import measures_compared
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of
from bot.tools.knowledge import NEAR
from knowledge.measures import told_by
from knowledge.records import Product
from knowledge.search import Hit
from knowledge.words import slug

MOST_PRODUCTS = 4
MOST_ROWS, MOST_ATTRIBUTES = 5, 3
GOOD_MATCH = 0.5
DEPTH = 12
FAIR_MATCH, AHEAD = 0.3, 2.0
"""An attribute is asked for too when it scores fairly, and this many times as much as any other."""
LEADING, LEAD = 0.3, 0.06
"""An attribute leads the others when the question is so near to it in meaning, and so much nearer than to the next."""
_GENERAL = re.compile(
    r"compar|differ|versus|\bvs\b|between|\bbetter\b|pros and cons|区别|差别|对比|比较|哪个好|哪款好|怎么选|不同",
    re.I,
)
_PRICE = re.compile(r"price|cheap|expensive|cost|afford|how much do i save|价|钱|便宜|贵", re.I)
_HOW_MUCH = re.compile(r"how much (?:more|less)", re.I)
"""Asks for the price where nothing measured is asked for."""
_RATING = re.compile(r"rat(?:ed|ing)|review|better|popular|stars?|评分|评价|口碑|好评", re.I)


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
        asked_rows = _asked_rows(products, asked.question, desk)
        if not asked_rows and not _GENERAL.search(asked.question):
            facts = _facts(products, asked.question, desk)
            if facts:
                rows = _all_rows(products, asked.question, desk)
                return replace(_findings(products, rows, desk), evidence=tuple(facts))
            leading = _leading(products, asked.question, desk)
            if leading:
                return leading
        return _findings(products, asked_rows or _all_rows(products, asked.question, desk), desk)

    description = "Compare two to four products: attributes, price, rating, with the difference worked out."
    return as_tool("compare_products", description, CompareArguments, run)


Row = tuple[str, str, tuple[str, ...]]  # label, part of the source id, one value per product


def _asked_rows(products: Sequence[Product], question: str, desk: Desk) -> list[Row]:
    """The rows that the question asks for."""
    labels = _asked_labels(products, question, desk)
    attributes = _attribute_rows(products, desk)
    rows = [row for row in attributes if row[0] in labels]
    rows = rows or _measured_rows(attributes, products, question, desk)
    rating = _rating_row(products, desk) if _RATING.search(question) else None
    priced = _PRICE.search(question) or (not rows and _HOW_MUCH.search(question))
    rows += [_price_row(products, desk)] if priced else []
    return [*rows, *([rating] if rating else [])][:MOST_ROWS]


def _measured_rows(rows: Sequence[Row], products: Sequence[Product], question: str, desk: Desk) -> list[Row]:
    """The attribute, of those that tell a quantity in which the question compares, that it is nearest to."""
    quantities = measures_compared(_without_names(question, desk))
    telling = [row for row in rows if all(quantities & told_by(value) for value in row[2])]
    near = _nearness(products, question, desk) if len(telling) > 1 else {}
    return [max(telling, key=lambda row: near.get(row[0], 0.0))] if telling else []


def _all_rows(products: Sequence[Product], question: str, desk: Desk) -> list[Row]:
    """Price, rating and the attributes in which the products differ, those first that the question is nearest to."""
    rating = _rating_row(products, desk)
    rows = _attribute_rows(products, desk)
    near = _nearness(products, question, desk)
    rows = sorted(
        [row for row in rows if len(set(row[2])) > 1] or rows, key=lambda row: -near.get(row[0], 0.0)
    )
    return [_price_row(products, desk), *([rating] if rating else []), *rows[:MOST_ATTRIBUTES]]


def _nearness(products: Sequence[Product], question: str, desk: Desk) -> dict[str, float]:
    """How near in meaning the question is to each attribute, by its label: the sum of the cosines by product."""
    found: defaultdict[str, float] = defaultdict(float)
    for product in products:
        for hit in _hits(product, question, desk, DEPTH):
            found[hit.passage.heading] += max(hit.dense, 0.0)
    return found


def _leading(products: Sequence[Product], question: str, desk: Desk) -> Findings | None:
    """The one attribute that the question is plainly nearest to, beside what the products' texts say as nearly."""
    near = _nearness(products, question, desk)
    rows = sorted(_attribute_rows(products, desk), key=lambda row: -near.get(row[0], 0.0))
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
        hit for hit in _own_hits(product, question, desk, 2 * DEPTH) if _is_text(hit) and hit.dense >= least
    ]
    best = sorted(said, key=lambda hit: -hit.dense)[:1]
    return [evidence_of(h.passage, h.score, desk).model_copy(update={"complete": True}) for h in best]


def _is_text(hit: Hit) -> bool:
    return hit.passage.source.partition("#")[2].startswith(("feature", "description"))


def _facts(products: Sequence[Product], question: str, desk: Desk) -> list[Evidence]:
    """What each product's record says to a question that no shared attribute answers; empty when one is silent."""
    found = [next(iter(_hits(product, question, desk)), None) for product in products]
    if any(hit is None or hit.score < NEAR for hit in found):
        return []
    facts = [evidence_of(hit.passage, hit.score, desk) for hit in found if hit]
    return [fact.model_copy(update={"complete": True}) for fact in facts]


def _attributes(product: Product, language: str) -> dict[str, str]:
    translation = product.translations.get(language)
    return dict((translation and translation.attributes) or product.attributes)


def _attribute_rows(products: Sequence[Product], desk: Desk) -> list[Row]:
    tables = [_attributes(product, desk.language) for product in products]
    shared = [label for label in tables[0] if all(label in table for table in tables)]
    return [
        (label, _part(products[0], label, desk.language), tuple(t[label] for t in tables)) for label in shared
    ]


def _part(product: Product, label: str, language: str) -> str:
    """The attribute's part of a source id, which is named after its default-language label."""
    names = list(_attributes(product, language))
    own = list(product.attributes)
    position = names.index(label)
    return slug(own[position] if position < len(own) else label)


def _asked_labels(products: Sequence[Product], question: str, desk: Desk) -> set[str]:
    said = _without_names(question, desk).casefold()
    rows = _attribute_rows(products, desk)
    named = {row[0] for row in rows if row[0].casefold() in said}
    found = [_hits(product, question, desk) for product in products]
    if named:
        return named | _nearer(named, found) | _measured_beside(named, rows, found)
    clear = {hit.passage.heading for hits in found for hit in _clear(hits) if hit.passage.heading}
    return clear or _nearest_of_all(found)


def _nearest_of_all(found: Sequence[Sequence[Hit]]) -> set[str]:
    """The attribute that is fairly near and the nearest one for every product."""
    nearest = {hits[0].passage.heading if hits and hits[0].score >= FAIR_MATCH else "" for hits in found}
    return nearest - {""} if len(nearest) == 1 else set()


def _nearer(named: Collection[str], found: Sequence[Sequence[Hit]]) -> set[str]:
    """The attributes that are nearer to the question than the named one: "which carries more weight?" is the load."""
    best = [max((h.score for h in hits if h.passage.heading in named), default=1.0) for hits in found]
    nearer = [
        {h.passage.heading for h in hits if h.score > least} for hits, least in zip(found, best, strict=True)
    ]
    return {heading for heading in set[str].intersection(*nearer) if heading}


def _measured_beside(named: Collection[str], rows: Sequence[Row], found: Sequence[Sequence[Hit]]) -> set[str]:
    """The near measured ones, where the named are only a condition: "with cooling on, which lasts longer?"."""
    told = {label: all(facts_of(value) for value in values) for label, _, values in rows}
    if any(told.get(label) for label in named):
        return set()
    near = {h.passage.heading for hits in found for h in hits if h.score >= FAIR_MATCH}
    return {label for label in near if label and told.get(label)}


def _clear(hits: Sequence[Hit]) -> list[Hit]:
    """The good hits; without one, the only fair one."""
    good = [hit for hit in hits if hit.score >= GOOD_MATCH]
    rest = max((hit.score for hit in hits[1:]), default=0.0)
    fair = bool(hits) and hits[0].score >= max(FAIR_MATCH, AHEAD * rest)
    return good or (list(hits[:1]) if fair else [])


def _hits(product: Product, question: str, desk: Desk, count: int = 3) -> tuple[Hit, ...]:
    """The product's own facts nearest to the question, from which the names are left out.

    Features are none: what one product praises has no counterpart in the other.
    """
    hits = _own_hits(product, question, desk, 2 * count)
    return tuple(hit for hit in hits if not hit.passage.source.partition("#")[2].startswith("feature"))[
        :count
    ]


def _own_hits(product: Product, question: str, desk: Desk, count: int) -> Sequence[Hit]:
    return desk.knowledge.search(
        _without_names(question, desk),
        kinds=("product",),
        product_ids=(product.product_id,),
        language=desk.language,
        k=count,
    )


def _without_names(question: str, desk: Desk) -> str:
    named = {
        place
        for mention in desk.knowledge.mentions(question)
        if mention.kind == "product"
        for place in range(mention.start, mention.end)
    }
    return "".join(" " if place in named else char for place, char in enumerate(question))


def _price_row(products: Sequence[Product], desk: Desk) -> Row:
    return (desk.say("compare_price"), "price", tuple(p.price.format(desk.language) for p in products))


def _rating_row(products: Sequence[Product], desk: Desk) -> Row | None:
    ratings = [rating_of(product, desk) for product in products]
    if any(average is None for average, _ in ratings):
        return None
    shown = (desk.say("compare_rating_value", average=average, count=count) for average, count in ratings)
    return (desk.say("compare_rating"), "rating", tuple(shown))


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
