import pytest

from bot.turn.answerable import is_answerable
from bot.turn.fakes import ScriptedIntents


@pytest.mark.parametrize(
    ("text", "intent", "answerable"),
    [
        ("no kettle came, do I get my money back?", "order_status", True),
        ("豆浆机没等到货，钱你们还我没？", "order_status", True),
        ("no cables from the ceiling, 80 euros and no more", "recommend", True),
        ("I was promised a call on Monday", "order_status", False),
        ("another week without a fridge, what a delight", "recommend", False),
        ("is there anyone with half a brain?", "human", False),
        ("who are you?", "small_talk", False),
    ],
)
def test_a_wish_and_a_question_of_the_shops_data_can_be_answered(
    text: str, intent: str, answerable: bool
) -> None:
    assert is_answerable(text, ScriptedIntents({text: intent})) is answerable
