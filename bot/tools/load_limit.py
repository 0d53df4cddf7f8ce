"""Whether a weight that a question tells is within what goods carry: "I'm 19 stone, will it hold me?"."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.grounding.facts import facts_of
from bot.grounding.roles import role_asked
from bot.messages import Evidence
from bot.tools.desk import Desk
from knowledge.amounts import chinese_number

LOAD = "load"
_KILOGRAMS = {"kg": Decimal(1), "g": Decimal("0.001"), "jin": Decimal("0.5"), "lb": Decimal("0.45359237")}
_POUNDS_IN_A_STONE = 14
_STONE = re.compile(r"(?<![\d.])(\d{1,2}) stone\b(?: ?(\d{1,2}) ?(?:lbs?|pounds?)?\b)?", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"[一二两三四五六七八九十百千零]+(?=\s*(?:斤|公斤|千克))")


def held_against(question: str, fact: Evidence, desk: Desk) -> Evidence:
    """A stated load with whether the heaviest weight of a question is within it; as it was, where that is not asked.

    Nor is anything said where the question tells no weight, or the fact more or less than one.
    """
    if role_asked(question) != LOAD:
        return fact
    told, limits = _masses(question), _masses(fact.text)
    if not told or len(limits) != 1:
        return fact
    verdict = desk.say("load_within" if max(told) <= limits[0] else "load_over")
    end = "。" if desk.language == "zh" else ". "
    return fact.model_copy(update={"text": f"{fact.text.rstrip('.。')}{end}{verdict}", "complete": True})


def _masses(text: str) -> list[Decimal]:
    """The weights of a text in kilograms."""
    text = _WRITTEN_OUT.sub(lambda found: str(chinese_number(found.group())), text)
    text = _STONE.sub(_in_pounds, text)
    return [Decimal(fact.value) * _KILOGRAMS[fact.unit] for fact in facts_of(text) if fact.unit in _KILOGRAMS]


def _in_pounds(found: re.Match[str]) -> str:
    return f"{int(found[1]) * _POUNDS_IN_A_STONE + int(found[2] or 0)} lb"
