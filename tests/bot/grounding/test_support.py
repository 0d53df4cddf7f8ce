"""The gate that every written sentence passes."""

from __future__ import annotations

import pytest

from bot.grounding.support import Named, check
from bot.messages import Evidence


def fact(text: str, subject: str = "product:P1", source: str = "product:P1#x") -> Evidence:
    return Evidence(
        source=source,
        title="Ridge 2 Tent",
        text=text,
        subject=subject,
        names=("Ridge 2 Tent", "Ridge 3 Tent"),
    )


EVIDENCE = [
    fact("Ridge 2 Tent: weight: 2.1 kg"),
    fact("Ridge 2 Tent: warranty: 3 years"),
    fact("Ridge 3 Tent: weight: 2.9 kg", "product:P2", "product:P2#weight"),
]
RIDGE_2 = [Named("product:P1", "Ridge 2 Tent")]


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [("The Ridge 2 Tent weighs 2.1 kg.", (0,)), ("The Ridge 2 Tent has three years of warranty.", (1,))],
)
def test_a_supported_sentence_cites_its_fact(sentence: str, cited: tuple[int, ...]) -> None:
    verdict = check(sentence, EVIDENCE, named=RIDGE_2)
    assert verdict.supported
    assert verdict.cited == cited


def test_a_number_in_a_name_supports_no_claim() -> None:
    assert check("The Ridge 2 Tent has two years of warranty.", EVIDENCE, named=RIDGE_2).faults == (
        "two years",
    )


def test_a_true_weight_of_another_product_does_not_count() -> None:
    assert check("The Ridge 2 Tent weighs 2.9 kg.", EVIDENCE, named=RIDGE_2).faults == ("2.9 kg",)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was made in Germany.",
        "It is certified by Oekotex.",
        "It arrives on Monday.",
        "Yes, it is fireproof.",
        "It costs €20.",
        "Call us at +353 1 234 5678.",
        "It was delivered on 4 May 2026.",
    ],
)
def test_what_the_evidence_does_not_say_is_not_said(sentence: str) -> None:
    assert not check(sentence, EVIDENCE, question="is it fireproof?").supported


def test_a_product_that_the_evidence_does_not_speak_of_is_not_named() -> None:
    verdict = check("The Kettle weighs 2.1 kg.", EVIDENCE, named=[Named("product:P9", "Kettle")])
    assert "Kettle" in verdict.faults


def test_digits_of_a_product_name_are_no_claim() -> None:
    assert check("The Ridge 2 Tent comes with a 3 year warranty.", EVIDENCE, named=RIDGE_2).supported


def test_words_alone_must_be_found_in_the_evidence() -> None:
    evidence = [fact("Review, 2 stars: The zip sticks in the cold.", source="review:R1")]
    assert check("A buyer says that the zip sticks in the cold.", evidence).supported
    assert not check("Buyers adore its spacious vestibule.", evidence).supported


def test_a_sentence_about_several_reviews_cites_them() -> None:
    evidence = [
        fact("Review, 2 stars: The zip sticks.", source="review:R1"),
        fact("Review, 1 star: One pole was bent.", source="review:R2"),
        fact("Review, 3 stars: Slow delivery.", source="review:R3"),
    ]
    assert set(check("Buyers say that the zip sticks and a pole was bent.", evidence).cited) == {0, 1}


def test_a_comparison_that_nobody_worked_out_is_not_said() -> None:
    assert not check("The Ridge 3 Tent is 2.9 kg heavier than the Ridge 2 Tent.", EVIDENCE).supported
    worked_out = [fact("Ridge 2 Tent is lighter than Ridge 3 Tent by 0.8 kg.")]
    assert check("The Ridge 2 Tent is lighter than the Ridge 3 Tent by 0.8 kg.", worked_out).supported


def test_a_price_that_a_policy_mentions_is_not_the_products_price() -> None:
    points = Evidence(source="policy:p", title="Points", text="100 points are worth €2.", subject=None)
    assert not check("The Ridge 2 Tent costs €2.", [*EVIDENCE, points], named=RIDGE_2).supported


def test_a_figure_of_another_topic_does_not_count() -> None:
    evidence = [
        fact("Buds: 续航：6 小时", source="product:P1#battery").model_copy(update={"score": 0.86}),
        fact("A full charge takes about 3 hours.", source="manual:P1#charging").model_copy(
            update={"score": 0.2}
        ),
    ]
    assert check("续航是 6 小时。", evidence).supported
    assert check("续航是 3 小时。", evidence).faults == ("3 小时",)


def test_pieces_in_stock_are_not_sizes() -> None:
    evidence = [fact("Rain Jacket: €119.00, 21 in stock.")]
    assert check("It costs €119.00 and 21 in stock are left.", evidence).supported
    assert not check("It costs €119.00 and comes in 21 sizes.", evidence).supported


