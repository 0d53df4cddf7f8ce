"""Reading a guest's proof out of what they write."""

from __future__ import annotations

import pytest

from bot.proofs import Proof, plain_form, plain_postcode, read_proof, with_earlier, without_codes
from knowledge.order_ids import OrderIds

IDS = OrderIds(["O0041", "O0002"])


def read(text: str) -> Proof:
    plain = plain_form(text)
    return read_proof(plain, IDS.find(plain))


@pytest.mark.parametrize(
    "text",
    [
        "O0041 mei@example.com",
        "it's O0041, and my e-mail is Mei@Example.com",
        "order number O0041 email mei@example.com thanks",
        "订单号O0041，邮箱mei@example.com",
        "我的订单号是 o0041，邮箱是 mei＠example.com，谢谢",
        "mei@example.com，订单 O0041",
        "Order 0041 with mei@example.com",
    ],
)
def test_number_and_email_in_one_message(text: str) -> None:
    found = read(text)
    assert (found.order_id, found.email, found.asks) == ("O0041", "mei@example.com", False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("O0041 H91 E2K3", "h91e2k3"),
        ("order O0041, postcode H91 E2K3", "h91e2k3"),
        ("O0041, zip code is 90210-1234", "902101234"),
        ("O0041 zip 28001 thanks", "28001"),
        ("订单号O0041，邮编２０００４０", "200040"),
        ("O0041 200040", "200040"),
        ("200040", "200040"),
    ],
)
def test_postcodes(text: str, code: str) -> None:
    found = read(text)
    assert code in found.postcodes
    assert not found.asks


@pytest.mark.parametrize(
    "text",
    [
        "Where is order O0041?",
        "O0041",
        "never mind, how heavy is the Ridge 2 tent?",
        "那个帐篷2人用有多重",
        "my e-mail is not on record",
        "postcode",
        "I paid 200 euros for O0041 and want a refund",
    ],
)
def test_no_secret(text: str) -> None:
    assert not read(text).secret


def test_a_question_beside_the_proof_is_kept_without_the_secret() -> None:
    found = read("Where is my order O0041? My e-mail is mei@example.com")
    assert found.asks
    assert "@" not in found.rest
    assert "Where is my order O0041?" in found.rest


def test_several_codes_are_no_list_of_guesses() -> None:
    assert read("O0041 11111 22222 33333").postcodes == ()
    found = read("O0041 postcode 11111, 22222, 33333")
    assert found.postcodes == ("11111",)


def test_earlier_messages_complete_a_proof() -> None:
    whole = with_earlier(read("mei@example.com"), [read("O0041"), read("O0002")])
    assert (whole.order_id, whole.email) == ("O0041", "mei@example.com")


def test_an_email_now_leaves_an_earlier_postcode_out() -> None:
    whole = with_earlier(read("mei@example.com"), [read("O0041 200040")])
    assert whole.postcodes == ()


def test_postcodes_are_compared_without_blanks_and_case() -> None:
    assert plain_postcode("h91-e2k3") == plain_postcode("Ｈ91 E2K3") == "h91e2k3"


def test_codes_have_no_language() -> None:
    assert not without_codes("O0041 mei@example.com TRK000041 MY-0023").strip()
    assert without_codes("帐篷 Ridge 2").split() == ["帐篷", "Ridge"]
