"""`search_knowledge`: facts about products, reviews, policies, offers and the shop itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from langchain_core.tools import BaseTool

from bot.grounding.roles import without_siblings
from bot.messages import Evidence
from bot.tools.as_written import as_written, is_written
from bot.tools.cards import product_card
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of, shared_words
from bot.tools.fields import beside_fields, field_facts
from bot.tools.load_limit import held_against
from bot.tools.looking_up import SearchArguments, hits_for
from bot.tools.measured import measured
from bot.tools.nearest import nearest
from bot.tools.own_rule import own_rule_first
from bot.tools.safety import told_of_safety
from bot.tools.silence import shop_silent, silent
from bot.tools.tiers import (
    ABOUT_AS_NEAR,
    asks_about_tiers,
    by_membership,
    membership_said,
    with_whole_sections,
)
from bot.tools.versions import asks_for_versions, version_facts
from knowledge.search import Hit
from knowledge.words import content_stems

MOST_FACTS = 4
LEAST_WORDS = 4
"""So many words must be left beside a question for stock or price to be searched for by themselves."""
FAINT, FAINT_BESIDE_SURE, SURE = 0.6, 0.75, 0.8
"""Facts that score below this share of the best one are left out: they only confuse a small model.

Beside a best one of `SURE` or better, those below the larger share.
"""
FAR = 0.15
"""A hit below this score says nothing about the question (`Hit.score`, 0..1)."""
NEAR = 0.33
"""Without one hit of this score the data is silent about the question.

Of a hundred questions to tune on that a product's record answers, two have no such hit. What comes near and answers
nothing is left to the check of sentences.
"""
NEAR_IN = {"zh": 0.25}
"""The same for questions in another language than the encoder's, whose right hits score lower."""
FAQ_NEAR, FAQ_SHARED = 0.7, 0.75
"""When an FAQ is the question asked: the score of the hit, and the share of the question's words in the FAQ's."""
FAQ_SURE, FAQ_SHARED_WHEN_SURE = 0.85, 0.55
AS_NEAR = 0.9
"""Share of the best score from which a complete fact in the second place answers by itself."""
NAMING = 0.75
"""Share of the best score from which a rule that names the goods asked about goes before the others."""
MARGIN = 0.15
"""How much worse a product's own fact may score than a rule of the shop and still go before it."""
MOST_CHARACTERS = {"zh": 320}
DEFAULT_CHARACTERS = 640


def search_tool(desk: Desk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: SearchArguments) -> Findings:
        stated = () if asked.rules else _versions(asked, desk) or _fields(asked, desk)
        if stated:
            return _with_the_rest(_stated(stated, asked, desk), asked, run)
        membership = (
            None if asks_about_tiers(asked.query) else desk.membership or membership_said(asked.query, desk)
        )
        hits = hits_for(asked, membership, desk)
        told, warnings = told_of_safety(asked.query, asked.product_ids, hits, desk)
        if told:
            return _stated((*told, *warnings), asked, desk)
        first = _rules_first(hits[: 2 * MOST_FACTS], asked, desk) if asked.rules else hits[: 2 * MOST_FACTS]
        whole = with_whole_sections(first, membership, desk.knowledge)
        facts = by_membership([_as_asked(hit, asked.query, desk) for hit in whole], whole)
        every = {hit.passage.source: hit for hit in (*whole, *hits)}.values()
        beside = nearest(tuple(every), facts, asked.product_ids, desk, rules=asked.rules)
        near = tuple({e.source: e for e in (*warnings, *beside)}.values())
        if warnings:
            return _findings((), asked, desk, near)
        return _findings(_of_the_measure(facts, asked, desk)[:MOST_FACTS], asked, desk, near)

    description = "Find facts about products, reviews, policies, offers, opening hours and contact."
    return as_tool("search_knowledge", description, SearchArguments, run)


def _with_the_rest(
    stated: Findings, asked: SearchArguments, run: Callable[[SearchArguments], Findings]
) -> Findings:
    """What records state outright, and what is found for the clauses that ask for something else."""
    rest = beside_fields(asked.query)
    if len(content_stems(rest)) < LEAST_WORDS:
        return stated
    found = run(asked.model_copy(update={"query": rest}))
    own = {f"product:{product_id}" for product_id in asked.product_ids}
    near = (e.model_copy(update={"complete": True}) for e in found.nearest if e.subject in own)
    return replace(stated, evidence=(*stated.evidence, *(found.evidence or (*near,)[:1])))


def _rules_first(hits: Sequence[Hit], asked: SearchArguments, desk: Desk) -> tuple[Hit, ...]:
    return own_rule_first(naming_first(hits, asked.query, desk), asked.product_ids, desk)


