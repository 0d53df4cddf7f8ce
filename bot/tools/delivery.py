"""What delivery costs the asker by the rules: for the place, the membership and the value of the goods."""

from __future__ import annotations

import re

from bot.tools.basket import basket
from bot.tools.clauses import own_membership
from bot.tools.delivery_area import no_express, refusing
from bot.tools.delivery_of_goods import of_own_rule, own_rule_of
from bot.tools.delivery_price import Charge, Parcel, charge
from bot.tools.delivery_rules import (
    delivery_passages,
    fees,
    home_of,
    money_in,
    money_of,
    said_in,
    service_of,
)
from bot.tools.desk import Desk, Findings
from bot.tools.returned_goods import Goods
from bot.tools.told import findings, of_rule, on_all
from knowledge.money import Money, sum_of
from knowledge.passages import Passage
from knowledge.places import Area, areas, words_for
from knowledge.query import LINK_SCORE
from knowledge.sections import STANDARD, membership_written

_POSTAGE = re.compile(
    r"\bpostage\b|\bcarriage\b|\b(?:shipping|delivery) (?:costs?|charges?|fees?|rates?|price)\b"
    r"|运费|邮费|快递费|包邮|免邮",
    re.IGNORECASE,
)
_AS_A_GIFT = (
    r"(?!送给?[我他她]?(?:爸|妈|爷|奶|哥|姐|弟|妹|儿|女|老[公婆师人]|男?朋友|闺蜜|同[事学]|领导|客户|人|礼))"
)
"""Not what one gives to somebody: 送我爸一把刀."""
_SENT = re.compile(
    r"\bdeliver(?:y|ed|ing)?\b|\bship(?:ping|ped)?\b|\bpost(?:ed|ing)?\b|\bsend\b|\bsent\b|\bexpress\b|\bnext[- ]day\b"
    r"|\bget(?:s|ting)? (?:(?:it|them|that|this|one|those|these) )?(?:over |out |down )?to (?:us\b|me\b|(?-i:[A-Z]))"
    rf"|寄|{_AS_A_GIFT}[送发](?!票|现|货了|出)|配送|快递|加急|顺丰",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\bhow much\b|\bcosts?\b|\bcharge\b|\bfree\b|\bpay(?:ing)?\b|\bset me back\b|\bthe damage\b|\bplus\b|\bprice\b"
    r"|多少(?:钱|元|块)|几块|怎么[算收]|咋[算收]|要钱|收费|[加另]收|免费|收我?多少|[要收]多少",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\b(?:do|can|could|will|would) you (?:guys )?(?:deliver|ship|send|post)\b|\bdeliver(?:y)? (?:to|in)\b"
    r"|[寄送发]得?[过到去]来?[吗不么]|能.{0,6}[寄送发]|[寄送发]不[寄送发]",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:sen[dt]|post|ship|mail)(?:p?(?:ing|ed))?\b.{0,30}\bback\b|\breturn|\brefund|\bexchang|\bswap\b"
    r"|\bwarrant|\bguarantee|\brepair"
    r"|\bdid i\b|\bi paid\b|\bwas charged\b|\bmy (?:order|parcel|package)\b|\border(?:s)? o?\d|\bwho pays\b"
    r"|退|换货|寄回|维修|保修|我的(?:订单|包裹)|单号|拒收",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\bhow (?:long|soon|quickly|late)\b|\bwhen\b|\barriv|\bdays\b|\bby (?:when|mon|tue|wed|thu|fri|sat|sun)"
    r"|几天|多久|什么时候|啥时候|几号|到得?了",
    re.IGNORECASE,
)
_BY_A_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|today)\b|[明后今]天|周[一二三四五六日末]|星期",
    re.IGNORECASE,
)
"""By which way it must come is then left open."""
_TO_A_NAME = re.compile(r"\b(?:to|in) (?:the )?(?!(?:[MTWFS]\w+day|March|April|May)\b)([A-Z][a-z]{2,})")
_VALUE = re.compile(
    r"\b(?:basket|cart|order|bag|total)\b(?:\s+\w+){0,3}?\s+(?:at|is|of|to|on)\s+(?:about\s+)?[€£$¥]?\s?(\d+(?:\.\d+)?)(?!\s?%)"
    r"|(?:凑了|凑到|购物车|一共|总共|合计|买了)[^\d，。？]{0,4}(\d+(?:\.\d+)?)\s*[元块欧]",
    re.IGNORECASE,
)
_LIMIT_BEFORE = re.compile(
    r"(?:\bfree\b.{0,20}|\b(?:over|from|above|hit|reach)\s*|[满过到超])$", re.IGNORECASE
)
_LIMIT_AFTER = re.compile(r"\s*(?:就|才)?(?:包邮|免)|\s*(?:for|and) free\b", re.IGNORECASE)


