"""CSV tables of a shop folder: read as JSON Lines are, and what a broken row or first line costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.shop_folder import Shop, read_shop
from tests.knowledge.shop_on_disk import write_csv, write_shop


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_shop(tmp_path)


def messages(shop: Shop) -> list[str]:
    return [str(report) for report in shop.reports]


def test_csv_reads_as_json_lines_do(root: Path) -> None:
    text = (
        "product_id,name,price,currency,features,attributes,stock,brand,description\r\n"
        'P1,Kettle,79.90,EUR,"[""quiet""]","{""weight"": ""1.1 kg""}",4,,"Boils\r\nfast, ""really"""\r\n'
    )
    write_csv(root, "products", f"\ufeff{text}")
    product = read_shop(root, strict=True).products[0]
    assert (product.features, product.attributes, product.stock) == (("quiet",), {"weight": "1.1 kg"}, 4)
    assert (product.brand, product.description) == (None, 'Boils\nfast, "really"')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(root: Path, end: str) -> None:
    write_csv(root, "faqs", end.join(["faq_id,question,answer", "F1,Why?,Because.", "F2,How?"]))
    assert messages(read_shop(root)) == ["faqs.csv:3: found 2 cells, expected 3 as in the first line"]


BAD_ROWS = {
    "blank": (",,", "found a blank row, expected a record"),
    "empty cell": ("F2,Why?,", "answer: found nothing, expected a value"),
    "open quote": ('F2,"Why?,So.', "found a quote that is not closed, expected its partner"),
    "text after a quote": (
        'F2,"Why"?,So.',
        "found a broken row (',' expected after '\"'), expected cells between commas, quoted where they hold commas",
    ),
    "huge cell": (
        f"F2,Why?,{'x' * 1_000_001}",
        "answer: found 1,000,001 characters, expected at most 1,000,000",
    ),
    "huge row": (
        f"F2,Why?,{'x' * 16_000_000}",
        "found a row of 16,000,008 characters, expected at most 16,000,000",
    ),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_reported_and_the_rest_goes_in(root: Path, kind: str) -> None:
    row, message = BAD_ROWS[kind]
    write_csv(root, "faqs", f"faq_id,question,answer\n{row}\nF1,How?,So.\n")
    shop = read_shop(root)
    assert messages(shop) == [f"faqs.csv:2: {message}"]
    assert [faq.faq_id for faq in shop.faqs] == ["F1"]


def test_broken_json_in_a_cell(root: Path) -> None:
    write_csv(
        root, "products", 'product_id,name,price,currency,features\nP1,Kettle,1,EUR,\nP2,Pan,1,EUR,"[1,"\n'
    )
    assert messages(read_shop(root)) == [
        "products.csv:3: features: found broken JSON at column 4 (Expecting value), expected valid JSON"
    ]


BAD_HEADERS = {
    "other separator": (
        "faq_id;question;answer\n",
        "faqs.csv:1: found the columns 'faq_id;question;answer', expected also faq_id, question, answer, "
        "separated by commas; the table is left out",
    ),
    "a column twice": (
        "faq_id,question,answer,answer\n",
        "faqs.csv:1: found the columns 'faq_id,question,answer,answer', expected a name for each column, used once; "
        "the table is left out",
    ),
    "nothing": ("", "faqs.csv: found an empty file, expected a first line with the columns' names"),
}


@pytest.mark.parametrize("kind", BAD_HEADERS)
def test_a_bad_first_line_costs_the_table(root: Path, kind: str) -> None:
    text, message = BAD_HEADERS[kind]
    write_csv(root, "faqs", f"{text}F1;How?;So.\n" if text else "")
    shop = read_shop(root)
    assert (messages(shop), shop.faqs) == ([message], ())
