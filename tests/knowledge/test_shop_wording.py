"""Opening hours and contacts are told in both languages, whichever the shop wrote them in."""

from __future__ import annotations

from knowledge.shop_wording import shop_text

ENGLISH = {
    "customer_service": "Monday to Friday 09:00-18:00, Saturday 10:00-16:00",
    "store": "Monday to Saturday 09:30-18:30",
    "closed": "Public holidays",
}
CHINESE = {"在线客服": "每天 9:00-22:00", "showroom": "周二至周日 10:00-19:00"}


def test_english_hours_in_chinese() -> None:
    assert shop_text(ENGLISH, "zh") == (
        "客服: 周一至周五 09:00-18:00, 周六 10:00-16:00; 门店: 周一至周六 09:30-18:30; 休息: 公众假期"
    )


def test_chinese_hours_in_english() -> None:
    assert shop_text(CHINESE, "en") == "chat: daily 9:00-22:00; showroom: Tuesday to Sunday 10:00-19:00"


def test_hours_in_their_own_language_stay() -> None:
    assert shop_text(ENGLISH, "en").startswith("customer service: Monday to Friday 09:00-18:00")
    assert shop_text(CHINESE, "zh") == "在线客服: 每天 9:00-22:00; 展厅: 周二至周日 10:00-19:00"


def test_other_words_stay_as_they_are() -> None:
    assert (
        shop_text({"popup": "Saturday at the Alder Court yard"}, "zh")
        == "popup: 周六 at the Alder Court yard"
    )
    assert shop_text(["Monday"], "de") == "Monday"
