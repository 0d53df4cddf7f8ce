from dataclasses import replace

import pytest

from bot.messages import Sentiment
from bot.sentiment.course import Thresholds, decide, follow, hears_anger

CALM = Sentiment(label="neutral", score=0.0, confidence=0.9)
GLAD = Sentiment(label="positive", score=0.9, confidence=0.9)
UPSET = Sentiment(label="negative", score=-0.5, confidence=0.9)
FURIOUS = Sentiment(label="negative", score=-0.95, confidence=0.97)
UNSURE = Sentiment(label="negative", score=-0.4, confidence=0.45)


BROKEN = "the lid is broken"


def action(text: str, now: Sentiment, past: tuple[Sentiment, ...] = (), failures: int = 0) -> str:
    return decide(follow(past, text, now), failures).action


def test_a_plain_question_stays() -> None:
    assert action("where is my order?", CALM) == "stay"


@pytest.mark.parametrize("now", [CALM, GLAD, UPSET])
def test_the_wish_for_a_person_is_granted_in_any_mood(now: Sentiment) -> None:
    assert action("转人工", now) == "hand_over"
    assert action("can I talk to a human?", now) == "hand_over"


def test_asking_what_the_bot_is_stays() -> None:
    assert action("Are you a human?", CALM) == "stay"
    assert action("你是机器人吗", CALM) == "stay"


def test_a_threat_counts_only_when_unhappy() -> None:
    assert action("I'll see my lawyer about that", UPSET) == "hand_over"
    assert action("我打12315了", UPSET) == "hand_over"
    assert action("a gift for my lawyer", CALM) == "stay"
    assert action("曝光补偿怎么调", CALM) == "stay"


def test_one_outburst_is_enough() -> None:
    assert action("this is outrageous", FURIOUS) == "hand_over"


def test_a_calm_complaint_is_offered_a_person() -> None:
    assert action("the lid is chipped", UPSET) == "offer"


def test_the_second_complaint_in_a_row_is_handed_over() -> None:
    assert action("and the cup is broken too", UPSET, (CALM, UPSET)) == "hand_over"


def test_complaints_with_a_calm_message_between_do_not_add_up() -> None:
    assert action("and the cup too", UPSET, (UPSET, CALM)) == "offer"


def test_doubtful_negatives_do_not_count() -> None:
    assert action("the box", UNSURE, (UNSURE, UNSURE)) == "stay"


def test_failures_lead_to_an_offer() -> None:
    assert action("and the size?", CALM, failures=1) == "stay"
    assert action("and the size?", CALM, failures=2) == "offer"


def test_every_decision_has_a_reason() -> None:
    assert decide(follow([UPSET, UPSET], BROKEN, UPSET), 0).reason == "3 unhappy messages in a row."


def test_level_and_slope_follow_the_scores() -> None:
    falling = follow([GLAD, CALM], "hm", UPSET)
    assert falling.slope == pytest.approx(-0.7)
    assert -0.5 < falling.level < 0
    assert follow([UPSET, CALM], "ah", GLAD).slope > 0


def test_the_first_message_has_no_slope() -> None:
    course = follow([], "hello", GLAD)
    assert (course.level, course.slope) == (0.9, 0)


def test_three_complaints_with_calm_between_are_handed_over() -> None:
    assert action("and the cup is broken too", UPSET, (UPSET, CALM, UPSET, CALM)) == "hand_over"
    assert action("what rain", UPSET, (UPSET, CALM, UPSET, CALM)) == "offer", "none about the shop"


def test_the_same_question_for_the_third_time_leads_to_an_offer() -> None:
    asked = ["Where is my parcel?", "where is my parcel"]
    course = follow([CALM, CALM], "WHERE is my parcel??", CALM, said=asked)
    assert course.repeats == 2
    assert decide(course, 0).action == "offer"
    assert follow([], "还没到吗？快递", CALM, said=["还没到吗，快递！"]).repeats == 1
    assert follow([], "And the Ridge 3?", CALM, said=["How heavy is the Ridge 2?"]).repeats == 0
    assert follow([], "ok", CALM, said=["ok"]).repeats == 0


def test_an_unhappy_repeat_is_handed_over() -> None:
    course = follow([CALM], "where is my parcel", UPSET, said=["Where is my parcel?"])
    assert decide(course, 0).cause == "repeats"


def test_an_unhappy_message_after_failures_is_handed_over() -> None:
    assert decide(follow([CALM, CALM], "useless", UPSET), 2).cause == "failures"


def test_being_misunderstood_counts_as_a_failure() -> None:
    once = follow([CALM], "That's not what I asked", CALM)
    assert decide(once, 0).action == "stay"
    twice = follow([CALM, CALM], "答非所问", CALM, said=["多重？", "我问的不是这个"])
    assert (decide(twice, 0).action, decide(twice, 0).cause) == ("offer", "failures")


def test_a_valued_customer_has_a_person_sooner() -> None:
    upset = Sentiment(label="negative", score=-0.62, confidence=0.9)
    assert decide(follow([], BROKEN, upset), 0).action == "offer"
    assert decide(follow([], BROKEN, upset, valued=True), 0).action == "hand_over"


def test_thresholds_decide() -> None:
    course = follow([], BROKEN, UPSET)
    assert decide(course, 0, Thresholds(strong=-0.4)).cause == "anger"
    assert decide(course, 0, Thresholds(mild=-0.9)).action == "stay"


def test_a_question_is_answered_first_unless_it_is_furious() -> None:
    sharp = Sentiment(label="negative", score=-0.8, confidence=0.95)
    assert action("what a useless shop", sharp) == "hand_over"
    assert action("the suitcase I cancelled, 钱退了没有", sharp) == "offer"
    assert action("do these shoes run small?", sharp) == "offer"
    assert action("are you people completely useless?", FURIOUS) == "hand_over"
    valued = Sentiment(label="negative", score=-0.85, confidence=0.95)
    assert decide(follow([], "钱退了没有", valued, valued=True), 0).action == "offer", (
        "of a valued customer too"
    )


