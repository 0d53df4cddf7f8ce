"""How long goods are guaranteed: what their record or the rules give, what a membership adds, and until which day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Evidence
from bot.tools.cards import day, name_of
from bot.tools.clauses import Clause, clauses, own_membership, rules_of
from bot.tools.desk import Desk, Findings
from bot.tools.lengths import Length, lengths
from bot.tools.ordered import Start, first_day, start_in
from bot.tools.returned_goods import Goods, order_of, product_of
from bot.tools.told import findings, of_order, of_rule, on_all, told
from knowledge.product_passages import attribute_slugs
from knowledge.records import Order, Product
from knowledge.words import content_stems

_GUARANTEE = re.compile(r"\bguarant|\bwarrant|保修|质保|三包|联保", re.IGNORECASE)
_ASKED = re.compile(
    r"\bguarant|\bwarrant|\b(?:still|is|are|am|be) covered\b|\bcovered (?:for|until|till)\b|\bfree repairs?\b"
    r"|\brepaired? (?:for )?free\b|保修|质保|在保|过保|保多久|免费.{0,3}修|修.{0,3}免费",
    re.IGNORECASE,
)
_FOR_HOW_LONG = re.compile(
    r"\bhow (?:long|many (?:years|months))\b|\buntil\b|\btill?\b|\bwhen\b|\bstill\b|\bexpire|\bruns? out\b"
    r"|\b(?:years?|months?)\b|\bends?\b"
    r"|\bwhat(?:'s| is| are)?\b.{0,12}\b(?:guarant|warrant)"
    r"|多久|多长|几年|几个月|多少个?[月年]|到(?:哪|几|什么)|什么时候|何时|还在|还(?:能|有|是|给).{0,4}(?:保|修)|过[保期]|到期|一共|期",
    re.IGNORECASE,
)
_MISHAP = re.compile(
    r"\bdrop(?:ped|s)?\b|\bslipped\b|\bfell\b|\bfalls?\b|\bcrack\w*|\bsmash\w*|\bcrash\w*|\bspil\w*|\bwet\b|\bwater\b"
    r"|摔|掉(?:地|下|进|到)|进水|碰|撞|干烧|淋|拆开|泡水",
    re.IGNORECASE,
)
_NOT_COVERED = re.compile(r"\bnot covered\b|\bexclu|\bdoes not cover\b|不保|不在保|不予保", re.IGNORECASE)
_ADDED = re.compile(
    r"\b(?:more|extra|additional|longer|on top)\b|[多加]|另|再|延长(?!到|至|为)", re.IGNORECASE
)
_WITHIN = re.compile(r"\bwithin\b|\bless than\b|后.{0,6}内", re.IGNORECASE)
_FROM = re.compile(
    r"\bfrom\b|\bsince\b|\bafter (?:delivery|purchase)\b|\bon everything\b|起|算|整机|没写|一律", re.I
)
_WHOLE = re.compile(r"\b(?:machine|device|unit|everything|whole)\b|整机|主机|全部", re.IGNORECASE)
_BY_LAW = re.compile(r"\blegal\b|\bstatutory\b|\bby law\b|法定|法律规定", re.IGNORECASE)
_HYPOTHETICAL = re.compile(
    r"\bif i (?:buy|bought|get|got|order|take)\b|\bwould\b|(?:要是|如果|假如).{0,6}[买入]|想[买入]|打算", re.I
)
_PARTS = re.compile(r"[,，;；、]")


@dataclass(frozen=True, slots=True)
class Part:
    """What is guaranteed for how long; `name` is empty for the whole. `source` is the record or rule that says so."""

    name: str
    length: Length
    source: Evidence


@dataclass(frozen=True, slots=True)
class _Bought:
    """The order of the goods, and what the guarantee runs from, as far as these are known."""

    order: Order | None
    start: Start | None

    @property
    def since(self) -> date | None:
        return first_day(self.order, self.start) if self.order and self.start else None


def asks_guarantee(question: str) -> bool:
    """Whether the time of a guarantee is asked for."""
    return bool(_ASKED.search(question) and (_FOR_HOW_LONG.search(question) or _MISHAP.search(question)))


def guarantee(goods: Goods, desk: Desk) -> Findings | None:
    """The time and, for goods of one's own, the last day; None where the data gives none.

    Who tells of a mishap hears what is not covered as well.
    """
    order = None if _HYPOTHETICAL.search(goods.question) else order_of(goods, desk)
    product = product_of(goods, order, desk)
    if product is None:
        return None
    rules = [c for c in clauses(rules_of(desk, [product.product_id]), desk) if _GUARANTEE.search(_about(c))]
    parts = tuple(_of_record(product, desk)) or tuple(_of_rules(product, rules, desk))
    parts = _asked_for(parts, goods.question)
    if not parts:
        return None
    added = _added(rules, own_membership(goods.question, desk))
    facts = [
        fact for part in parts for fact in _said(part, added, _Bought(order, _start(rules)), product, desk)
    ]
    facts += _by_law(rules, parts, desk)
    if _MISHAP.search(goods.question):
        facts = [*_exceptions(rules, desk), *facts]
    return findings(facts, [product], order, desk)


def _start(rules: Sequence[Clause]) -> Start | None:
    """What the rules count a guarantee from; None where they do not say."""
    for clause in rules:
        start = None if _WITHIN.search(clause.sentence) else start_in(clause.sentence)
        if start and _FROM.search(clause.sentence):
            return start
    return None


def _about(clause: Clause) -> str:
    return f"{clause.topic} {clause.sentence}"


def _of_record(product: Product, desk: Desk) -> Iterator[Part]:
    """What the product's own record promises, part by part."""
    translation = product.translations.get(desk.language)
    attributes = (translation and translation.attributes) or product.attributes
    slugs = attribute_slugs(product.attributes, attributes)
    for label, value in attributes.items():
        if not _GUARANTEE.search(label):
            continue
        fact = told(f"product:{product.product_id}#{slugs[label]}", name_of(product, desk.language), "", desk)
        for piece in _PARTS.split(value):
            for length in _long(piece):
                yield Part(_named(piece, length), length, fact)