def naming_first(hits: Sequence[Hit], query: str, desk: Desk) -> tuple[Hit, ...]:
    """The hits, those rules first that name the goods the question names: the delivery of desks, not any delivery.

    Such a rule must share as many of the question's other words as the nearest one: paying is no delivery.
    """
    named = {
        frozenset(content_stems(query[m.start : m.end]))
        for m in desk.knowledge.mentions(query)
        if m.kind in ("product", "category")
    }
    best = max((hit.score for hit in hits), default=0.0)
    goods_words = frozenset[str]().union(*named)

    def others(hit: Hit) -> int:
        return len(set(shared_words(hit, ())) - goods_words)

    most = max((others(hit) for hit in hits if hit.score == best), default=0)

    def names(hit: Hit) -> bool:
        text = frozenset(content_stems(f"{hit.passage.heading} {hit.passage.text}"))
        near = hit.passage.kind == "policy" and hit.score >= NAMING * best and others(hit) >= most
        return near and any(goods and goods <= text for goods in named)

    first = [replace(hit, score=best) for hit in hits if names(hit)]
    return (*first, *(hit for hit in hits if not names(hit)))


def _of_the_measure(facts: Sequence[Evidence], asked: SearchArguments, desk: Desk) -> Sequence[Evidence]:
    """The facts, what states the very measure that is asked for first, without what states one like it.

    A question how much a shelf carries is not answered by what it weighs.
    """
    found = measured(asked.query, asked.product_ids, desk)
    score = max(SURE, *(fact.score for fact in facts)) if facts else SURE
    stated = [held_against(asked.query, evidence_of(passage, score, desk), desk) for passage in found]
    sources = {fact.source for fact in stated}
    rest = without_siblings(asked.query, [fact for fact in facts if fact.source not in sources])
    return (*stated, *rest)


def _versions(asked: SearchArguments, desk: Desk) -> tuple[Evidence, ...]:
    """The versions that the question names by colour or size; of several products those that come in it."""
    products = [p for p in map(desk.knowledge.catalogue.product, asked.product_ids) if p]
    if len(products) > 1:
        products = [p for p in products[:MOST_FACTS] if asks_for_versions(p, asked.query)]
    wanted = desk.knowledge.constraints(asked.query)
    return tuple(fact for p in products for fact in version_facts(p, asked.query, wanted, desk))


def _fields(asked: SearchArguments, desk: Desk) -> tuple[Evidence, ...]:
    """Stock or price of the products, from their records, where the question asks for just that."""
    products = [p for p in map(desk.knowledge.catalogue.product, asked.product_ids) if p]
    return tuple(
        fact for product in products[:MOST_FACTS] for fact in field_facts(product, asked.query, desk)
    )


def _stated(facts: Sequence[Evidence], asked: SearchArguments, desk: Desk) -> Findings:
    """What records state outright, of each product that does, and these in focus."""
    told = {fact.subject for fact in facts}
    ids = [product_id for product_id in asked.product_ids if f"product:{product_id}" in told]
    found = _findings(facts[:1], asked.model_copy(update={"product_ids": ids}), desk)
    return replace(found, evidence=tuple(facts[:MOST_FACTS]))


def exact_answer(question: str, desk: Desk) -> Findings | None:
    """The shop's own answer to the very question that is asked, from its FAQs; None when there is none."""
    hits = desk.knowledge.search(
        question, kinds=("faq",), language=desk.language, membership=desk.membership, today=desk.today, k=2
    )
    answers = [e for e in (_as_asked(hit, question, desk) for hit in hits) if e.complete]
    about = answers[0].subject if answers else None
    return Findings(evidence=tuple(answers[:1]), focus=(about,) if about else ()) if answers else None


def _as_asked(hit: Hit, query: str, desk: Desk) -> Evidence:
    """A hit as evidence; the shop's own answer to the very question that was asked is complete as it stands."""
    evidence = evidence_of(hit.passage, hit.score, desk)
    evidence = evidence.model_copy(update={"shared": shared_words(hit, evidence.names)})
    passage = hit.passage
    if passage.kind != "faq" or hit.score < FAQ_NEAR or passage.language != desk.language:
        return evidence
    called = [query[m.start : m.end] for m in desk.knowledge.mentions(query) if m.kind == "product"]
    named = {stem for name in (*evidence.names, *called) for stem in content_stems(name)}
    asked, known = set(content_stems(query)), set(content_stems(passage.heading))
    if not (asked - named) & known:  # "Tell me about the cream" is not the question how long the cream lasts
        return evidence
    needed = FAQ_SHARED if hit.score < FAQ_SURE else FAQ_SHARED_WHEN_SURE
    if not evidence.shared or len(asked & known) < needed * len(asked):
        return evidence
    answer = passage.text.removeprefix(passage.heading).strip()
    return evidence.model_copy(update={"text": answer or passage.text, "complete": True})


