"""Tells a thing from what belongs to it: whoever asks for a keyboard does not want a keyboard cover."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from knowledge.lexicon import lexicon
from knowledge.words import content_stems

_NEAR = 2


def is_accessory(names: Iterable[str], asked: Collection[str]) -> bool:
    """Whether, in one of its names, an asked stem is followed closely by the word for an accessory not asked for."""
    return any(_turns(content_stems(name), asked) for name in names)


def may_be_accessory(names: Iterable[str]) -> bool:
    """Whether any question could find one in these names: a word for an accessory stands behind another."""
    return any(not accessory_stems().isdisjoint(content_stems(name)[1:]) for name in names)


def _turns(stems: tuple[str, ...], asked: Collection[str]) -> bool:
    unasked = accessory_stems().difference(asked)
    return any(
        stem in asked and not unasked.isdisjoint(stems[place + 1 : place + 1 + _NEAR])
        for place, stem in enumerate(stems)
    )


@cache
def accessory_stems() -> frozenset[str]:
    """Stems of the words for accessories."""
    return frozenset(stem for word in lexicon().accessories for stem in content_stems(word))
