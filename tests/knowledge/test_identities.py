from __future__ import annotations

import pytest

from knowledge.identities import Conflict, email_key, phone_key, resolve
from knowledge.records import Customer

ADA = Customer.model_validate(
    {
        "customer_id": "C1",
        "email": "Ada@Example.com",
        "phone": "020 912 0031",
        "identities": [
            {"channel": "social", "handle": "@Ada"},
            {"channel": "web", "handle": "ada@home.example"},
            {"channel": "mobile", "handle": "12345678"},
        ],
    }
)
BEN = Customer.model_validate(
    {"customer_id": "C2", "phone": "+44 20 7946 0000", "identities": [{"channel": "web", "handle": "ada"}]}
)


@pytest.mark.parametrize(
    ("name", "channel", "owner"),
    [
        ("C1", None, "C1"),
        (" ADA@example.com", None, "C1"),
        ("ada@home.example", "social", "C1"),
        ("+353 20 912-0031", None, "C1"),
        ("(020) 9120031", "store", "C1"),
        ("0044 20 7946 0000", None, "C2"),
        ("442079460000", None, None),
        ("ada", "social", "C1"),
        ("ada", "web", "C2"),
        ("ada", "mobile", None),
        ("ada", None, None),
        ("12345678", "mobile", "C1"),
        ("12345678", "web", None),
        ("nobody", None, None),
        ("", None, None),
    ],
)
def test_who_is_meant(name: str, channel: str | None, owner: str | None) -> None:
    assert resolve([ADA, BEN], region="IE").find(name, channel) == owner


def test_without_a_region_numbers_compare_by_their_digits() -> None:
    identities = resolve([ADA, BEN])
    assert identities.find("020-912-0031") == "C1"
    assert identities.find("+353 20 912 0031") is None
    assert identities.find("442079460000") == "C2"


def test_a_name_of_two_customers_is_a_conflict_and_nobodys() -> None:
    twin = Customer.model_validate({"customer_id": "C3", "email": "ada@EXAMPLE.com", "phone": "0209120031"})
    identities = resolve([ADA, twin])
    assert identities.conflicts == (
        Conflict("email", "ada@example.com", ("C1", "C3")),
        Conflict("phone", "0209120031", ("C1", "C3")),
    )
    assert identities.find("ada@example.com") is None
    assert identities.find("C3") == "C3"


def test_the_same_handle_on_two_channels_is_no_conflict() -> None:
    assert resolve([ADA, BEN]).conflicts == ()


@pytest.mark.parametrize("text", [None, "", "ada", "ada@home", "a b@c.de"])
def test_no_email(text: str | None) -> None:
    assert email_key(text) is None


@pytest.mark.parametrize("text", [None, "", "call me", "1234", "app-4c71e0"])
def test_no_phone(text: str | None) -> None:
    assert phone_key(text) is None
