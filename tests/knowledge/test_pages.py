"""Markdown pages of a shop folder: faulty ones, languages, what they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.shop_folder import Shop, read_shop
from tests.knowledge.shop_on_disk import write_page, write_shop


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_shop(tmp_path)


def messages(shop: Shop) -> list[str]:
    return [str(report) for report in shop.reports]


BAD_PAGES = {
    "no title": (
        "## How long\nThirty days.\n",
        ": title: found no title, expected a line such as '# Returns'",
    ),
    "no text": ("# Returns\n", ": sections: found no text, expected '##' headings with text below them"),
    "a date as a number": (
        "---\nvalid_from: 20260201\n---\n# Returns\nThirty days.\n",
        ":2: valid_from: found 20260201, expected a date such as 2026-03-01",
    ),
    "no such day": (
        "---\nvalid_from: 2026-02-30\n---\n# Returns\nThirty days.\n",
        ": found broken front matter (day is out of range for month), expected 'name: value' lines",
    ),
    "a list for front matter": (
        "---\n- gold\n---\n# Returns\nThirty days.\n",
        ": found front matter ['gold'], expected 'name: value' lines",
    ),
    "deep front matter": (
        f"---\na: {'[' * 9_000}{']' * 9_000}\n---\n# Returns\nThirty days.\n",
        ": front matter: found values nested deeper than 20 levels, expected fewer",
    ),
    "a bomb of references": (
        "---\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
        )
        + "---\n# Returns\nThirty days.\n",
        ": front matter: found more than 100,000 values, expected fewer in one record",
    ),
}


@pytest.mark.parametrize("kind", BAD_PAGES)
def test_a_bad_page_is_reported_and_left_out(root: Path, kind: str) -> None:
    text, message = BAD_PAGES[kind]
    write_page(root, "policies/bad.md", text)
    shop = read_shop(root)
    assert messages(shop) == [f"policies/bad.md{message}"]
    assert [policy.policy_id for policy in shop.policies] == ["returns"]


def test_broken_front_matter_names_its_line(root: Path) -> None:
    write_page(root, "policies/bad.md", "---\nlanguage: en\nvalid: [\n---\n# Returns\nThirty days.\n")
    (report,) = read_shop(root).reports
    assert (report.file, report.line) == ("policies/bad.md", 4)


def test_a_language_is_in_the_name_and_front_matter_wins(root: Path) -> None:
    write_page(root, "policies/returns.zh.md", "# 退货\n三十天。\n")
    write_page(root, "policies/payment.zh.md", "---\nlanguage: en\n---\n# Payment\nBy card.\n")
    shop = read_shop(root, strict=True)
    found = {(policy.policy_id, policy.language, policy.sections[0].heading) for policy in shop.policies}
    assert found == {("returns", "en", "How long"), ("returns", "zh", "退货"), ("payment", "en", "Payment")}


def test_a_manual_of_an_unknown_product_is_left_out(root: Path) -> None:
    write_page(root, "manuals/P9.md", "# Toaster\nNo knives.\n")
    shop = read_shop(root)
    assert messages(shop) == [
        "manuals/P9.md: product_id: found 'P9', expected the id of a product of the shop"
    ]
    assert len(shop.manuals) == 1


def test_a_page_of_another_kind_is_reported(root: Path) -> None:
    (root / "policies" / "returns.docx").write_bytes(b"PK\x03\x04\xff")
    assert messages(read_shop(root)) == [
        "policies/returns.docx: found a file that is no page, expected the ending .md"
    ]
