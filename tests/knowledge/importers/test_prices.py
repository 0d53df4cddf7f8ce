from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.importers.prices import PriceError, amount, read_price, written


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("12.99 EUR", "12.99 EUR"),
        ("EUR 12.99", "12.99 EUR"),
        ("1,299.00 €", "1299.00 EUR"),
        ("1.299,00", "1299.00 CHF"),
        ("1,299", "1299.00 CHF"),
        ("1,299,000", "1299000.00 CHF"),
        ("1.299.000", "1299000.00 CHF"),
        ("1'299.50", "1299.50 CHF"),
        ("1 299,50 zł", "1299.50 PLN"),
        ("1\u00a0299,50", "1299.50 CHF"),
        ("12,5", "12.50 CHF"),
        ("12.", "12.00 CHF"),
        ("1299 JPY", "1299 JPY"),
        ("1999元", "1999.00 CNY"),
        (12, "12.00 CHF"),
        (Decimal("12.5"), "12.50 CHF"),
    ],
)
def test_prices_as_other_systems_write_them(told: object, expected: str) -> None:
    assert written(read_price(told, "CHF")) == expected


def test_a_sign_of_many_currencies_is_the_shops_where_that_is_one_of_them() -> None:
    assert written(read_price("$5", "CAD")) == "5.00 CAD"
    with pytest.raises(PriceError, match="may be USD, CAD") as raised:
        read_price("$5", "EUR")
    assert raised.value.found == "$5"


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("", "found '', expected a price such as 12.99"),
        ("on request", "expected a price"),
        ("1,2,3", "expected a price"),
        ("1,29,9.00", "expected a price"),
        ("1.299", "finer than the smallest unit of EUR"),
        ("12.99 Taler", "expected an ISO 4217 currency"),
        ("12.99 EUR net", "expected a price"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(told: str, problem: str) -> None:
    with pytest.raises(PriceError, match=problem):
        read_price(told, "EUR")


def test_a_price_without_any_currency_says_which_option_gives_one() -> None:
    with pytest.raises(PriceError, match="give it with --currency"):
        read_price("12.99", None)


def test_amounts_are_decimal_strings() -> None:
    assert amount(read_price("79.9 EUR", None)) == "79.90"