def asks_delivery_cost(question: str) -> bool:
    """Whether it is asked what a delivery costs, or whether a place is delivered to; what went back is not meant."""
    if _OTHER.search(question) or _WHEN.search(question):
        return False
    cost = _POSTAGE.search(question) or (_SENT.search(question) and _COST.search(question))
    return bool(cost) or _SERVED.search(question) is not None


def delivery_cost(goods: Goods, desk: Desk) -> Findings | None:
    """The charge by the rules, or the rule by which a place is not served; None where they cannot be read surely."""
    if goods.order_id:
        return None
    place, several = _place(goods, desk)
    if several or (place is None and _lives_elsewhere(desk)):
        return None
    passages = delivery_passages(goods.question, desk)
    if of_own_rule(goods, passages, desk):
        return own_rule_of(goods, place, passages, desk) if _asks_price(goods.question) else None
    return _by_general_rules(goods, place, passages, desk)


def _by_general_rules(
    goods: Goods, place: Area | None, passages: tuple[Passage, ...], desk: Desk
) -> Findings | None:
    if place:
        refusal, rule = refusing(place, passages, desk)
        if rule:
            return _refused(place, rule, desk) if refusal == "refused" else None
    elif not _asks_price(goods.question) or _names_unknown(goods.question, desk):
        return None
    return _charged(goods, place, passages, desk)


def _asks_price(question: str) -> bool:
    return bool(_COST.search(question) or _POSTAGE.search(question))


def names_delivery(question: str) -> bool:
    """Whether a question speaks of sending goods somewhere."""
    return bool(_POSTAGE.search(question) or _SENT.search(question)) and not _OTHER.search(question)


def place_of(question: str, desk: Desk) -> tuple[Area, ...]:
    """The places that a question names beside the names of goods."""
    taken = [(m.start, m.end) for m in desk.knowledge.mentions(question) if m.score >= LINK_SCORE]
    return areas(question, home_of(desk), taken)


def _place(goods: Goods, desk: Desk) -> tuple[Area | None, bool]:
    """The place that is asked about, or else was named last, and whether there are several treated differently."""
    said = (goods.question, *desk.earlier)
    named = next((found for text in said if (found := place_of(text, desk))), ())
    return (named[0], any(not area.within(named[0]) for area in named[1:])) if named else (None, False)


def _names_unknown(question: str, desk: Desk) -> bool:
    """Whether something with a capital is named where a place would stand, that is neither goods nor a day."""
    known = [(m.start, m.end) for m in desk.knowledge.mentions(question)]
    found = _TO_A_NAME.finditer(question)
    return any(not any(start < m.end(1) and m.start(1) < end for start, end in known) for m in found)


def _charged(goods: Goods, place: Area | None, passages: tuple[Passage, ...], desk: Desk) -> Findings | None:
    if service_of(goods.question) is None and _BY_A_DAY.search(goods.question):
        return None
    service = service_of(goods.question) or "standard"
    if service == "express" and no_express(passages, place, desk):
        return None
    country = home_of(desk)
    home = Area(country, frozenset({country})) if country else None
    value = _value(goods, desk)
    parcel = Parcel(place, home, service, own_membership(goods.question, desk), value)
    found = charge(tuple(fees(passages, desk)), parcel)
    if found is None:
        return None
    text = _worded(found, parcel, desk)
    rules = [of_rule(fee.clause.passage, "", desk) for fee in found.fees]
    products = [p for p in map(desk.knowledge.catalogue.product, goods.product_ids) if p]
    return findings(on_all(text, rules), products, None, desk)


