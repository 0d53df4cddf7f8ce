"""Which evidence a sentence rests on, and whether enough of its words stand there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grounding.facts import Fact
from bot.grounding.wording import NEUTRAL, facts_in, not_in, words_in
from bot.messages import Evidence
from knowledge.bilingual import to_english
from knowledge.words import content_stems, has_cjk

MIN_COVERAGE = 0.5
MIN_COVERAGE_ACROSS, NEAR_ACROSS = 0.34, 0.55
"""The same for evidence in another language, brought word by word into English, and how near that must be."""


def is_covered(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether enough of the sentence's words stand in the evidence, in its own language or in English."""
    said = set(content_stems(text)) - NEUTRAL
    if not said:
        return bool(evidence)
    same = [e for e in evidence if has_cjk(e.text) == has_cjk(text)]
    if same:
        return len(said) - len(not_in(words_in(same), said)) >= MIN_COVERAGE * len(said)
    english = set(content_stems(to_english(text))) - NEUTRAL
    known = {stem for e in evidence for stem in content_stems(to_english(f"{e.title} {e.text}"))}
    near = max((e.score for e in evidence), default=0.0) >= NEAR_ACROSS
    return near and len(english & known) >= MIN_COVERAGE_ACROSS * len(english)


def cited_for(
    text: str, said: frozenset[Fact], evidence: Sequence[Evidence], about: Sequence[Evidence]
) -> tuple[int, ...]:
    """Which evidence the sentence rests on: for each fact one that has it, then those that share most words."""
    chosen: list[int] = []
    scored = {i: _overlap(text, said, e) for i, e in enumerate(evidence) if e in about}
    left = set(said)
    for position in sorted(scored, key=lambda i: (-scored[i], not _own_record(evidence[i]), i)):
        known = facts_in([evidence[position]])
        carried = {fact for fact in left if any(fact.supported_by(other) for other in known)}
        if carried or (not said and scored[position] > 0 and len(chosen) < _most_cited(evidence)):
            chosen.append(position)
            left -= carried
    return tuple(chosen or sorted(scored, key=lambda i: (-scored[i], i))[:1])


def _own_record(evidence: Evidence) -> bool:
    return evidence.source.startswith("product:")


def _most_cited(evidence: Sequence[Evidence]) -> int:
    return 3 if all(e.source.startswith("review:") for e in evidence) else 1


def _overlap(text: str, said: frozenset[Fact], evidence: Evidence) -> float:
    facts = sum(1 for fact in said if any(fact.supported_by(other) for other in facts_in([evidence])))
    if facts:
        return 2.0 * facts + (1.0 if _own_record(evidence) else 0.0) + evidence.score
    stems = set(content_stems(text)) - NEUTRAL
    shared = stems & set(content_stems(f"{evidence.title} {evidence.text}"))
    return len(shared) / max(len(stems), 1)