@pytest.mark.parametrize(
    "text", ["awful week, something nice under 30", "老板太变态了，来个减压的玩具", "hell yes"]
)
def test_hard_words_about_nothing_of_the_shops_are_answered_first(text: str) -> None:
    assert action(text, FURIOUS) == "offer"


def test_after_hard_words_about_nothing_a_grievance_calls_a_person_and_so_does_a_third_outburst() -> None:
    said = ["oh come on"]
    assert decide(follow([UPSET], "no", UPSET, said=said), 0).action == "offer"
    assert decide(follow([UPSET], "where is my refund", UPSET, said=said), 0).action == "hand_over"
    assert decide(follow([UPSET, UPSET], "no!!", UPSET, said=[*said, "what"]), 0).action == "hand_over"


def test_the_grievance_may_have_been_named_before() -> None:
    course = follow([UPSET], "honestly", UPSET, said=["my order is two weeks late"])
    assert (course.grievances, decide(course, 0).action) == ((True, False), "hand_over")
    late = follow([CALM, UPSET], "honestly", UPSET, said=["oh"])
    assert late.grievances == (False, False, False), "texts that are not known say nothing"


def test_who_laughs_about_nothing_of_the_shops_is_in_good_humour() -> None:
    assert action("haha you're actually quite funny", FURIOUS) == "stay"
    assert action("哈哈哈你还挺逗的", FURIOUS) == "stay"
    assert action("haha, my parcel is lost again, great", FURIOUS) == "hand_over"
    before = follow([FURIOUS], "ok", UPSET, said=["lol what"])
    assert (before.past[0].label, decide(before, 0).action) == ("neutral", "offer")


@pytest.mark.parametrize("text", ["😡😡😡", "🤬", "?!?!"])
def test_anger_without_words_is_meant_for_the_shop(text: str) -> None:
    assert action(text, FURIOUS) == "hand_over"


def test_who_has_written_before_about_it_is_handed_over_when_unhappy() -> None:
    assert action("This is my third message about it", UPSET) == "hand_over"
    assert action("这是第三次来问了", UPSET) == "hand_over"
    assert action("This is my third message about it", CALM) == "stay"


SHARP = Sentiment(label="negative", score=-0.8, confidence=0.95)
REFUND = "No kettle came, is my refund on its way?"


def answerable(
    text: str, now: Sentiment, past: tuple[Sentiment, ...] = (), said: tuple[str, ...] = ()
) -> str:
    return decide(replace(follow(past, text, now, said=said), answerable=True), 0).action


def test_a_blunt_question_that_can_be_answered_is_answered_and_a_person_offered() -> None:
    assert answerable(REFUND, FURIOUS) == "offer"
    assert answerable(REFUND, UPSET, (UPSET,), ("my parcel is late",)) == "offer"
    assert action(REFUND, FURIOUS) == "hand_over", "unless it cannot be answered"


def test_blame_calls_a_person_though_the_question_can_be_answered() -> None:
    assert answerable("Where is my refund, you liars?", SHARP) == "hand_over"
    assert answerable(REFUND, UPSET, (SHARP,), ("you liars",)) == "hand_over", "said before too"


def test_three_sharp_questions_call_a_person() -> None:
    said = ("where is my refund", "when does it come")
    assert answerable(REFUND, SHARP, (SHARP, UPSET), said) == "offer"
    assert answerable(REFUND, SHARP, (SHARP, SHARP), said) == "hand_over"


def settled(text: str, now: Sentiment, past: tuple[Sentiment, ...] = (), said: tuple[str, ...] = ()) -> str:
    return decide(replace(follow(past, text, now, said=said), settled=True), 0).action


def test_what_does_not_sound_like_anger_is_answered_though_it_is_sharp_all_the_time() -> None:
    said = ("no kettle came", "the refund is late")
    assert settled("the parcel is lost", SHARP, (SHARP, SHARP), said) == "offer"
    assert settled("the parcel is lost, my lawyer will write", SHARP) == "hand_over"
    assert settled("the parcel is lost", UPSET, (UPSET,), ("the parcel is lost",)) == "hand_over", (
        "asked again"
    )


def test_a_wish_a_threat_and_a_repeat_call_a_person_though_the_question_can_be_answered() -> None:
    assert answerable("can I talk to a human?", CALM) == "hand_over"
    assert answerable("where is it? My lawyer wants to know", UPSET) == "hand_over"
    assert answerable(REFUND, UPSET, (CALM,), (REFUND,)) == "hand_over"


def test_a_word_of_threats_in_a_question_that_an_answer_settles_calls_nobody() -> None:
    asked = "somebody on tiktok said the lamp buzzes, does it?"
    assert action(asked, UPSET) == "hand_over"
    assert hears_anger(decide(follow([], asked, UPSET), 0))
    assert settled(asked, UPSET) == "offer"
    assert settled("you lied to me, shall I go to my lawyer?", UPSET) == "hand_over"


def test_what_is_said_of_another_shop_is_no_grievance() -> None:
    assert action("the last shop robbed me and lost my parcel", FURIOUS) == "offer"
    assert action("the last shop was fine, you robbed me", FURIOUS) == "hand_over"


def test_only_mood_makes_it_matter_whether_a_question_can_be_answered() -> None:
    assert hears_anger(decide(follow([], BROKEN, FURIOUS), 0))
    assert not hears_anger(decide(follow([], "transfer me to a human", FURIOUS), 0))
    assert not hears_anger(decide(follow([], BROKEN, UPSET), 0))
