import pytest

from bot.messages import Sentiment
from bot.sentiment.course import follow
from bot.sentiment.need import ScriptedNeed
from bot.turn.answerable import is_answerable, weighed
from bot.turn.fakes import ScriptedIntents
from bot.turn.state import Intent


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
    text: str, intent: Intent, answerable: bool
) -> None:
    assert is_answerable(text, ScriptedIntents({text: intent})) is answerable


@pytest.mark.parametrize(
    ("text", "answerable"),
    [
        ("要是明晚九点才定下来再跟你们讲呢", True),
        ("可是那个标签我第一天就剪掉扔了……", True),
        ("but I cut the label off on the first day", True),
        ("又拖了一天", False),
        ("你们什么态度？", False),
    ],
)
def test_what_only_goes_on_with_an_answerable_question_is_answerable_too(text: str, answerable: bool) -> None:
    before = "改到周末要钱吗"
    script: dict[str, Intent] = {before: "policy", text: "human"}
    intents = ScriptedIntents(script)
    course = follow([], text, Sentiment(label="negative", score=-0.8, confidence=0.9))
    assert weighed(course, [before, text], intents, ScriptedNeed()).answerable is answerable
