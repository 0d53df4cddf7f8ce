"""What is written, what is left out, and what an import must not leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge.__main__ import app
from knowledge.errors import SourceError
from knowledge.importers.folder import write_folder
from knowledge.importers.items import Item, Mapped, Options, Page, ShopName, Unmapped
from knowledge.importers.kinds import import_shop
from knowledge.shop_folder import read_shop
from tests.knowledge.importers.importing import EUROS, FIXTURES, noted

CUP = {"product_id": "C", "name": "Cup", "price": "4.00", "currency": "EUR"}
SHOPIFY = [str(FIXTURES / "shopify.csv"), "--currency", "EUR", "--language", "en"]


def mapped(**changes: object) -> Mapped:
    return Mapped("products", {**CUP, **changes}, "x:1")


def test_the_profile_can_hold_any_name(tmp_path: Path) -> None:
    name = 'Café "Nord"\\ 店'
    write_folder([mapped()], tmp_path / "out", Options(name, "EUR", ("en", "zh"), "Europe/Berlin"))
    profile = read_shop(tmp_path / "out").profile
    assert (profile.name, profile.languages, profile.timezone) == (name, ("en", "zh"), "Europe/Berlin")


def test_a_name_told_by_the_source_wins(tmp_path: Path) -> None:
    write_folder([ShopName("Told"), mapped()], tmp_path / "out", EUROS)
    assert read_shop(tmp_path / "out").profile.name == "Told"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (mapped(price="-1.00"), "products.price"),
        (mapped(currency="Taler"), "products.currency"),
        (mapped(name=""), "products.name"),
        (mapped(description="x" * 1_000_001), "products.description"),
        (
            Mapped("reviews", {"review_id": "R", "product_id": "Z", "text": "Good."}, "x:2"),
            "reviews.product_id",
        ),
    ],
)
def test_rows_that_a_shop_folder_cannot_hold_are_left_out_and_noted(
    tmp_path: Path, row: Mapped, field: str
) -> None:
    outcome = write_folder([mapped(product_id="A"), row], tmp_path / "out", EUROS)
    assert outcome.counts == {"products": 1}
    assert len(noted(outcome, field)) == 1
    assert read_shop(tmp_path / "out").reports == ()


@pytest.mark.parametrize("name", ["manuals/../../evil.md", "manuals/.hidden.md", "manuals/a/b.md", "evil.md"])
def test_an_id_cannot_name_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    page = Page(name, "# Cup\n\n## Care\n\nWash.\n", "x:1", "C")
    outcome = write_folder([mapped(), page], tmp_path / "out", EUROS)
    assert "an id that cannot name a file" in outcome.notes[0].reason
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["out", "products.jsonl", "shop.toml"]


def test_text_that_is_no_unicode_does_not_stop_the_import(tmp_path: Path) -> None:
    write_folder([mapped(name="Cup \ud800")], tmp_path / "out", EUROS)
    assert read_shop(tmp_path / "out").products[0].name == "Cup ?"


@pytest.mark.parametrize("failure", [KeyboardInterrupt, SourceError])
def test_an_import_that_is_broken_off_leaves_nothing(tmp_path: Path, failure: type[BaseException]) -> None:
    def items() -> Iterator[Item]:
        yield mapped()
        raise failure

    with pytest.raises(failure):
        write_folder(items(), tmp_path / "out", EUROS)
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_is_broken_off_leaves_the_old_folder(tmp_path: Path) -> None:
    write_folder([mapped()], tmp_path / "out", EUROS)

    def items() -> Iterator[Item]:
        yield mapped(name="New")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(items(), tmp_path / "out", EUROS, force=True)
    assert read_shop(tmp_path / "out").products[0].name == "Cup"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_replaces_a_shop_folder_and_only_that(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder([mapped()], out, EUROS)
    with pytest.raises(SourceError, match="or say --force"):
        write_folder([mapped(name="New")], out, EUROS)
    write_folder([mapped(name="New")], out, EUROS, force=True)
    assert read_shop(out).products[0].name == "New"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("years of work")
    with pytest.raises(SourceError, match="--force replaces shop folders only"):
        write_folder([mapped()], tmp_path / "home", EUROS, force=True)


def test_an_empty_folder_may_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_folder([mapped()], tmp_path / "out", EUROS)
    assert (tmp_path / "out" / "shop.toml").is_file()


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shop.toml").write_text("")
    (shop / "export.csv").write_bytes((FIXTURES / "shopify.csv").read_bytes())
    with pytest.raises(SourceError, match="found the source in it"):
        import_shop("shopify", shop / "export.csv", shop, EUROS, force=True)
    assert (shop / "export.csv").is_file()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(None, "EUR", ("en",)), "shop's name; give it, as in --name"),
        (Options("A", None, ("en",)), "shop's currency; give it, as in --currency"),
        (Options("A", "EUR"), "shop's languages; give it, as in --language"),
        (Options("A", "Taler", ("en",)), "--currency: found 'Taler', expected an ISO 4217 code"),
        (Options("A", "EUR", ("English",)), "--language: found 'English', expected a language code"),
        (Options("A", "EUR", ("en",), "Mars"), "--timezone: found 'Mars', expected a time zone"),
        (
            Options("A", "EUR", ("en",), None, "2026"),
            "--order-date: found '2026', expected a time with a zone",
        ),
    ],
)
def test_options_are_checked_before_anything_is_read(tmp_path: Path, options: Options, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        import_shop("shopify", FIXTURES / "shopify.csv", tmp_path / "out", options)


def test_equal_notes_are_counted_together_with_the_first_as_example(tmp_path: Path) -> None:
    cases = [Unmapped("colour", "no place", f"x:{n}", "red") for n in (1, 2, 3)]
    outcome = write_folder([mapped(), Unmapped("size", "no place", "x:9"), *cases], tmp_path / "out", EUROS)
    assert [str(note) for note in outcome.notes] == [
        "colour: no place, 3 times, such as x:1: 'red'",
        "size: no place, once, such as x:9",
    ]


def test_the_command_tells_counts_and_what_was_not_mapped(tmp_path: Path) -> None:
    arguments = ["import", "shopify", SHOPIFY[0], str(tmp_path / "out"), *SHOPIFY[1:], "--name", "A"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    first, second, *notes = result.stdout.splitlines()
    assert first == f"{tmp_path / 'out'}: 2 products"
    assert second == "Not mapped:"
    assert "  Status: archived; the product is left out, once, such as shopify.csv:9: 'Old Scarf'" in notes


def test_the_command_answers_programs_in_json(tmp_path: Path) -> None:
    arguments = [
        "import",
        "shopify",
        SHOPIFY[0],
        str(tmp_path / "out"),
        *SHOPIFY[1:],
        "--name",
        "A",
        "--json",
    ]
    answer = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert answer["counts"] == {"products": 2}
    assert {"field", "reason", "count", "example"} == set(answer["not_mapped"][0])


@pytest.mark.parametrize("kind", ["shopify", "magento"])
def test_the_command_says_in_a_line_what_is_wrong(tmp_path: Path, kind: str) -> None:
    result = CliRunner().invoke(app, ["import", kind, str(tmp_path / "none.csv"), str(tmp_path / "out")])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) == 1
