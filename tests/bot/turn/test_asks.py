"""The form of a message: language, questions, pointing back, counting, cheaper."""

import pytest

from bot.turn.asks import is_follow_up, language_of, ordinal, split_questions, wants_cheaper


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("Where is my order?", "zh", "en"),
        ("我的订单到哪了", "en", "zh"),
        ("Nova X2 多少钱", "en", "zh"),
        ("What does 你好 on the mug mean, is it a greeting?", "zh", "en"),
        ("有 Jordan 球鞋吗", "en", "zh"),
        ("👍👍", "zh", "zh"),
        ("👍👍", "en", "en"),
        ("?", "zh-CN", "zh"),
        ("12345", "en", "en"),
        ("", "zh", "zh"),
        ("¿dónde está?", "en", "en"),
    ],
)
def test_language(text: str, default: str, expected: str) -> None:
    assert language_of(text, default) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Compare the Alto and the Tenor.",
        "What's the difference between the oak and the pine table?",
        "Is the oak table cheaper than the pine one and does it weigh more?",
        "Hi there. Where is my order?",
        "I need it on Friday. Will it arrive?",
        "Do you have salt and pepper mills?",
        "Is it waterproof and breathable?",
        "My order is no. 4711. Where is it?",
        "That costs 4.50 right?",
        "帮我比较一下这两款，哪个更轻？",
        "你好！我的快递到哪了？",
        "Thanks!",
        "这款帐篷多重",
        "This is awful. I waited two weeks.",
        "My dryer keeps stopping halfway?? what can I do",
        "Mine blinks red? Any ideas?",
        "灯一直闪？咋整",
        "I like how it looks. Is it heavy?",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert split_questions(text) == (text,) or len(split_questions(text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How heavy is the kettle? And where is my order?",
            ("How heavy is the kettle?", "And where is my order?"),
        ),
        (
            "Where is my parcel and also can I return the shoes?",
            ("Where is my parcel", "can I return the shoes?"),
        ),
        ("What is the price, and when would it arrive?", ("What is the price", "when would it arrive?")),
        (
            "How much is the lamp and how long does delivery take",
            ("How much is the lamp", "how long does delivery take"),
        ),
        (
            "How heavy is the tent?\nIs the stove in stock?",
            ("How heavy is the tent?", "Is the stove in stock?"),
        ),
        ("订单到哪了？另外，这双鞋能退吗？", ("订单到哪了？", "这双鞋能退吗？")),
        ("这款多重，另外运费多少", ("这款多重", "运费多少")),
        ("营业到几点？有停车位吗？", ("营业到几点？", "有停车位吗？")),
        (
            "are you a person? no bother, I just need to know what time the shop shuts",
            ("are you a person?", "no bother, I just need to know what time the shop shuts"),
        ),
        ("能退货吗？多久之内", ("能退货吗？ 多久之内",)),
        ("Hello! Is it in stock? Can I get a discount?", ("Hello! Is it in stock?", "Can I get a discount?")),
    ],
)
def test_several_questions_are_split(text: str, expected: tuple[str, ...]) -> None:
    assert split_questions(text) == expected


def test_nothing_asked_comes_back_as_it_is() -> None:
    assert split_questions("👍") == ("👍",)
    assert split_questions("") == ("",)


@pytest.mark.parametrize(
    "text",
    [
        "and how heavy is it?",
        "Does it have a hood?",
        "what about the second one",
        "is that one waterproof?",
        "How heavy?",
        "and the price?",
        "do they stretch",
        "when did it ship",
        "are those vegan",
        "它多重？",
        "那双鞋呢",
        "这款有黑色吗",
        "那个多少钱",
        "第二个呢",
        "多少钱",
        "reviews?",
        "the other one please",
        "what would that cost me",
    ],
)
def test_follow_ups(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "How heavy is the folding kayak?",
        "Where is my order?",
        "What time is it in the shop's city",
        "Do you have a tent that fits four people?",
        "Any deals this weekend?",
        "Is it possible to pay by invoice?",
        "那么运费多少",
        "折叠皮划艇多重",
        "新手学吉他买哪把",
        "你们这里几点开门",
        "Thanks, that's all",
        "I want a tent that costs less than 100",
        "我的订单到哪了",
    ],
)
def test_messages_that_stand_alone(text: str) -> None:
    assert not is_follow_up(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", 2),
        ("Is the first one waterproof?", 1),
        ("and the last one?", -1),
        ("I'd take the 3rd option", 3),
        ("tell me more about number 4", 4),
        ("the latter", -1),
        ("the third please", 3),
        ("第二个呢", 2),
        ("第3款多少钱", 3),
        ("最后一个", -1),
        ("第十件", 10),
        ("前者", 1),
        ("where is it", None),
        ("a second hand bike", None),
        ("the first time I used it", None),
        ("第二次买了", None),
        ("one of them", None),
        ("wait a second", None),
    ],
)
def test_ordinal(text: str, expected: int | None) -> None:
    assert ordinal(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("something cheaper?", True),
        ("that's too expensive", True),
        ("do you have a less expensive tent", True),
        ("anything for less", True),
        ("有便宜点的吗", True),
        ("太贵了", True),
        ("有没有更便宜的", True),
        ("which one is cheaper", False),
        ("is it cheaper than the oak table", False),
        ("哪个便宜些", False),
        ("能不能便宜点", False),
        ("how much is it", False),
        ("cheapest bike", False),
    ],
)
def test_wants_cheaper(text: str, expected: bool) -> None:
    assert wants_cheaper(text) is expected
