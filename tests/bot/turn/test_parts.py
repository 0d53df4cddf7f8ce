"""What hangs on a question stays with it; what asks for itself is a question of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.turn.parts import NOTHING, questions_in
from knowledge.mention import Mention
from knowledge.passage import Passage
from knowledge.search import Hit


@dataclass
class Finds:
    """Finds a passage at the score given for any question; mentions nothing."""

    score: float

    def search(self, query: str, *, k: int) -> Sequence[Hit]:
        """One hit."""
        passage = Passage(source="policy:a", kind="policy", title="", text=query, language="en")
        return [Hit(passage, self.score, (), 0.0, 0.0)][:k]

    def mentions(self, text: str) -> Sequence[Mention]:
        """Nothing."""
        return ()


TENT = "How many days do I get to change my mind?"


def test_a_question_that_finds_nothing_goes_with_the_one_before() -> None:
    message = f"{TENT} Does the lid come with a handle?"
    assert questions_in(message, Finds(NOTHING - 0.01)) == (message,)
    assert questions_in(message, Finds(NOTHING)) == (TENT, "Does the lid come with a handle?")


def test_so_does_one_without_a_word_of_its_own() -> None:
    message = "Is it in stock? And what will you do then?"
    assert questions_in(message, Finds(0.9)) == (message,)
    assert len(questions_in("Is it in stock? And when will it be here?", Finds(0.0))) == 2


def test_the_first_stands_whatever_it_finds() -> None:
    assert questions_in("And what then?", Finds(0.0)) == ("And what then?",)


def test_what_is_asked_in_a_sentence_behind_a_wish_is_a_question_of_its_own() -> None:
    wish = "I'm looking for one heavy pot, up to 120 euros."
    asked = "And do you wrap"
    assert questions_in(f"{wish} {asked}?", Finds(0.9)) == (wish, f"{asked}?")
    assert len(questions_in(f"I bought a pot last week. {asked}?", Finds(0.9))) == 1


def test_what_a_service_costs_goes_with_the_service() -> None:
    message = "do you wrap, what does that cost?"
    assert questions_in(message, Finds(0.9)) == ("do you wrap what does that cost?",)
    assert len(questions_in("do you wrap? what does a label cost?", Finds(0.9))) == 2
