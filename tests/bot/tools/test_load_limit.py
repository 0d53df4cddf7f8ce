"""A weight that a question tells, held against a stated load."""

import pytest

from bot.messages import Evidence
from bot.tools.load_limit import held_against
from tests.bot.conftest import MakeDesk


def load(value: str) -> Evidence:
    return Evidence(source="product:P1#load", title="Chair", text=f"Chair — Load: {value}")


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("I'm 118 kg, will it hold me?", "Up to 125 kg", "within"),
        ("will it hold my brother, he is 130 kilos", "Up to 125 kg", "more than"),
        ("I'm 19 stone 10, will it hold me?", "125 kg", "more than"),
        ("will it hold me? 260 lbs here", "125 kg", "within"),
        ("我160斤坐得住吧", "125 kg", "within"),
        ("他二百六十斤，坐得住吗", "125 公斤", "more than"),
    ],
)
def test_a_weight_is_held_against_the_load(desk: MakeDesk, question: str, value: str, said: str) -> None:
    told = held_against(question, load(value), desk())
    assert said in told.text
    assert told.text.startswith(f"Chair — Load: {value}. ")
    assert told.complete


def test_a_load_that_ends_in_a_full_stop_stays_a_sentence_of_its_own(desk: MakeDesk) -> None:
    told = held_against("will it hold me, I'm 118 kg?", load("125 kg."), desk())
    assert told.text.startswith("Chair — Load: 125 kg. What")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("will it hold me?", "125 kg"),
        ("is 130 kg what it weighs?", "125 kg"),
        ("does the load limit hold from the 21st on?", "125 kg"),
        ("I'm 118 kg, will it hold me?", "two people"),
        ("I'm 118 kg, will it hold me?", "100 kg, 150 kg with the frame"),
    ],
)
def test_nothing_is_said_where_no_weight_or_no_one_load_is_told(
    desk: MakeDesk, question: str, value: str
) -> None:
    assert held_against(question, load(value), desk()) == load(value)
