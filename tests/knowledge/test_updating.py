"""Reading a shop again: what a build counts, and when a store is stale."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import knowledge
from knowledge.embeddings import HashEmbedder
from knowledge.errors import StoreError
from knowledge.generations import current_generation, read_manifest, shop_digest
from knowledge.recipe import recipe_modules
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, is_current, open_store
from tests.knowledge.changing_shop import counts, heard_anew, ingest, say
from tests.knowledge.shop_on_disk import FAQ, REVIEW, write_page, write_table


@pytest.mark.integration
def test_a_build_counts_what_was_added_changed_and_removed(root: Path, store: Path) -> None:
    size = read_manifest(current_generation(store)).passages
    second = {**FAQ, "faq_id": "F2", "question": "Is it loud?", "answer": "No, 60 dB."}
    write_table(root, "faqs", FAQ, second)
    added = ingest(root, store)
    assert (counts(added), added.unchanged) == ((1, 0, 0, 1), size)
    write_table(root, "faqs", FAQ, {**second, "answer": "No, 55 dB."})
    changed = ingest(root, store)
    assert (counts(changed), changed.unchanged) == ((0, 1, 0, 1), size)
    write_table(root, "faqs", FAQ)
    removed = ingest(root, store)
    assert (counts(removed), removed.unchanged) == ((0, 0, 1, 0), size)
    assert counts(ingest(root, store)) == (0, 0, 0, 0)


@pytest.mark.integration
def test_additions_changes_and_removals_in_one_build(root: Path, store: Path) -> None:
    write_table(root, "promotions")
    say(root, "90 cm.")
    page = "# Privacy\n\n## Cookies\nNone.\n\n## Letters\nOne a month.\n"
    write_page(root, "policies/privacy.md", page)
    assert counts(ingest(root, store)) == (2, 1, 1, 3)
    assert heard_anew(store) == "90 cm."


@pytest.mark.integration
def test_a_date_alone_changes_a_passage_but_embeds_nothing(root: Path, store: Path) -> None:
    write_table(root, "reviews", REVIEW)
    ingest(root, store)
    write_table(root, "reviews", {**REVIEW, "created_at": "2026-02-02"})
    assert counts(ingest(root, store)) == (0, 1, 0, 0)


@pytest.mark.integration
def test_a_file_changed_while_the_shop_is_read_makes_the_store_stale(root: Path, store: Path) -> None:
    say(root, "90 cm.")
    digest = shop_digest(root, "hash")
    shop = read_shop(root)
    say(root, "95 cm.")
    build_store(shop, store, HashEmbedder(), digest=digest)
    assert not is_current(store, root, "hash")
    ingest(root, store)
    assert heard_anew(store) == "95 cm."


# Other code, other files


def imported(module: str) -> set[str]:
    """The modules of the package that a module imports, read by the language's own parser."""
    source = (Path(str(knowledge.__file__)).parent / f"{module}.py").read_text(encoding="utf-8")
    froms = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    plain = {
        str(node.module).partition(".")[2] for node in froms if (node.module or "").startswith("knowledge.")
    }
    bare = {alias.name for node in froms if node.module == "knowledge" for alias in node.names}
    return plain | bare


def test_the_recipe_holds_all_code_that_makes_passages() -> None:
    modules = set(recipe_modules())
    assert {"shop_folder", "cleaning", "passages", "wording", "sections", "words", "lexical"} <= modules
    assert modules.isdisjoint({"search", "store", "generations", "ranking"})
    assert {name for module in modules for name in imported(module)} <= modules


@pytest.mark.integration
def test_a_store_by_other_code_is_stale_but_its_vectors_are_kept(root: Path, store: Path) -> None:
    manifest = current_generation(store) / "manifest.json"
    recipe = read_manifest(manifest.parent).recipe
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(recipe, "other"), encoding="utf-8")
    with pytest.raises(StoreError, match="made by another version of this program; run: python -m knowledge"):
        open_store(store, HashEmbedder())
    say(root, "90 cm.")
    assert counts(ingest(root, store)) == (0, 1, 0, 1)


@pytest.mark.integration
def test_vectors_that_do_not_fit_their_digests_are_made_anew(root: Path, store: Path) -> None:
    table = current_generation(store) / "vectors.txt"
    table.write_text("".join(table.read_text(encoding="ascii").splitlines(keepends=True)[1:]), "ascii")
    with pytest.raises(StoreError, match="digests for"):
        open_store(store, HashEmbedder())
    say(root, "90 cm.")
    ingest(root, store)
    assert heard_anew(store) == "90 cm."


@pytest.mark.integration
def test_a_damaged_store_can_be_replaced_by_the_same_process(root: Path, store: Path) -> None:
    (current_generation(store) / "passages.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        open_store(store, HashEmbedder())
    shutil.rmtree(store)
    ingest(root, store)
    assert heard_anew(store) == "80 cm."
