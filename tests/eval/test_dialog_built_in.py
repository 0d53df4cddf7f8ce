"""The dialogs that Shopkeeper ships are sound, and name only what their shops have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from eval.dialog import FRESH, Dialog, theme
from eval.dialog_files import Placed, built_in_files, read_dialogs
from eval.worlds import world_folders
from knowledge.passages import passages
from knowledge.shop_folder import Shop, read_shop

ALL_HELD_OUT = ("fresh", "latest_heldout", "shoppers_third_heldout", "shoppers_fourth_heldout")
NONE_HELD_OUT = ("first_twenty", "answers", "conversations", "shoppers", "latest")
"""How files are called of which all, or nothing, is held out; of the others about a third."""
UNLISTED = ("customer:", "account:")  # made for the customer who asks


class Known(NamedTuple):
    """What a shop has."""

    shop: Shop
    ids: frozenset[str]
    sources: frozenset[str]


@cache
def known(folder: Path) -> Known:
    shop = read_shop(folder)
    ids = {p.product_id for p in shop.products} | {c.customer_id for c in shop.customers}
    ids |= {o.order_id for o in shop.orders} | {p.promotion_id for p in shop.promotions}
    ids |= {r.review_id for r in shop.reviews} | {p.policy_id for p in shop.policies}
    sources = {passage.source for passage in passages(shop)} | {f"order:{o.order_id}" for o in shop.orders}
    return Known(shop, frozenset(ids), frozenset(sources))


def faults(placed: Placed) -> Iterator[str]:
    dialog = placed.dialog
    shop, ids, sources = known(world_folders([placed])[dialog.world])
    if dialog.customer is not None and shop.customers and dialog.customer not in ids:
        yield f"{placed.at('customer')}: no customer {dialog.customer}"
    if not set(dialog.channel) <= set(shop.profile.channels):
        yield f"{placed.at('channel')}: channels are {shop.profile.channels}"
    if dialog.lang not in shop.profile.languages:
        yield f"{placed.at('lang')}: languages are {shop.profile.languages}"
    for turn in dialog.turns:
        expect = turn.expect
        yield from (
            f"{placed.at('turns')}: no card {card.kind} {card.id}"
            for card in expect.cards_any
            if card.id and card.kind not in ("handoff", "comparison") and card.id not in ids
        )
        yield from (
            f"{placed.at('turns')}: no source {prefix}"
            for prefix in expect.cites
            if not prefix.startswith(UNLISTED) and not any(s.startswith(prefix) for s in sources)
        )
    for place in dialog.final.state:
        if place.split(".")[1] not in ids:
            yield f"{placed.at('final')}: no record {place}"


@pytest.fixture(scope="module")
def dialogs() -> tuple[Placed, ...]:
    return read_dialogs(built_in_files())


def test_every_dialog_names_only_what_its_world_has(dialogs: tuple[Placed, ...]) -> None:
    assert set(world_folders(dialogs)) == {"sample", "sample_furniture"}
    assert [fault for placed in dialogs for fault in faults(placed)] == []


def test_a_dialog_that_names_something_else_would_be_found() -> None:
    wrong = {
        "id": "a", "lang": "fr", "customer": "C999", "channel": "fax",
        "turns": [{"user": "Hi", "expect": {"cites": ["product:P999"], "cards_any": [{"kind": "order", "id": "O1"}]}}],
        "final": {"state": {"orders.O9999.status": "paid"}},
    }  # fmt: skip
    found = faults(Placed(Dialog.model_validate(wrong), Path("mine.yaml"), 1, {}))
    assert [" ".join(fault.split(": ")[1].split()[:2]) for fault in found] == [
        "no customer", "channels are", "languages are", "no card", "no source", "no record",
    ]  # fmt: skip


def test_every_dialog_expects_something(dialogs: tuple[Placed, ...]) -> None:
    assert [placed.at("turns") for placed in dialogs if not _expects(placed.dialog)] == []


def _expects(dialog: Dialog) -> bool:
    of_replies = any(turn.expect.model_fields_set - {"max_seconds"} for turn in dialog.turns)
    return of_replies or dialog.final.handoff is not None or bool(dialog.final.state)


def test_there_are_enough_of_them_in_both_languages(dialogs: tuple[Placed, ...]) -> None:
    languages = [placed.dialog.lang for placed in dialogs]
    assert languages.count("en") >= 100
    assert languages.count("zh") >= 50


def _held_out(name: str) -> tuple[float, float]:
    """The least and the largest share of a file's dialogs that may be held out."""
    if name.startswith(ALL_HELD_OUT):
        return 1, 1
    return (0, 0) if name.startswith(NONE_HELD_OUT) else (0.2, 0.5)


def test_a_third_of_every_theme_is_held_out(dialogs: tuple[Placed, ...]) -> None:
    for file in built_in_files():
        halves = [placed.dialog.heldout for placed in dialogs if placed.file == file]
        share = sum(halves) / len(halves)
        low, high = _held_out(file.stem)
        assert low <= share <= high, f"{file.name}: {share:.0%}"


def test_fresh_dialogs_are_held_out_and_about_every_theme(dialogs: tuple[Placed, ...]) -> None:
    fresh = [placed.dialog for placed in dialogs if FRESH in placed.dialog.tags]
    assert all(dialog.heldout for dialog in fresh)
    assert Counter(dialog.lang for dialog in fresh) == {"en": 140, "zh": 86}
    themes = {theme(placed.dialog.tags) for placed in dialogs} - {"first-twenty"}
    for language in ("en", "zh"):
        assert {theme(dialog.tags) for dialog in fresh if dialog.lang == language} == themes
