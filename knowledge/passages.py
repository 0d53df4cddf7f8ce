"""Passages: the shop's records cut into facts that can be found, cited and put before a language model.

The grain is one fact group. A source id is `kind:id#part`; the same fact in two languages has one source id.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from knowledge.documents import Manual, Policy, Section
from knowledge.passage import Passage
from knowledge.portrait_texts import portrait_texts
from knowledge.portraits import portraits
from knowledge.product_passages import product_facts
from knowledge.records import Faq, Order, Product, Promotion, Review
from knowledge.sections import STANDARD, chunks, membership_code, section_parts, section_slugs
from knowledge.shop_profile import ShopProfile
from knowledge.shop_records import ShopRecords
from knowledge.shop_wording import shop_text
from knowledge.wording import order_text, promotion_text, render, review_text
from knowledge.words import has_cjk


def passages(shop: ShopRecords) -> Iterator[Passage]:
    """Every passage of a shop; sources are unique within a language."""
    taken: set[str] = set()
    for passage in _all(shop):
        source, number = passage.source, 2
        while f"{source}@{passage.language}" in taken:
            source, number = f"{passage.source}-{number}", number + 1
        taken.add(f"{source}@{passage.language}")
        yield passage if source == passage.source else replace(passage, source=source)


def known_memberships(shop: ShopRecords) -> frozenset[str]:
    """The membership codes that the shop's customers, promotions and policies speak of."""
    named = [customer.membership for customer in shop.customers if customer.membership]
    named += [name for promotion in shop.promotions for name in promotion.memberships]
    named += [name for policy in shop.policies for name in policy.applies_to.memberships]
    return frozenset({membership_code(name) for name in named} | ({STANDARD} if named else set()))


def _all(shop: ShopRecords) -> Iterator[Passage]:
    default = shop.profile.languages[0]
    names = _names(shop.products)
    for product in shop.products:
        yield from _of_product(product, default)
    for faq in shop.faqs:
        yield _of_faq(faq, names, default)
    for review in shop.reviews:
        yield from _of_review(review, names, default)
    yield from _of_portraits(shop, names)
    yield from _of_policies(shop.policies, default, known_memberships(shop))
    yield from _of_manuals(shop.manuals, default)
    for promotion in shop.promotions:
        yield _of_promotion(promotion, default)
    for language in shop.profile.languages:
        yield from _of_shop(shop.profile, language)
    for order in shop.orders:
        yield _of_order(order, default)


def _of_product(product: Product, default: str) -> Iterator[Passage]:
    card = f"product:{product.product_id}"
    for fact in product_facts(product, default):
        yield Passage(
            source=f"{card}#{fact.part}" if fact.part else card,
            kind="product",
            title=fact.title,
            text=fact.text,
            language=fact.language,
            parent=card if fact.part else None,
            product_id=product.product_id,
            heading=fact.heading,
            date=as_date(product.released_at),
            categories=(product.category,) if product.category else (),
        )


def _of_faq(faq: Faq, names: Mapping[tuple[str, str], str], default: str) -> Passage:
    language = faq.language or default
    return Passage(
        source=f"faq:{faq.faq_id}",
        kind="faq",
        title=_name_in(names, faq.product_id, language) or "FAQ",
        text=f"{faq.question} {faq.answer}",
        language=language,
        product_id=faq.product_id,
        heading=faq.question,
    )


def _of_review(review: Review, names: Mapping[tuple[str, str], str], default: str) -> Iterator[Passage]:
    language = review.language or default
    for number, piece in enumerate(chunks(review.text), start=1):
        yield Passage(
            source=f"review:{review.review_id}" + ("" if number == 1 else f"#{number}"),
            kind="review",
            title=_name_in(names, review.product_id, language) or review.product_id,
            text=review_text(review.rating, review.title, piece),
            language=language,
            parent=None if number == 1 else f"review:{review.review_id}",
            product_id=review.product_id,
            heading=review.title or "",
            channels=review.channels or ((review.channel,) if review.channel else ()),
            date=as_date(review.created_at),
        )


