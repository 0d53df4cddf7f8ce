import time

import pytest

from bot.privacy import mask, personal_texts
from knowledge.records import Customer


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ann.lee+shop@example.co.uk, please", "Write to [email], please"),
        ("邮箱zhang_3@example.com谢谢", "邮箱[email]谢谢"),
        ("zhang＠example.com 或 li@例子.中国", "[email] 或 [email]"),
        ("我的手机是138 0013 8000", "我的手机是[phone]"),
        ("打13800138000找我", "打[phone]找我"),
        ("138-0013-8000 or +86 138 0013 8000", "[phone] or [phone]"),
        ("手机１３８００１３８０００", "手机[phone]"),
        ("座机 010-62551234", "座机 [phone]"),
        ("call (415) 555-2671", "call [phone]"),
        ("call me on 4155552671", "call me on [phone]"),
        ("+44 20 7946 0958 / 020 7946 0958", "[phone] / [phone]"),
        ("+49 30 901820", "[phone]"),
        ("card 4111111111111111", "card [card]"),
        ("4111 1111 1111 1111, exp 12/27", "[card], exp 12/27"),
        ("4111-1111-1111-1111", "[card]"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card]"),
        ("4111  1111 - 1111.1111", "[card]"),
        ("Amex 3782 822463 10005", "Amex [card]"),
        ("卡号6222021234567890128", "卡号[card]"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [iban] please"),
        ("gb29nwbk60161331926819.", "[iban]."),
        ("身份证11010119900307123X，谢谢", "身份证[id number]，谢谢"),
        ("110101 19900307 1234", "[id number]"),
        ("卡4111111111111111电话13912345678", "卡[card]电话[phone]"),
    ],
)
def test_personal_numbers_and_addresses_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Where is order O0025, tracking TRK000025?",
        "Is P001-R2 about P001?",
        "order number 5712345678",
        "订单号 20260304123456789 什么时候到",
        "tracking 1234567890 with RR123456789CN or 1Z999AA10123456784",
        "It costs €1,299.00 or 79.90 EUR, not $ 1299999",
        "一共 1299.00 元",
        "from 2026-03-04 to 2026-03-09, or 12.05.2026 10:30",
        "2026-03-04T10:00:00+02:00",
        "2026年3月4日下单",
        "room 130 2026-03-04",
        "120 x 60 x 40 cm, 100 200 300 mm",
        "16 digits that are no card: 1234 5678 9012 3456",
        "25 litres for 30 people",
        "@home, me@work",
        "",
        "😀",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask(text) == text


def test_a_long_hostile_text_takes_no_long_time() -> None:
    started = time.perf_counter()
    for text in ("1 " * 2000, "4111 1111 " * 400, "a@" * 2000, "DE89 " * 800, "030 1234567 " * 300):
        mask(text)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Hello, my name is Maeve Brennan and I ordered a tent",
            "Hello, my name is [name] and I ordered a tent",
        ),
        ("Mrs. O'Neill asked", "Mrs. [name] asked"),
        ("send it to 22 Cork Street, Dublin", "send it to [address], Dublin"),
        ("我叫李雯，买了帐篷", "我叫[name]，买了帐篷"),
        ("联系人 張敏", "联系人 [name]"),
        ("收件人：张敏，地址上海市静安区中山北路123号5号楼", "收件人：[name]，[address]"),
    ],
)
def test_names_and_addresses_that_are_said_to_be_such(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "The Fernwell Ridge 2 Tent weighs 2.1 kg and the Ridge 3 2.9 kg",
        "my name is on the list",
        "Is there a store in the street next to the park?",
        "我叫了快递",
        "这条路上用的帐篷",
        "Mr tent",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


def test_what_is_on_a_customers_record_is_masked() -> None:
    customer = Customer.model_validate(
        {
            "customer_id": "C1",
            "first_name": "Priya",
            "last_name": "Raman",
            "email": "p@example.com",
            "phone": "020 912 0720",
            "postal_code": "H91 Y5R4",
            "addresses": [{"label": "Home", "street": "3 Quay Lane", "city": "Galway", "country": "IE"}],
            "identities": [{"channel": "social", "handle": "@priya_r"}],
        }
    )
    known = personal_texts(customer)
    told = mask("Priya Raman, @priya_r, H91 Y5R4: to 3 Quay Lane, Galway, IE. Home is fine.", known)
    assert (
        told == "[personal] [personal], [personal], [personal]: to [personal], [personal], IE. Home is fine."
    )
