"""Does the evidence support a sentence? The gate every written sentence passes before a shopper sees it.

A sentence passes when each of its checkable facts stands in the evidence of the thing it speaks about, each product
it names is one the evidence speaks about, each proper name is known, and enough of its words are found there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.grounding.answers import denied_otherwise, repeated_words, speaking_of, unheard_of, yes_from_afar
from bot.grounding.bounds import turned_around
from bot.grounding.citing import cited_for, is_covered
from bot.grounding.claims import (
    fee_of_nothing,
    made_up,
    other_quantity,
    own_comparison,
    own_past,
    paid_for_another_thing,
    share_of_another_thing,
    unknown_days,
    unknown_names,
)
from bot.grounding.echoes import answers_nothing, echoed, lists_figures, set_against_itself, shoppers_voice
from bot.grounding.facts import facts_of, unsupported
from bot.grounding.inclusion import wrongly_included
from bot.grounding.polarity import asks_yes_or_no, contradicts, polarity
from bot.grounding.safety import concerns
from bot.grounding.units import unit_of
from bot.grounding.wording import NEUTRAL, facts_in, prices_among, subjects_of, topic_of, without_names
from bot.messages import Evidence
from knowledge.words import content_stems

NEAREST = 0.05
"""How much worse than the nearest a piece of evidence may score and still speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a text names: its id as a subject (`product:P001`) and the words that name it."""

    subject: str
    written: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one sentence: `faults` are what it says without support, `cited` the evidence it rests on.

    `cited` holds positions in the evidence, best first; a supported sentence that claims nothing cites nothing.
    """

    faults: tuple[str, ...]
    cited: tuple[int, ...]

    @property
    def supported(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.faults


def check(
    sentence: str, evidence: Sequence[Evidence], *, named: Collection[Named] = (), question: str = ""
) -> Verdict:
    """Hold `sentence` against `evidence`; `named` are the catalogue's products that the sentence names."""
    about = _about(evidence, named)
    bare = without_names(sentence, [*(n.written for n in named), *(name for e in about for name in e.names)])
    asked = without_names(question, [n for e in about for n in e.names])
    said = facts_of(bare)
    faults = [
        *(
            fact.written or fact.value
            for fact in unsupported(said, facts_in(_on_topic(bare, about, question)))
        ),
        *(fact.written for fact in unsupported(prices_among(said), facts_in(_own(about, named)))),
        *(n.written for n in named if n.subject not in subjects_of(evidence)),
        *unknown_names(bare, about, question),
        *unknown_days(bare, about),
        *own_comparison(bare, about),
        *own_past(bare, about),
        *unheard_of(bare, about, asked),
        *shoppers_voice(bare, about, asked),
        *set_against_itself(bare),
        *lists_figures(bare),
        *echoed(bare, about, asked),
        *other_quantity(bare, question),
        *share_of_another_thing(said, about, question),
        *paid_for_another_thing(bare, said, about, question),
        *fee_of_nothing(bare, said, about),
        *wrongly_included(bare, about),
        *turned_around(bare, " ; ".join(e.text for e in about)),
    ]
    if not faults and not said and not is_covered(bare, about):
        faults = [sentence]
    if not faults and (answers_nothing(bare, asked) or _harmful(sentence, about, question)):
        faults = [sentence]
    wordless = not set(content_stems(bare)) - NEUTRAL
    cited = cited_for(asked if wordless else bare, said, evidence, about)
    resting = [evidence[i] for i in cited[:1]]
    faults += made_up(bare, resting, about, question)
    answering = [*resting, *speaking_of(question, about)]
    if not faults and any(contradicts(sentence, e.text) for e in answering):
        faults = [sentence]
    if not faults and asks_yes_or_no(question):
        faults = [sentence] if yes_from_afar(sentence, resting, about, question) else []
        faults += [] if said else repeated_words(sentence, resting, about, question)
    faults += denied_otherwise(bare, answering, question)
    return Verdict(tuple(dict.fromkeys(faults)), cited)


def _harmful(sentence: str, evidence: Sequence[Evidence], question: str) -> bool:
    """Whether a sentence says yes to a question of safety about a product: only the record's own words answer that."""
    of_products = any((e.subject or "").startswith("product:") for e in evidence)
    return of_products and polarity(sentence) is True and bool(concerns(question))


def _about(evidence: Sequence[Evidence], named: Collection[Named]) -> list[Evidence]:
    """The evidence of what the sentence speaks about: of the products it names, and of no product in particular."""
    subjects = {n.subject for n in named} & subjects_of(evidence)
    if not subjects:
        return list(evidence)
    return [e for e in evidence if e.subject in subjects or not (e.subject or "").startswith("product:")]


def _on_topic(text: str, evidence: Sequence[Evidence], question: str) -> list[Evidence]:
    """The evidence that a figure may come from: the nearest, and what shares a word with sentence or question.

    A charging time does not support what is said of the battery's life.
    """
    best = max((e.score for e in evidence), default=0.0)
    spoken = (set(content_stems(text)) | set(content_stems(question))) - NEUTRAL
    words = {word for word in spoken if not unit_of(word)}
    return [e for e in evidence if e.score >= best - NEAREST or words & topic_of(e)]


def _own(evidence: Sequence[Evidence], named: Collection[Named]) -> list[Evidence]:
    """The evidence of the named products alone: a price that a policy mentions is not the product's price."""
    subjects = {n.subject for n in named} & subjects_of(evidence)
    return [e for e in evidence if not subjects or e.subject in subjects]