def test_a_code_in_a_products_name_is_no_figure_and_its_record_is_cited_first() -> None:
    names = ("Kelso C3 Hand Grinder",)
    facts = [
        Evidence(
            source="manual:P9#use",
            title="",
            text="The C3: fill at most 25 g.",
            subject="product:P9",
            names=names,
        ),
        Evidence(
            source="product:P9#capacity",
            title=names[0],
            text="Kelso C3 Hand Grinder — Capacity: 25 g of beans",
            subject="product:P9",
            names=names,
            score=0.8,
        ),
    ]
    verdict = check("The Kelso C3 holds 25 grams of beans.", facts, question="How many beans fit?")
    assert verdict.supported
    assert verdict.cited == (1,)


def test_a_figure_of_a_lesser_fact_does_not_answer_what_it_does_not_speak_of() -> None:
    facts = [
        Evidence(
            source="product:P9#stock",
            title="Case",
            text="stock: out of stock",
            subject="product:P9",
            score=0.71,
        ),
        Evidence(
            source="product:P9#warranty",
            title="Case",
            text="warranty: 5 years",
            subject="product:P9",
            score=0.6,
        ),
    ]
    assert not check("It will be back in stock in 5 years.", facts, question="When is it back?").supported


def test_words_that_facts_in_another_language_do_not_hold_are_no_support() -> None:
    facts = [
        Evidence(
            source="product:P9#price", title="边几", text="半月边几 — 价格：¥398.00", subject="product:P9"
        )
    ]
    assert not check(
        "The side table is made of stainless steel.", facts, question="Which wood is it?"
    ).supported


def test_what_the_shopper_got_or_paid_is_said_only_from_their_own_record() -> None:
    rule = fact("A return by courier costs €25.", "", "policy:returns#cost")
    own = fact("For order O1 €25 was paid back.", "order:O1", "order:O1").model_copy(update={"private": True})
    for sentence in ("You got €25 back.", "您已经收到了 €25。"):
        assert not check(sentence, [rule]).supported
    assert check("You got €25 paid back for the order.", [rule, own]).supported
    said = fact("Send it within 30 days after you received it.", "", "policy:returns#days")
    assert check("Send it within 30 days after you received it.", [said]).supported


def test_a_figure_of_another_quantity_is_no_answer() -> None:
    facts = [fact("Voltana 10: capacity: 10,000 mAh"), fact("Voltana 10: weight: 205 g")]
    assert not check("It has 10,000 mAh.", facts, question="How heavy is the Voltana 10?").supported
    assert not check("10,000 毫安时。", facts, question="Voltana 10 充电宝多重").supported
    assert check("It weighs 205 g.", facts, question="How heavy is the Voltana 10?").supported
    assert check("It has 10,000 mAh.", facts, question="What is its capacity?").supported


def test_a_yes_or_no_rests_on_a_fact_that_speaks_of_what_is_asked() -> None:
    made_of = [fact("Ridge 2 Tent — Material: polyester")]
    assert not check(
        "Yes, its polyester makes it chew proof.", made_of, question="Is it chew proof?"
    ).supported
    assert not check("Yes, it is made of polyester.", made_of, question="Is it chew proof?").supported
    assert not check(
        "No, the drawers have no lock.", [fact("Desk — Drawers: two")], question="Do the drawers lock?"
    ).supported
    lamp = fact("Ridge 2 Tent — Lamp: runs from the mains only")
    old = fact("Do you take old batteries and lamps back? Yes, free of charge.", "", "faq:F1")
    asked = "Could the lamp of the Ridge 2 Tent run on batteries?"
    assert not check("Yes, it runs on batteries.", [lamp, old], question=asked).supported
    washed = [fact("Ridge 2 Tent — Care: never machine wash")]
    assert check("No, never machine wash it.", washed, question="Can it go in the washing machine?").supported


def test_what_the_shop_did_for_the_shopper_only_a_record_of_theirs_tells() -> None:
    lamps = [fact("We take old lamps back, free of charge.", source="faq:F1")]
    assert not check("Yes, I paid you back for the lamp.", lamps, question="Did you pay me back?").supported
    own = [lamps[0].model_copy(update={"private": True, "text": "We paid back €20 for the lamp."})]
    assert check("We paid back €20 for the lamp.", own, question="Did you pay me back?").supported


def test_which_of_several_products_has_the_most_is_not_for_a_model() -> None:
    question = "Which has the most watts?"
    watts = [fact("Radio: 9 W"), fact("Speaker: 40 W", "product:P2", "product:P2#x")]
    assert not check("The radio has the most watts, with 9 W.", watts, question=question).supported
    assert not check("收音机更重。", [fact("收音机：重量：9 公斤")], question="哪个更重").supported


def test_a_screen_of_34_inches_is_not_spoken_of_in_kilograms() -> None:
    arm = [fact("Arm: it needs at least 2 kg"), fact("Arm: screen size: 17 to 32 inches")]
    question = "Does it hold a 34 inch screen?"
    assert not check("No, it needs at least 2 kg.", arm, question=question).supported
    assert check("The screen size is 17 to 32 inches.", arm, question=question).supported


def test_a_yes_is_held_against_the_fact_that_is_asked_and_not_only_the_one_it_rests_on() -> None:
    knife = [fact("厨刀 — 可用洗碗机：否"), fact("厨刀 — 保养：手洗后立即擦干")]
    question = "厨刀可以放洗碗机里洗吗"
    assert not check("可以，手洗后立即擦干。", knife, question=question).supported
    assert check("不可以，手洗后立即擦干。", knife, question=question).supported


