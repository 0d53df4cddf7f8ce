"""One customer behind many names: e-mail, phone number, handles on channels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import phonenumbers

from knowledge.cleaning import search_key
from knowledge.records import Customer

Key = tuple[str, str]
"""What kind of name it is (`email`, `phone`, `handle`, `web handle`) and its normalised form."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]*")
_LEAST_DIGITS = 7
_ANY_CHANNEL = "handle"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A name that more than one customer claims; it recognises none of them."""

    kind: str
    name: str
    customer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identities:
    """Which customer a name belongs to."""

    customer_ids: frozenset[str]
    owners: Mapping[Key, str]
    conflicts: tuple[Conflict, ...]
    region: str | None = None

    def find(self, name: str, channel: str | None = None) -> str | None:
        """The customer called `name`: by id, handle on `channel`, e-mail address or phone number.

        Without a channel a handle counts when only one customer has it on any channel. None when nobody, or
        more than one, is called so.
        """
        if name in self.customer_ids:
            return name
        candidates = [_handle_key(name, channel), email_key(name), phone_key(name, self.region)]
        return next((self.owners[key] for key in candidates if key is not None and key in self.owners), None)


def resolve(customers: Iterable[Customer], region: str | None = None) -> Identities:
    """The names of all customers. A name that two of them claim is a conflict and left out.

    `region` (ISO 3166, `IE`) is the country of phone numbers that name none.
    """
    claims: dict[Key, dict[str, None]] = defaultdict(dict)
    known: dict[str, None] = {}
    for customer in customers:
        known[customer.customer_id] = None
        for key in _keys(customer, region):
            claims[key][customer.customer_id] = None
    owners = {key: next(iter(ids)) for key, ids in claims.items() if len(ids) == 1}
    conflicts = tuple(
        Conflict(key[0], key[1], tuple(ids))
        for key, ids in claims.items()
        if len(ids) > 1 and key[0] != _ANY_CHANNEL
    )
    return Identities(frozenset(known), owners, conflicts, region)


def email_key(text: str | None) -> Key | None:
    """The key of an e-mail address; None when the text is none."""
    normalised = search_key(text or "")
    return ("email", normalised) if _EMAIL.fullmatch(normalised) else None


def phone_key(text: str | None, region: str | None = None) -> Key | None:
    """The key of a phone number: the digits of its E.164 form if its country is known, else its own."""
    normalised = search_key(text or "")
    if not _PHONE.fullmatch(normalised):
        return None
    digits = _e164(normalised, region) or re.sub(r"\D", "", normalised)
    return ("phone", digits) if len(digits) >= _LEAST_DIGITS else None


def _e164(text: str, region: str | None) -> str | None:
    international = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(international, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def _handle_key(handle: str, channel: str | None) -> Key:
    kind = f"{channel} handle" if channel else _ANY_CHANNEL
    return (kind, search_key(handle).removeprefix("@"))


def _keys(customer: Customer, region: str | None) -> Iterator[Key]:
    named = [email_key(customer.email), phone_key(customer.phone, region)]
    for identity in customer.identities:
        yield _handle_key(identity.handle, identity.channel)
        yield _handle_key(identity.handle, None)
        international = identity.handle.strip().startswith("+")
        named += [email_key(identity.handle), phone_key(identity.handle) if international else None]
    yield from (key for key in named if key)
