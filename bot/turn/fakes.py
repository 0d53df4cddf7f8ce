"""Scripted stand-ins for the small models, for tests of the turn: strict, and they remember what they were asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.turn.intents import IntentGuess
from bot.turn.screening import ScreenVerdict
from bot.turn.state import Intent


class ScriptedIntents:
    """Answers each question of the script with its intent, surely; those in `unsure` without being sure."""

    def __init__(self, script: Mapping[str, Intent], unsure: Collection[str] = ()) -> None:
        self._script = script
        self._unsure = unsure
        self.asked: list[str] = []

    def predict(self, text: str) -> IntentGuess:
        """The scripted intent of `text`.

        Raises:
            LookupError: the script has no such question.
        """
        self.asked.append(text)
        if text not in self._script:
            raise LookupError(f"intent of {text!r} asked, script has {sorted(self._script)}")
        intent = self._script[text]
        others = tuple((name, 0.1) for name in ("policy", "recommend", "human") if name != intent)
        sure = text not in self._unsure
        confidence = 0.8 if sure else 0.35
        return IntentGuess(intent, confidence, ((intent, confidence), *others), sure)


class ScriptedScreen:
    """Blocks the texts it was given, passes all others."""

    def __init__(self, blocked: Collection[str] = ()) -> None:
        self._blocked = blocked

    def check(self, text: str) -> ScreenVerdict:
        """The verdict on `text`."""
        return (
            ScreenVerdict("block", "direct", 1.0) if text in self._blocked else ScreenVerdict("pass", "", 0.0)
        )
