"""Products that a shopper describes beside the noun for their kind: which one, or none for sure."""

from __future__ import annotations

import pytest

from bot.turn.described import described
from bot.turn.kinds import calls_by_kind, kind_named, without_circumstances
from bot.turn.memory import Asked, Memory
from bot.turn.noun_phrase import phrase_of
from bot.turn.references import about
from knowledge.mention import Mention
from knowledge.search import Knowledge
from tests.bot.shop import product, shop_of

TOML = 'name = "Bothy"\ncurrency = "EUR"\nlanguages = ["en", "zh"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
SPEAKERS, TABLES, SOFAS, POTS = (
    {"category": name, "stock": 3} for name in ("Speakers", "茶几", "沙发", "锅")
)


def coloured(name: str, *values: str) -> list[dict[str, object]]:
    return [
        {"variant_id": f"{name}-{n}", "options": {"颜色": value}, "stock": 2}
        for n, value in enumerate(values)
    ]


GOODS = [
    product("S1", "Wren Pip Speaker", "59.00", **SPEAKERS, brand="Wren", attributes={"Weight": "0.4 kg"}),
    product("S2", "Wren Boom Speaker", "129.00", **SPEAKERS, brand="Wren", attributes={"Weight": "1.9 kg"}),
    product("T1", "方正茶几", "900.00", **TABLES, description="四方的茶几。"),
    product("T2", "月牙边几", "398.00", **TABLES, description="半圆的小边几，靠在扶手边。"),
    product("C1", "山岚三人沙发", "4680.00", **SOFAS, variants=coloured("C1", "米白", "苔绿")),
    product("C2", "山岚脚踏", "780.00", **SOFAS, variants=coloured("C2", "米白", "石灰")),
    product("N1", "静坐办公椅", "899.00", category="椅凳", description="网背办公椅。"),
    product("N2", "静坐头枕", "180.00", category="椅凳", description="静坐办公椅的头枕。"),
    product("L1", "Zhiyue 纸月吊灯", "300.00", category="灯具", translations={"en": {"name": "Paper Lamp"}}),
    product("L2", "竹影落地灯", "690.00", category="灯具", translations={"en": {"name": "Floor Lamp"}}),
    product("L3", "夜读台灯", "329.00", category="灯具", description="充电底座可给手机无线充电。"),
    product("K1", "Ember 24 厘米珐琅铸铁锅", "119.00", **POTS, variants=coloured("K1", "砖红", "海蓝")),
    product("K2", "Ember 炒 锅", "89.00", **POTS),
]  # fmt: skip


@pytest.fixture(scope="module")
def bothy(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("bothy"), TOML, GOODS)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("that little wren speaker, does it sink", ("S1",)),
        ("how loud is the big speaker", ("S2",)),
        ("is the speaker loud", ()),
        ("do you have a little speaker", ()),
    ],
)
def test_one_of_a_kind_is_told_by_the_words_before_it(
    bothy: Knowledge, question: str, meant: tuple[str, ...]
) -> None:
    assert described(question, ("S1", "S2"), bothy) == meant
    assert about(question, Memory(), None, bothy).products in (meant, ("S1", "S2"))


def test_products_called_alike_are_told_apart_by_a_colour_of_theirs(bothy: Knowledge) -> None:
    assert described("山岚绿色那款有货吗", ("C1", "C2"), bothy) == ("C1",)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("榉木的那张大床，能升降吗", "榉木的那张大床"),
        ("把那个慢慢拉长的小床", "把那个慢慢拉长的小床"),
        ("有没有大床", ""),
        ("床多宽", "床"),
    ],
)
def test_the_words_that_describe_a_thing(question: str, phrase: str) -> None:
    at = question.index("床")
    assert phrase_of(question, [Mention("category", "床", "床", 0.9, at, at + 1)]) == phrase


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("does that round paper lamp with the chain get hot", "round paper lamp with the chain get hot"),
        ("a round lamp?", ""),
        ("I have wet hair, is the lamp safe", "lamp"),
    ],
)
def test_the_english_words_that_describe_a_thing(question: str, phrase: str) -> None:
    at = question.index("lamp")
    assert phrase_of(question, [Mention("category", "Lamps", "Lamps", 0.9, at, at + 4)]) == phrase


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("沙发扶手边上放的那种茶几多高", "茶几"),
        ("could I play it on the speaker", "speaker"),
    ],
)
def test_goods_that_only_hold_others_are_no_subject(bothy: Knowledge, question: str, kept: str) -> None:
    plain = without_circumstances(question, bothy)
    assert kept in plain and "沙发" not in plain


def test_the_longest_noun_that_names_end_in_tells_the_kind(bothy: Knowledge) -> None:
    assert kind_named("那个边几什么木头的", bothy) == ("T2",)
    assert kind_named("三人沙发多长", bothy) == ("C1",)


def test_a_pot_that_was_spoken_of_is_still_the_pot(bothy: Knowledge) -> None:
    before = Memory(focus=("product:K1",), asked=Asked("珐琅锅多重", "product_fact", ("K1",)))
    pot = bothy.catalogue.product("K1")
    assert pot and calls_by_kind("新锅要先开锅吗", pot, bothy)
    assert about("新锅要先开锅吗", before, None, bothy).products == ("K1",)
    assert about("砖红色的现在买得到吗", before, None, bothy).products == ("K1",)


def test_names_that_begin_alike_are_told_by_what_the_thing_is_called(bothy: Knowledge) -> None:
    assert about("静坐那把网椅坐得住吧", Memory(), None, bothy).products == ("N1",)


def test_a_noun_of_one_character_means_all_whose_names_end_in_it(bothy: Knowledge) -> None:
    assert set(kind_named("那个能充电的灯", bothy)) == {"L1", "L2", "L3"}


@pytest.mark.parametrize("text", ["它那根线够长不，插座离我沙发一米七", "我有几个锅，放得进去不"])
def test_what_the_shopper_has_at_home_is_not_what_is_asked_about(bothy: Knowledge, text: str) -> None:
    assert not about(text, Memory(focus=("product:L2",)), None, bothy).unclear
