"""What a question is about: the products and the order it names, points at, or shares with what was said before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.recommend.candidates import owned_by
from bot.tools.options import values_said
from bot.tools.order_choice import CANCELLED, OPEN, says_cancelled
from bot.tools.order_facts import aspects_named
from bot.turn.about import About
from bot.turn.asks import is_follow_up, ordinal
from bot.turn.choosing import answered, chosen
from bot.turn.described import described, ending_so
from bot.turn.kinds import calls_by_kind, is_at_home, kind_named, points_at_kind, without_circumstances
from bot.turn.memory import Memory
from bot.turn.named import COMPARING, LIKELY, SURE_NAME, other_of_two, products_named
from bot.turn.order_in_focus import ORDER_WORD, goes_on, holds_none, of_same_order
from bot.turn.packs import without_packs
from bot.turn.sides import against_another
from bot.turn.spoken_of import MOST_WORDS_OF_A_PICK, calls_it, has_part, spoken_of
from knowledge.categories import names_of
from knowledge.mention import Mention
from knowledge.records import Customer, Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

MINE = re.compile(
    r"\b(?:my|mine|our|i(?: have|['’]ve)? (?:bought|ordered|got|purchased)|i have)\b"
    r"|我的|我(?:上次|之前|在.{1,4})?[买订]|我(?:那|这)|我家"
    r"|你们(?:送|寄|发)",
    re.IGNORECASE,
)
_THIS_ONE = re.compile(
    r"\b(?:that|this|these|those)\b|[这那][个款件双条台只些种张把本套瓶盒顶辆]", re.IGNORECASE
)
_ANY = re.compile(r"\b(?:a|an|any|some) (?:\w+ )?$", re.IGNORECASE)
_WITH_IT = re.compile(
    r"\b(?:with|in|on|for|to) (?:it|them|this|that)\b|\b(?:it|they) (?:come|have|include|need)", re.IGNORECASE
)
_BESIDE = re.compile(
    r"\b(?:with|in|over|under|like|than|without) (?:(?!the|this|that|these|those|your)[\w'-]+ ){0,2}$",
    re.IGNORECASE,
)
"""Before goods that only go with what is spoken of: "with thick socks"."""
_OF_SIZE = re.compile(r"\bthe (?:bigg|larg|small)\w*\b|[大小][包袋瓶盒份]", re.IGNORECASE)
DIFFERENCE = re.compile(
    r"\bhow much (?:more|less|\w+er)\b|(?<![承载净毛体])[贵重轻大小长短高低多少快慢]多少|便宜多少|差多少",
    re.IGNORECASE,
)


def about(question: str, memory: Memory, customer: Customer | None, knowledge: Knowledge) -> About:
    """Resolve what `question` is about: names first, then "the second one", "my tent", and at last "it"."""
    question = without_packs(question, memory, knowledge)
    mentions = knowledge.mentions(question)
    named_order = next((m.id for m in mentions if m.kind == "order"), None)
    subject = with_side(_subject(question, mentions, memory, customer, knowledge), question, knowledge)
    if named_order:
        return replace(subject, order_id=named_order, order_named=True)
    if of_same_order(question) and memory.orders:
        return replace(subject, order_id=memory.orders[0])
    same = is_follow_up(question) or (not mentions and goes_on(question, memory))
    told = subject.products if subject.named or subject.kind else ()
    if told and holds_none(told, memory, customer, knowledge):
        same = False
    return replace(subject, order_id=memory.order_id if same else None)


def with_side(subject: About, question: str, knowledge: Knowledge) -> About:
    """The subject, with what the only product named is set against: "the iron skillet or the carbon one"."""
    if len(subject.products) != 1 or not subject.points:
        return subject
    both = against_another(question, subject.products[0], knowledge)
    return replace(subject, products=both, named=True, picked=False, kind=False) if both else subject


def _subject(
    question: str,
    mentions: Sequence[Mention],
    memory: Memory,
    customer: Customer | None,
    knowledge: Knowledge,
) -> About:
    found = products_named(question, [m for m in mentions if m.kind == "product"])
    found = found + other_of_two(question, found, knowledge)
    if points_at_kind(question, knowledge):
        found = [m for m in found if m.score >= SURE_NAME or _THIS_ONE.search(question[: m.start])]
    sure = any(m.score >= SURE_NAME for m in found)
    branded = () if sure else _of_brand(question, mentions, memory, knowledge)
    if branded:
        return About(branded, picked=True)
    picked, unclear = _picked(question, memory, knowledge) if not sure else ((), ())
    named = tuple(dict.fromkeys(m.id for m in found)) if not picked else ()
    if named and not (sure or COMPARING.search(question) or DIFFERENCE.search(question)):
        alike = named if len(named) > 1 else _called_alike(question, found[0], knowledge)
        ending = question[found[0].end :]
        named = ending_so(ending, alike, knowledge) or described(question, alike, knowledge) or named
    if named:
        return About(_with_other(_meant(named, memory), question, memory, knowledge), named=True, sure=sure)
    if picked or unclear:
        return About(picked, unclear=unclear, picked=bool(picked))
    return _of_named_kind(question, memory, customer, knowledge) or spoken_of(question, memory, knowledge)


def _of_named_kind(
    question: str, memory: Memory, customer: Customer | None, knowledge: Knowledge
) -> About | None:
    """What "the tent" or "the bigger bag" is; None when no kind of thing is named."""
    members = kind_named(question, knowledge)
    if not members or (memory.products and _is_part(question, knowledge)):
        return None
    new = not set(members) & set(memory.talked)
    focus = _only(memory, knowledge)
    if new and focus and calls_by_kind(without_circumstances(question, knowledge), focus, knowledge):
        return About(memory.products, picked=True)
    if new and _is_version(question, memory, knowledge):
        return About(memory.products, picked=True)
    if new and len(members) > 1 and any(told(question, memory, knowledge) for told in (calls_it, has_part)):
        return About(memory.products, recent=memory.products)
    of_own = MINE.search(question) or (customer and aspects_named(question))
    owned = _owned(question, members, customer, knowledge) if of_own else frozenset[str]()
    return _of_kind(members, question, _with_goods(memory, customer, knowledge), owned, knowledge)


def _owned(
    question: str, members: Sequence[str], customer: Customer | None, knowledge: Knowledge
) -> Collection[str]:
    """What the customer bought; where it is asked how that stands, what is under way, or was cancelled, goes first."""
    owned = owned_by(customer, knowledge.catalogue)
    if customer is None or not {"status", "parcel", "return"} & set(aspects_named(question)):
        return owned
    wanted = CANCELLED if says_cancelled(question) else OPEN
    orders = [o for o in knowledge.catalogue.orders_of(customer.customer_id) if o.status in wanted]
    meant = {line.product_id for order in orders for line in order.lines} & set(members)
    return meant or owned


def _is_part(question: str, knowledge: Knowledge) -> bool:
    """Whether any thing of a kind is asked for as a part of "it": "does a stove come with it?"."""
    kinds = [m for m in knowledge.mentions(question) if m.kind in ("product", "category")]
    if kinds and all(is_at_home(question[: m.start]) for m in kinds):
        return True
    if kinds and is_follow_up(question) and all(_BESIDE.search(question[: m.start]) for m in kinds):
        return True
    return bool(_WITH_IT.search(question)) and all(_ANY.search(question[: m.start]) for m in kinds)


def _of_brand(
    question: str, mentions: Sequence[Mention], memory: Memory, knowledge: Knowledge
) -> tuple[str, ...]:
    """The product spoken of whose brand the question names and no kind of thing: "back to the Tallow"."""
    brands = {m.id for m in mentions if m.kind == "brand"}
    if not brands or (knowledge.constraints(question).category and not is_follow_up(question)):
        return ()
    talked = (p for p in map(knowledge.catalogue.product, memory.talked) if p)
    return tuple(p.product_id for p in talked if p.brand in brands)[:1]


def _called_alike(question: str, mention: Mention, knowledge: Knowledge) -> tuple[str, ...]:
    """The products whose Chinese names begin with what a mention hardly more than hints at: 云丘."""
    said = question[mention.start : mention.end]
    if mention.score >= LIKELY or not has_cjk(said):
        return ()
    products = knowledge.catalogue.products()
    return tuple(p.product_id for p in products if any(name.startswith(said) for name in names_of(p)))


def _is_version(question: str, memory: Memory, knowledge: Knowledge) -> bool:
    """Whether the one product spoken of has a version that the words pick: "the bigger bag" of a food."""
    product = _only(memory, knowledge)
    return product is not None and bool(_OF_SIZE.search(question) and values_said(question, product))


def _only(memory: Memory, knowledge: Knowledge) -> Product | None:
    """The only product in focus."""
    return knowledge.catalogue.product(memory.products[0]) if len(memory.products) == 1 else None


def _with_goods(memory: Memory, customer: Customer | None, knowledge: Knowledge) -> Memory:
    """The memory with the goods of the customer's orders that were spoken of, behind goods that were themselves."""
    own = knowledge.catalogue.orders_of(customer.customer_id) if customer else ()
    goods = {f"order:{o.order_id}": tuple(f"product:{line.product_id}" for line in o.lines) for o in own}

    def unfolded(subjects: Sequence[str]) -> tuple[str, ...]:
        return tuple(s for subject in subjects for s in (subject, *goods.get(subject, ())))

    if memory.products:
        return replace(memory, before=(*unfolded(memory.focus), *unfolded(memory.before)))
    return replace(memory, focus=unfolded(memory.focus), before=unfolded(memory.before))