def _named(piece: str, length: Length) -> str:
    """What a piece such as "motor 2 years" is about."""
    rest = f"{piece[: length.start]} {piece[length.end :]}".strip(" :：")
    return "" if _WHOLE.fullmatch(rest) else rest


def _long(text: str) -> Iterator[Length]:
    """The lengths that a guarantee may have: months or years."""
    return (length for length in lengths(text) if length.months)


def _of_rules(product: Product, rules: Sequence[Clause], desk: Desk) -> Iterator[Part]:
    """The time that the rules give for the product: the clause that names it, else one for everything."""
    plain = [
        c for c in rules if not c.memberships and not _ADDED.search(c.text) and not _WITHIN.search(c.text)
    ]
    timed = [(c, length) for c in plain for length in _long(c.text)]
    named = [pair for pair in timed if product.product_id in _products_in(pair[0], desk)]
    general = [pair for pair in timed if not _products_in(pair[0], desk) and _FROM.search(pair[0].sentence)]
    for clause, length in (named or general)[:1]:
        yield Part("", length, of_rule(clause.passage, "", desk))


def _products_in(clause: Clause, desk: Desk) -> set[str]:
    """The products whose whole name stands in a clause."""
    said = set(content_stems(clause.text))
    products = desk.knowledge.catalogue.products()
    return {p.product_id for p in products if set(content_stems(name_of(p, desk.language))) <= said}


def _asked_for(parts: Sequence[Part], question: str) -> tuple[Part, ...]:
    """The parts that the question names; all of them where it names none."""
    asked = set(content_stems(question))
    named = tuple(part for part in parts if part.name and asked & set(content_stems(part.name)))
    return named or tuple(parts)


def _added(rules: Sequence[Clause], membership: str) -> tuple[Clause, Length, bool] | None:
    """What a membership changes: the clause, the time, and whether that comes on top."""
    for clause in rules:
        if membership in clause.memberships:
            for length in _long(clause.text):
                return clause, length, bool(_ADDED.search(clause.text))
    return None


def _said(
    part: Part,
    added: tuple[Clause, Length, bool] | None,
    bought: _Bought,
    product: Product,
    desk: Desk,
) -> Iterator[Evidence]:
    extra = added if added and not _left_out(part, added[0]) else None
    total = part.length if extra is None else extra[1] if not extra[2] else part.length + extra[1]
    order, since = bought.order, bought.since
    until = total.after(since) if since else None
    text = desk.say(
        "guarantee",
        name=name_of(product, desk.language),
        part=part.name,
        length=worded(total, desk),
        base=worded(part.length, desk) if extra and extra[2] else "",
        more=worded(extra[1], desk) if extra and extra[2] else "",
        order_id=order.order_id if order else "",
        start=bought.start,
        since=day(since, desk.language),
        until=day(until, desk.language),
        over=bool(until and until < desk.today),
    )
    sources = [part.source] if extra is None or extra[2] else []
    sources += [of_rule(extra[0].passage, "", desk)] if extra else []
    sources += [of_order(order, desk)] if order and until else []
    yield from on_all(text, sources, (name_of(product, desk.language), product.name))


def _left_out(part: Part, clause: Clause) -> bool:
    """Whether what a membership adds is not for this part: "not on motor or battery"."""
    if not part.name:
        return False
    passage = set(content_stems(clause.passage.text))
    return not _WHOLE.search(part.name) and bool(
        set(content_stems(part.name)) & passage or _WHOLE.search(clause.text)
    )


def _exceptions(rules: Sequence[Clause], desk: Desk) -> Iterator[Evidence]:
    """The passages that say what is not covered."""
    found = {c.passage.source: c.passage for c in rules if _NOT_COVERED.search(c.passage.heading)}
    return (of_rule(passage, passage.text, desk) for passage in list(found.values())[:1])


def _by_law(rules: Sequence[Clause], parts: Sequence[Part], desk: Desk) -> Iterator[Evidence]:
    """The rule of what the law gives, where that is longer than what is promised of the goods."""
    promised = max((part.length.months or 0 for part in parts), default=0)
    for clause in rules:
        longer = any((length.months or 0) > promised for length in _long(clause.sentence))
        if longer and _BY_LAW.search(_about(clause)):
            yield of_rule(clause.passage, clause.passage.text, desk)
            return


def worded(length: Length, desk: Desk) -> str:
    """A length in the shopper's language, in the rule's own unit."""
    return desk.say(f"length_{length.unit}", count=length.number)