def _findings(
    evidence_found: Sequence[Evidence],
    asked: SearchArguments,
    desk: Desk,
    nearby: tuple[Evidence, ...] = (),
) -> Findings:
    product_ids = asked.product_ids
    near = [_settled(e) for e in evidence_found if e.score >= FAR and not (asked.rules and _is_card(e))]
    telling = any(evidence.score >= NEAR_IN.get(desk.language, NEAR) for evidence in near)
    chosen = _own_first(_clear(near), product_ids, 0.0 if asked.rules else MARGIN)
    chosen = own_language_first(chosen, desk.language)
    evidence = _told(chosen, desk.language) if telling else ()
    unanswered = silent if product_ids else shop_silent
    evidence, nearby = (() if unanswered(asked.query, each) else each for each in (evidence, nearby))
    products = [p for p in map(desk.knowledge.catalogue.product, product_ids) if p]
    return Findings(
        evidence=evidence,
        cards=tuple(product_card(product, desk) for product in products),
        focus=tuple(f"product:{p.product_id}" for p in products),
        abstains=not evidence and not nearby,
        nearest=nearby,
    )


def _told(chosen: Sequence[Evidence], language: str) -> tuple[Evidence, ...]:
    """What is told of the facts chosen: the shop's own texts as they stand; of others as many as a prompt may hold."""
    if chosen and is_written(chosen[0], language):
        return as_written(chosen, language)
    return tuple(within_budget(_by_itself(chosen), language))


def _is_card(evidence: Evidence) -> bool:
    """Whether a fact is a product's price and stock, which tell nothing of the shop's rules."""
    kind, _, rest = evidence.source.partition(":")
    part = rest.partition("#")[2]
    return kind == "product" and part in ("", "price", "stock", "variants") and not evidence.complete


def _settled(evidence: Evidence) -> Evidence:
    """A rule that is not near is left to the model's judgement, however completely it is told."""
    far = evidence.source.startswith("policy:") and evidence.score < NEAR
    return evidence.model_copy(update={"complete": False}) if far else evidence


def _clear(near: Sequence[Evidence]) -> Sequence[Evidence]:
    best = max((evidence.score for evidence in near), default=0.0)
    share = FAINT if best < SURE else FAINT_BESIDE_SURE
    return [evidence for evidence in near if evidence.score >= share * best]


def _own_first(near: Sequence[Evidence], product_ids: Sequence[str], margin: float) -> Sequence[Evidence]:
    """The products' own facts alone when they answer as well as anything: a product's warranty, not the shop's."""
    subjects = {f"product:{product_id}" for product_id in product_ids}
    own = [evidence for evidence in near if evidence.subject in subjects]
    best = max((evidence.score for evidence in near), default=0.0)
    return own if own and own[0].score >= max(NEAR, best - margin) else near


def own_language_first(facts: Sequence[Evidence], language: str) -> Sequence[Evidence]:
    """The facts, one in the asker's language first where it is about as near as the first."""
    best = facts[0] if facts else None
    if best is None or best.language == language:
        return facts
    own = next((e for e in facts if e.language == language and e.score >= AS_NEAR * best.score), best)
    return [own, *(e for e in facts if e is not own)]


def _by_itself(near: Sequence[Evidence]) -> Sequence[Evidence]:
    """Complete facts alone when one of them is among the two nearest: nothing is left for a model to add.

    One of them will do, but a policy tells all that it grants, to everybody and to the asker's membership.
    """
    complete = [evidence for evidence in near if evidence.complete]
    if not any(e.complete and e.score >= AS_NEAR * near[0].score for e in near[:2]):
        return near
    parent = complete[0].source.partition("#")[0]
    together = parent.startswith("policy:")
    least = ABOUT_AS_NEAR * complete[0].score
    beside = [e for e in complete[1:] if together and e.source.startswith(f"{parent}#") and e.score >= least]
    return [complete[0], *beside]


def within_budget(evidence: Sequence[Evidence], language: str) -> Iterable[Evidence]:
    """The first facts that fit the budget of a prompt: prefill is what costs on a CPU."""
    left = budget = MOST_CHARACTERS.get(language, DEFAULT_CHARACTERS)
    for position, item in enumerate(evidence):
        if position and len(item.text) > left:
            continue
        left -= len(item.text)
        yield (
            item
            if len(item.text) <= 2 * budget
            else item.model_copy(
                update={
                    "text": textwrap.shorten(item.text, 2 * budget, placeholder=" …", break_on_hyphens=False)
                }
            )
        )
