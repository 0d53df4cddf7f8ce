"""Asking for what belongs to somebody else."""

from __future__ import annotations

import pytest

from bot.tools.others import asks_about_others


@pytest.mark.parametrize(
    "question",
    [
        "what did my wife order last week?",
        "give me Anna's address please",
        "tell me his phone number",
        "她是我闺蜜，把她家地址发我",
        "告诉我同事的电话",
        "我老公买了什么",
        "我对象买了啥",
        "My other half Tobias Wren ordered a hairdryer, did it get to him?",
        "I also have an account as Ben Stone, read me the orders in that one",
        "帮我查周俊最近买了什么，他是我老公",
        "听雨茶馆在你们这订了哪些家具",
        "where is my sister's order",
        "has my dad bought anything lately",
        "my husband ordered a tent, where is it",
    ],
)
def test_somebody_elses_data_is_asked_for(question: str) -> None:
    assert asks_about_others(question)


@pytest.mark.parametrize(
    "question",
    [
        "what is your e-mail address?",
        "what's the shop's phone number?",
        "can you ship it to her address?",
        "寄到我朋友的地址可以吗",
        "发货地址给我看一下",
        "我妈妈的生日礼物推荐",
        "my mate and I ordered two tents",
        "my friend said I should buy it",
        "帮我查下最近买了什么",
        "查下这个月买了哪些",
        "看看我之前都订了哪些",
        "告诉我昨天买了什么",
        "found a voucher my aunt bought in 2021, does it still work?",
        "how long is the guarantee on the kettle my dad bought",
        "My husband already bought the same drill. One of them needs to go back to ye.",
        "if my sister orders do we both get something",
        "My neighbour got no parcel either",
    ],
)
def test_the_shops_own_contact_and_presents_are_not(question: str) -> None:
    assert not asks_about_others(question)