def _of_portraits(shop: ShopRecords, names: Mapping[tuple[str, str], str]) -> Iterator[Passage]:
    for portrait in portraits(shop.reviews):
        card, product_id = f"product:{portrait.product_id}", portrait.product_id
        called = {lang: _name_in(names, product_id, lang) or product_id for lang in shop.profile.languages}
        for said in portrait_texts(portrait, called):
            yield Passage(
                source=f"{card}#{said.part}",
                kind="review",
                title=called[said.language],
                text=said.text,
                language=said.language,
                parent=card,
                product_id=product_id,
                heading=said.heading,
            )


def _of_policies(policies: Iterable[Policy], default: str, known: frozenset[str]) -> Iterator[Passage]:
    policies = tuple(policies)
    twins: defaultdict[tuple[str, dt.date | None], dict[str, tuple[Section, ...]]] = defaultdict(dict)
    for policy in policies:
        twins[policy.policy_id, policy.valid_from][policy.language] = policy.sections
    for policy in policies:
        parent = f"policy:{policy.policy_id}"
        alike = twins[policy.policy_id, policy.valid_from]
        slugs = section_slugs(policy.sections, alike.get(default))
        for part in section_parts(policy.sections, slugs, known, tuple(alike.values())):
            yield Passage(
                source=f"{parent}#{part.slug}",
                kind="policy",
                title=policy.title,
                text=part.text,
                language=policy.language,
                parent=parent,
                heading="" if part.heading == policy.title else part.heading,
                channels=policy.applies_to.channels,
                valid_from=policy.valid_from,
                valid_to=policy.valid_to,
                memberships=part.memberships or tuple(map(membership_code, policy.applies_to.memberships)),
                categories=policy.applies_to.categories,
            )


def _of_manuals(manuals: Iterable[Manual], default: str) -> Iterator[Passage]:
    manuals = tuple(manuals)
    twins: dict[str, tuple[Section, ...]] = {
        m.product_id: m.sections for m in manuals if m.language == default
    }
    for manual in manuals:
        parent = f"manual:{manual.product_id}"
        slugs = section_slugs(manual.sections, twins.get(manual.product_id))
        for part in section_parts(manual.sections, slugs, ()):
            yield Passage(
                source=f"{parent}#{part.slug}",
                kind="manual",
                title=manual.title,
                text=part.text,
                language=manual.language,
                parent=parent,
                product_id=manual.product_id,
                heading="" if part.heading == manual.title else part.heading,
            )


def _of_promotion(promotion: Promotion, default: str) -> Passage:
    only = promotion.product_ids[0] if len(promotion.product_ids) == 1 else None
    return Passage(
        source=f"promotion:{promotion.promotion_id}",
        kind="promotion",
        title=promotion.title,
        text=promotion_text(promotion),
        language="zh" if has_cjk(promotion.title) else default,
        product_id=only,
        valid_from=as_date(promotion.starts_at),
        valid_to=as_date(promotion.ends_at),
        memberships=tuple(map(membership_code, promotion.memberships)),
        categories=promotion.categories,
    )


def _of_shop(profile: ShopProfile, language: str) -> Iterator[Passage]:
    for part, value in (("contact", profile.contact), ("hours", profile.hours)):
        if value:
            yield Passage(
                source=f"shop:{part}",
                kind="shop",
                title=profile.name,
                text=f"{profile.name} — {render(part, language)}: {shop_text(value, language)}",
                language=language,
                heading=render(part, language),
            )


def _of_order(order: Order, default: str) -> Passage:
    return Passage(
        source=f"order:{order.order_id}",
        kind="order",
        title=render("order", default, id=order.order_id),
        text=order_text(order, default),
        language=default,
        customer_id=order.customer_id,
        channels=(order.channel,) if order.channel else (),
        date=as_date(order.placed_at),
    )


def as_date(value: dt.date | dt.datetime | None) -> dt.date | None:
    """The day of a date or a moment (in the moment's own zone)."""
    return value.date() if isinstance(value, dt.datetime) else value


def _names(products: Iterable[Product]) -> dict[tuple[str, str], str]:
    names = {(p.product_id, ""): p.name for p in products}
    for product in products:
        names |= {(product.product_id, lang): t.name for lang, t in product.translations.items() if t.name}
    return names


def _name_in(names: Mapping[tuple[str, str], str], product_id: str | None, language: str) -> str | None:
    if product_id is None:
        return None
    return names.get((product_id, language)) or names.get((product_id, ""))