def test_a_rules_price_is_for_what_the_rule_speaks_of() -> None:
    rule = fact("Desks are delivered to the room for €29.00.", "", "policy:shipping#desks")
    asked = "can I pay for the desk in installments"
    assert not check(
        "Yes, you can pay for the desk in installments of €29.", [rule], question=asked
    ).supported
    assert check(
        "Desks are delivered for €29.", [rule], question="what does delivery of a desk cost"
    ).supported


FLEECE = fact("Fleece — 描述：可穿在里面的抓绒衣。轻而暖，但不挡风。")
DESK = fact("书声书桌 — 特点：抽屉缓冲滑轨")


@pytest.mark.parametrize(
    ("sentence", "known", "question", "holds"),
    [
        ("挡风。", FLEECE, "抓绒衣挡风吗", False),
        ("不挡风。", FLEECE, "抓绒衣挡风吗", True),
        ("It is waterproof.", fact("Jacket: light, but not waterproof"), "Is it waterproof?", False),
        ("抽屉有缓冲滑轨。", DESK, "抽屉带锁吗", False),
        ("抽屉带缓冲滑轨。", DESK, "抽屉带滑轨吗", True),
        ("可以，套子可以拆下来洗。", fact("沙发 — 特点：坐垫套、靠包套全部可拆洗"), "套子能拆下来洗吗", True),
        ("运费收 329.00。", fact("台灯（灯具）：¥329.00，现货 15 件。"), "运费收多少", False),
        ("运费 15 元。", fact("运费：不足 999 元，小件收 15 元。"), "运费收多少", True),
        ("35 件", fact("充电宝：¥34.90，现货 35 件。"), "充电宝多重", False),
    ],
)
def test_what_a_sentence_says_the_fact_says_too(
    sentence: str, known: Evidence, question: str, holds: bool
) -> None:
    known = known.model_copy(update={"shared": tuple(w for w in ("挡风", "抽屉") if w in known.text)})
    assert check(sentence, [known], question=question).supported == holds


def rule(text: str, source: str, score: float) -> Evidence:
    return Evidence(source=source, title="", text=text, score=score)


def test_a_yes_does_not_rest_on_a_rule_far_from_the_question() -> None:
    near = rule("发票在发货当天通过电子邮件发送。", "policy:payment#invoices", 0.58)
    far = rule("请写信到 privacy@shop.example。发票在满 7 年前不能删除。", "policy:privacy#deleting", 0.39)
    said = "可以，请写信到 privacy@shop.example。"
    assert not check(said, [near, far], question="能开发票吗").supported
    assert check("可以，发票在发货当天通过电子邮件发送。", [near, far], question="能开发票吗").supported
    assert check(said, [near, far], question="怎么删除发票").supported, "no yes or no is asked"
    parts = rule("From €150 you can pay in three equal monthly parts.", "policy:payment#parts", 0.4)
    desks = rule("The standing desk comes by appointment.", "policy:shipping#desks", 0.6)
    said = "Yes, you can pay in three equal monthly parts."
    assert check(said, [desks, parts], question="Can I pay that desk off monthly?").supported


def test_a_bare_yes_says_no_more_than_a_rule_holds() -> None:
    desks = rule(
        "The standing desk comes by appointment. Gold members pay nothing.", "policy:shipping#desks", 0.6
    )
    asked = "Can I pay for the standing desk in installments?"
    verdict = check("Yes, you can pay for the standing desk in installments.", [desks], question=asked)
    assert verdict.faults == ("installment",)
    parts = rule("Orders from €150 can be paid in three monthly installments.", "policy:payment#parts", 0.6)
    assert check("Yes, you can pay in installments.", [desks, parts], question=asked).supported


def test_a_yes_or_no_without_a_word_rests_on_the_fact_that_is_asked() -> None:
    card = fact("Ridge 2 Tent (Tents): €189.00, 4 in stock.")
    known = fact("Ridge 2 Tent — Waterproof: No", source="product:P1#waterproof")
    assert check("No.", [card, known], question="Is the Ridge 2 Tent waterproof?").cited == (1,)
    assert not check("Yes.", [card, known], question="Is the Ridge 2 Tent waterproof?").supported


SALMON = fact("猫粮 — 配料：三文鱼 34%、土豆")


@pytest.mark.parametrize(
    ("question", "sentence", "evidence", "holds"),
    [
        ("粗蛋白是百分之多少", "34%", SALMON, False),
        ("三文鱼占百分之多少", "34%", SALMON, True),
        (
            "what percentage of protein is in it",
            "It is 34%.",
            fact("Cat Food: ingredients: salmon 34%"),
            False,
        ),
        ("what percentage of salmon is in it", "It is 34%.", fact("Cat Food: ingredients: salmon 34%"), True),
    ],
)
def test_a_share_of_one_thing_is_none_of_another(
    question: str, sentence: str, evidence: Evidence, holds: bool
) -> None:
    assert check(sentence, [evidence], question=question).supported is holds
