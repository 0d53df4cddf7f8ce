"""What it costs to take one word for another: cheap for slips that hands and ears make, dear for others."""

from __future__ import annotations

import re

from knowledge.english_words import MOST_SLIPS

MIDDLE, SAFE, LONG = 4, 6, 8
"""Letters from which on a word may have one slip, one of any kind, and two; a shorter one may have swapped letters."""
_SWAPPED, _UNHEARD_LETTER, _BY_EAR, _LEFT_OUT, _NEIGHBOUR, _PUT_IN, _OTHER = 0.2, 0.2, 0.6, 0.5, 0.7, 0.9, 1.5
"""Costs in powers of ten of how often a word is used."""
_SECOND, _FIRST_LETTER = 1.0, 1.0
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("wh", "w"),
    ("sh", "S"),
    ("ch", "C"),
    ("th", "T"),
    ("ph", "f"),
    ("ck", "k"),
    ("tion", "Sn"),
    ("gh", ""),
    ("ce", "s"),
    ("ci", "s"),
    ("c", "k"),
    ("z", "s"),
)
_UNHEARD = re.compile(r"(?<!^)[aeiouyhw]")
_DOUBLED = re.compile(r"(.)\1+")


def cost(word: str, meant: str, slips: int) -> float | None:
    """The cost of writing `word` for `meant`, which differ by so many letters; None when that is too far."""
    alike = heard(word) == heard(meant)
    swapped = sorted(word) == sorted(meant)
    if slips > _most(word, alike=alike) or (len(word) < MIDDLE and not swapped):
        return None
    price = _SWAPPED if swapped else _by_ear(word, meant) if alike else _of_hands(word, meant)
    if price >= _PUT_IN and len(word) < SAFE:
        return None
    price += _SECOND * (slips - 1) * (0.6 if alike else 1.0)
    return price + _FIRST_LETTER * (word[0] != meant[0] and not alike)


def _most(word: str, *, alike: bool) -> int:
    return MOST_SLIPS if len(word) >= LONG or (alike and len(word) > MIDDLE) else 1


def heard(word: str) -> str:
    """A word's consonants by their sound, doubled ones once, and its first letter."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return _DOUBLED.sub(r"\1", _UNHEARD.sub("", word))


def _by_ear(word: str, meant: str) -> float:
    """What one letter that is hardly heard, or heard as another, costs."""
    return _BY_EAR if len(word) == len(meant) else _UNHEARD_LETTER


def _of_hands(word: str, meant: str) -> float:
    """What one letter that was left out, put in or hit beside costs."""
    if len(word) != len(meant):
        return _LEFT_OUT if len(word) < len(meant) else _PUT_IN
    differ = [(one, two) for one, two in zip(word, meant, strict=True) if one != two]
    return _NEIGHBOUR if len(differ) == 1 and _side_by_side(*differ[0]) else _OTHER


def _side_by_side(one: str, two: str) -> bool:
    return any(one in row and two in row and abs(row.index(one) - row.index(two)) == 1 for row in _KEYS)
