"""When a fact is told plainly, as the record has it: the rules, by name.

A fact must be near, nothing may speak against it, and something must speak for its being what is asked; where a yes
or no is asked, more must. `THOUGH_UNKNOWN` are the rules by which one is told though the model found no answer in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from bot.grounding.claims import other_quantity
from bot.grounding.facts import facts_of
from bot.grounding.polarity import LIGHT, asks_yes_or_no
from bot.grounding.roles import is_attribute, plays, role_asked
from bot.grounding.units import unit_of
from bot.grounding.wording import is_rule
from bot.messages import Evidence
from knowledge.measures import asked_for, told_by
from knowledge.words import content_stems, is_stop, words

Rule = Callable[[Evidence, str], bool]
"""Whether something holds of a fact and a question."""

PLAIN_ENOUGH = 0.6
"""A fact is stated plainly only when the search was at least this sure that it answers the question."""
SURE = 0.75
"""What a fact must score to be stated where a yes or no is asked and it does not hold all that is asked about."""
TELLING = 0.6
"""Share of the question's words that a fact must hold to be stated although the model says that it does not answer."""
VERY_NEAR = 0.8
"""What a product's own fact must score to answer a yes-or-no question although the model says that it does not."""
_LENGTHS_AND_WEIGHTS = frozenset(
    {"inch", "cm", "mm", "m", "kg", "g", "l", "ml", "w", "mah", "wh", "°c", "lm"}
)
_COUNTED = re.compile(r"\bhow many ([a-z]{3,})\b", re.IGNORECASE)
_LABEL = re.compile(r"—\s*([^:：]{1,40})[:：]")


def told_plainly(fact: Evidence, question: str) -> bool:
    """Whether a fact speaks of what is asked, and not only of the same product."""
    near = fact.score >= PLAIN_ENOUGH and not _any(AGAINST, fact, question)
    for_it = near and _any(FOR, fact, question)
    return for_it and (not asks_yes_or_no(question) or _any(FOR_YES_OR_NO, fact, question))


def told_though_unknown(fact: Evidence, question: str) -> bool:
    """Whether a fact is worth stating although the model says that it does not answer."""
    return settles_it(fact, question) or (fact.score >= PLAIN_ENOUGH and _any(THOUGH_UNKNOWN, fact, question))


def may_come_nearest(fact: Evidence, question: str) -> bool:
    """Whether a fact may be told as what comes nearest: a rule, or one that tells no other quantity and counts nothing
    else."""
    return is_rule(fact) or (tells_in_kind(fact, question) and not counts_otherwise(fact, question))


def measures_the_same(fact: Evidence, question: str) -> bool:
    """An attribute states the measure a question asks for, or figures in the unit of one in the question.

    "Does it take a 34 inch screen?" is answered by a screen size of 17 to 32 inches.
    """
    role = role_asked(question)
    if role and plays(fact, role):
        return True
    asked, told = _units(_bare(question, fact.names)), _units(_bare(fact.text, fact.names))
    return is_attribute(fact) and asks_yes_or_no(question) and bool(asked & told & _LENGTHS_AND_WEIGHTS)


def settles_it(fact: Evidence, question: str) -> bool:
    """A product's own fact is so near to a yes-or-no question that it answers it in whatever words."""
    own = bool(fact.subject) and "#" in fact.source
    return own and fact.score >= VERY_NEAR and asks_yes_or_no(question)


def counts_otherwise(fact: Evidence, question: str) -> bool:
    """A question asks how many there are of what the fact does not speak of: calories, seats."""
    counted = _COUNTED.search(question)
    stems = content_stems(counted.group(1)) if counted and not asked_for(counted.group()) else ()
    return bool(stems) and not set(stems) & {*content_stems(f"{fact.title} {fact.text}"), *fact.shared}


def of_another_kind(fact: Evidence, question: str) -> bool:
    """A fact speaks of another kind of what is asked about: nut oil is no palm oil."""
    text = _bare(fact.text, fact.names)
    held, told = set(content_stems(text)), _pairs(text)
    asked = _pairs(_bare(question, fact.names))
    return any(kind not in held and any(thing == other for _, other in told) for kind, thing in asked)


def is_named(fact: Evidence, question: str) -> bool:
    """The question names the attribute that a fact states: "is it dishwasher safe?", 送灯泡吗.

    "When is it in stock again?" asks for no stock but for a time.
    """
    label = _LABEL.search(fact.text)
    named = set(content_stems(label.group(1))) - LIGHT if label else set[str]()
    return bool(named) and named <= set(content_stems(question)) and tells_in_kind(fact, question)


def tells_in_kind(fact: Evidence, question: str) -> bool:
    """A fact tells a quantity of the kind that is asked for, if one is: a time, a weight, a noise."""
    wanted, told = asked_for(question), told_by(fact.text)
    return "time" in told if "time" in wanted else not wanted or bool(wanted & told)


def speaks_of_all(fact: Evidence, question: str) -> bool:
    """A fact holds all that a question asks about."""
    return _asked_words(question, fact.names) - LIGHT <= set(fact.shared)


def _tells_another_quantity(fact: Evidence, question: str) -> bool:
    return bool(other_quantity(_bare(fact.text, fact.names), question))


def _shares_words(fact: Evidence, _question: str) -> bool:
    return bool(fact.shared)


def _is_no_products(fact: Evidence, _question: str) -> bool:
    return not fact.subject


def _is_sure(fact: Evidence, _question: str) -> bool:
    return fact.score >= SURE


def _holds_most(fact: Evidence, question: str) -> bool:
    return len(fact.shared) >= max(2, TELLING * len(_asked_words(question, fact.names)))


AGAINST: Mapping[str, Rule] = {
    "counts something else": counts_otherwise,
    "tells another quantity": _tells_another_quantity,
    "is of another kind": of_another_kind,
}
FOR: Mapping[str, Rule] = {
    "shares words with the question": _shares_words,
    "is no product's": _is_no_products,
    "states the measure asked for": measures_the_same,
    "is very near": settles_it,
}
FOR_YES_OR_NO: Mapping[str, Rule] = {
    "is no product's": _is_no_products,
    "is sure": _is_sure,
    "is named by the question": is_named,
    "speaks of all that is asked": speaks_of_all,
    "states the measure asked for": measures_the_same,
}
THOUGH_UNKNOWN: Mapping[str, Rule] = {
    "holds most of the question": _holds_most,
    "is named by the question": is_named,
    "states the measure asked for": measures_the_same,
}


def _any(rules: Mapping[str, Rule], fact: Evidence, question: str) -> bool:
    return any(holds(fact, question) for holds in rules.values())


def _asked_words(question: str, names: Sequence[str]) -> frozenset[str]:
    """What a question asks about: its words without those of product names, numbers and units."""
    named = {stem for name in names for stem in content_stems(name)}
    return frozenset(
        w for w in content_stems(question) if w not in named and not w.isdecimal() and not unit_of(w)
    )


def _pairs(text: str) -> set[tuple[str, str]]:
    """English words that stand side by side, the first saying of which kind the second is: nut oil."""
    found = pairwise(word for word in words(text) if text[word.start : word.end].isascii())
    return {
        (a.stem, b.stem)
        for a, b in found
        if b.start == a.end + 1 and not any(is_stop(w.stem) or w.stem in LIGHT for w in (a, b))
    }


def _units(text: str) -> frozenset[str]:
    return frozenset(fact.unit for fact in facts_of(text) if fact.kind == "number" and fact.unit)


def _bare(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text