def _meant(named: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
    """Of products that one name fits alike, the one that was asked back about."""
    unclear = memory.asked.unclear if memory.asked else ()
    among = tuple(product_id for product_id in named if product_id in unclear)
    return among or named


def _picked(question: str, memory: Memory, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The product counted out, chosen by what is told of it, or picked in reply to "which one?"; those it may be."""
    unclear = memory.asked.unclear if memory.asked else ()
    if unclear and len(content_stems(question)) <= MOST_WORDS_OF_A_PICK:
        reply = answered(question, unclear, knowledge)
        if reply:
            return (reply,), ()
    counted = () if ORDER_WORD.search(question) else _counted(question, memory.products, memory.listed)
    if counted:
        return counted, ()
    choice = chosen(question, memory, knowledge)
    return (choice.products, choice.unclear) if choice else ((), ())


def _with_other(
    named: tuple[str, ...], question: str, memory: Memory, knowledge: Knowledge
) -> tuple[str, ...]:
    """The named products; "compare it with the Ridge 3" adds what "it" is, "how much more is the Pro?" the other."""
    if (
        len(named) == 1
        and COMPARING.search(question)
        and (is_follow_up(question) or named[0] in _of_category(named, memory.products[:1], knowledge))
    ):
        return (*(p for p in memory.products[:1] if p not in named), *named)
    if len(named) == 1 and DIFFERENCE.search(question) and named[0] in memory.choices:
        return (*named, *[p for p in memory.choices if p not in named][:1])
    return named


def _counted(question: str, known: Sequence[str], listed: Sequence[str]) -> tuple[str, ...]:
    n = ordinal(question)
    among = known if len(known) > 1 else listed
    if n is None or not among:
        return ()
    index = n - 1 if n > 0 else n
    return (among[index],) if -len(among) <= index < len(among) else ()


def _of_kind(
    members: Sequence[str], question: str, memory: Memory, owned: Collection[str], knowledge: Knowledge
) -> About:
    """Products of a kind that is named instead of a product: the ones talked about, owned, or the only one.

    Without a talked one of the very kind, "those shoes" are the boots that were spoken of: one of the same category.
    """
    mine = tuple(p for p in members if p in owned)
    talked = tuple(p for p in memory.talked if p in members)
    near = tuple(dict.fromkeys(p for p in memory.products if p in members))
    if _THIS_ONE.search(question) and not talked:
        talked = _of_category(memory.talked, members, knowledge)[:1]
    chosen_ones = near or talked[:1] or mine or (tuple(members) if len(members) == 1 else ())
    chosen_ones = described(question, chosen_ones or members, knowledge) or chosen_ones
    if len(chosen_ones) > 1:
        return About(chosen_ones, unclear=chosen_ones, kind=True)
    return About(
        _with_other(chosen_ones, question, memory, knowledge),
        unclear=() if chosen_ones else tuple(members),
        picked=bool(talked),
        kind=not talked,
    )


def _of_category(talked: Sequence[str], members: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    wanted = {p.category for p in map(knowledge.catalogue.product, members) if p and p.category}
    return tuple(p.product_id for p in map(knowledge.catalogue.product, talked) if p and p.category in wanted)