def _worded(found: Charge, parcel: Parcel, desk: Desk) -> str:
    """The charge as a sentence."""
    price, limit, extra = found.price, found.limit, found.extra
    value, least = parcel.value, limit.amount if limit else None
    reached = bool(found.free or (least and value and not value < least))
    base = None if reached or price is None else price.amount
    more = extra.amount if extra else None
    sums = [amount for amount in (base, more) if amount]
    whole = sum_of(sums) if sums else None
    return desk.say(
        "delivery_cost",
        service=parcel.service,
        place=_where(found, parcel, desk),
        membership=_membership(found, parcel, desk),
        free=bool(found.free),
        value=_money(value, desk),
        limit=_money(least, desk),
        reached=reached,
        missing=_money(least - value, desk) if least and value and value < least else "",
        price=_money(price.amount if price else None, desk),
        extra=_money(more, desk),
        whole=_money(whole, desk),
    )


def _money(amount: Money | None, desk: Desk) -> str:
    return amount.format(desk.language) if amount else ""


def _where(found: Charge, parcel: Parcel, desk: Desk) -> str:
    """The place that is asked about, else the one that the rule is for."""
    if parcel.place:
        return _written(parcel.place, desk)
    areas_of_rules = [fee.area.written for fee in found.fees if fee.area]
    return areas_of_rules[0] if areas_of_rules else ""


def _written(place: Area, desk: Desk) -> str:
    """The place as it was written, with its region or country where that is another name."""
    written = place.written if not place.written.islower() else place.written.title()
    more = next(iter(words_for(place, desk.language)), "")
    known = not more or more.casefold() in written.casefold() or len(place.codes) > 1
    return written if known else desk.say("delivery_place", place=written, region=more)


def _membership(found: Charge, parcel: Parcel, desk: Desk) -> str:
    """The membership that the charge is for; empty where it is for everybody."""
    own = [fee for fee in found.fees if parcel.membership in fee.clause.memberships]
    if not own:
        return ""
    if parcel.membership == STANDARD:
        return desk.say("without_membership")
    written = membership_written(
        f"{own[0].clause.sentence} {own[0].clause.passage.heading}", parcel.membership
    )
    return desk.say("with_membership", membership=written or parcel.membership.title())


def _refused(place: Area, rule: Passage, desk: Desk) -> Findings:
    """The rule by which a place is not served, as the shop wrote it."""
    text = desk.say("delivery_refused", place=_written(place, desk), rule=" ".join(said_in(rule)))
    return findings([of_rule(rule, text, desk)], [], None, desk)


def _lives_elsewhere(desk: Desk) -> bool:
    """Whether the customer has an address abroad, so that the place cannot be taken for granted."""
    home = home_of(desk)
    addresses = desk.customer.addresses if desk.customer else ()
    countries = {str(address["country"]).upper() for address in addresses if address.get("country")}
    return bool(home and countries - {home})


def _value(goods: Goods, desk: Desk) -> Money | None:
    """The value of the goods: the one that is told, else what the goods that are named cost."""
    currency = desk.knowledge.catalogue.profile.currency
    question = goods.question
    told = [
        money
        for found, money in money_in(question, currency)
        if not _LIMIT_BEFORE.search(question[: found.start()])
        and not _LIMIT_AFTER.match(question, found.end())
    ]
    if len(told) == 1:
        return told[0]
    bare = _VALUE.search(question)
    if bare and not told:
        return money_of(bare[1] or bare[2], currency)
    lines = basket(question, goods.product_ids, desk) if goods.product_ids else ()
    return sum_of(line.total for line in lines) if lines else None
