"""The shop's written documents as records: policies and manuals, in sections."""

from __future__ import annotations

from knowledge.fields import Day, Id, Text
from knowledge.record import Record


class AppliesTo(Record):
    """Where a policy holds; empty means everywhere."""

    categories: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


class Section(Record):
    """One `##` section of a policy or manual."""

    heading: Text
    text: str


class Policy(Record):
    """A policy file; `policy_id` is the file's name without language and ending."""

    policy_id: Id
    title: Text
    sections: tuple[Section, ...]
    language: str = "en"
    valid_from: Day | None = None
    valid_to: Day | None = None
    applies_to: AppliesTo = AppliesTo()


class Manual(Record):
    """A product's manual."""

    product_id: Id
    title: Text
    sections: tuple[Section, ...]
    language: str = "en"
