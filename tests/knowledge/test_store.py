"""Building, opening and searching a store: real Chroma, hashed embeddings."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from knowledge.embeddings import HashEmbedder, Vectors
from knowledge.errors import StoreError
from knowledge.generations import current_generation, default_store, shop_digest, writing
from knowledge.retriever import KnowledgeRetriever
from knowledge.search import Hit, Knowledge
from knowledge.store import build_store, is_current, open_store
from tests.knowledge.small_shop import LAMP, product, small_shop

pytestmark = pytest.mark.integration


class CountingEmbedder(HashEmbedder):
    """Counts the texts that it embeds; fails after a number of them when told to."""

    def __init__(self, fail_after: int | None = None) -> None:
        super().__init__()
        self.count = 0
        self._fail_after = fail_after

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        if self._fail_after is not None and self.count > self._fail_after:
            raise KeyboardInterrupt
        return super().embed(texts)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that stands for the shop's; its contents decide whether a store is current."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "products.jsonl").write_text("one\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "shop").mkdir()
    build_store(small_shop(folder / "shop"), folder / "store", HashEmbedder())
    opened = open_store(folder / "store", HashEmbedder())
    yield opened
    opened.close()


def sources(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.source for hit in hits]


def test_a_second_build_of_the_same_folder_does_nothing(root: Path, tmp_path: Path) -> None:
    store, embedder = tmp_path / "store", CountingEmbedder()
    first = build_store(small_shop(root), store, embedder)
    assert is_current(store, root, "hash")
    embedded = embedder.count
    second = build_store(small_shop(root), store, embedder)
    assert first.added > 0
    assert first.embedded == embedded == embedder.count
    assert (second.added, second.changed, second.removed, second.embedded) == (0, 0, 0, 0)
    assert second.unchanged == first.added


def test_only_what_changed_is_embedded_again(root: Path, tmp_path: Path) -> None:
    store, embedder = tmp_path / "store", CountingEmbedder()
    build_store(small_shop(root), store, embedder)
    embedder.count = 0
    (root / "products.jsonl").write_text("two\n", encoding="utf-8")
    assert not is_current(store, root, "hash")
    shop = small_shop(root)
    changed = LAMP.model_copy(update={"description": "A lamp with a short arm."})
    report = build_store(
        small_shop(root, products=(*shop.products[:2], changed), reviews=()), store, embedder
    )
    assert report.embedded == embedder.count == 2
    assert report.changed == 2
    assert report.removed > 0
    opened = open_store(store, embedder)
    assert opened.catalogue.product("P004") is None
    assert not [hit for hit in opened.search("zip sticks") if hit.passage.kind == "review"]
    opened.close()


def test_another_embedder_makes_the_store_stale(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(small_shop(root), store, HashEmbedder())
    other = HashEmbedder()
    other.name = "other"
    assert not is_current(store, root, "other")
    with pytest.raises(
        StoreError, match=r"made with the embedding model 'hash', but 'other' is set; run: python -m"
    ):
        open_store(store, other)


def test_an_interrupted_build_leaves_the_old_store_serving(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(small_shop(root), store, HashEmbedder())
    before = current_generation(store)
    (root / "products.jsonl").write_text("two\n", encoding="utf-8")
    other = LAMP.model_copy(update={"description": "Another text."})
    with pytest.raises(KeyboardInterrupt):
        build_store(small_shop(root, products=(other,)), store, CountingEmbedder(fail_after=0))
    assert current_generation(store) == before
    build_store(small_shop(root, products=(LAMP,), reviews=()), store, HashEmbedder())
    left = {folder.name for folder in store.glob("gen-*")}
    assert left == {before.name, current_generation(store).name}


def build_slowly(root: Path, store: Path) -> None:
    """Runs in a process of its own, to be killed in the middle."""

    def wait(done: int, total: int) -> None:
        (store / "started").touch()
        time.sleep(60)

    build_store(small_shop(root), store, HashEmbedder(), progress=wait)


def test_a_killed_build_leaves_the_old_store_serving(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(small_shop(root), store, HashEmbedder())
    before = current_generation(store)
    (root / "products.jsonl").write_text("two\n", encoding="utf-8")
    process = multiprocessing.get_context("spawn").Process(target=build_slowly, args=(root, store))
    process.start()
    deadline = time.monotonic() + 120
    while not (store / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert current_generation(store) == before
    open_store(store, HashEmbedder()).close()
    build_store(small_shop(root), store, HashEmbedder())
    assert is_current(store, root, "hash")


def test_two_writers_do_not_meet(root: Path, tmp_path: Path) -> None:
    with (
        writing(tmp_path / "store"),
        pytest.raises(StoreError, match="another process has been writing"),
        writing(tmp_path / "store", seconds=0.1),
    ):
        pass


def test_a_store_that_is_missing_or_damaged_says_what_to_run(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with pytest.raises(StoreError, match="no knowledge store here; run: python -m knowledge ingest"):
        open_store(store, HashEmbedder())
    build_store(small_shop(root), store, HashEmbedder())
    generation = current_generation(store)
    (generation / "passages.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        open_store(store, HashEmbedder())
    (store / "CURRENT").write_text("gen-none", encoding="utf-8")
    with pytest.raises(StoreError, match="not a complete generation"):
        open_store(store, HashEmbedder())


def test_a_store_without_its_vectors_is_damaged(root: Path, tmp_path: Path) -> None:
    build_store(small_shop(root), tmp_path / "store", HashEmbedder())
    copied = tmp_path / "copied"
    shutil.copytree(tmp_path / "store", copied)
    shutil.rmtree(current_generation(copied) / "chroma")
    with pytest.raises(StoreError, match="run: python -m knowledge ingest"):
        open_store(copied, HashEmbedder())


def test_the_digest_knows_names_and_contents_of_the_shop_s_files(root: Path) -> None:
    before = shop_digest(root, "hash")
    (root / "picture.png").write_bytes(b"x")
    assert shop_digest(root, "hash") == before
    (root / "policies").mkdir()
    (root / "policies" / "returns.md").write_text("# Returns", encoding="utf-8")
    assert shop_digest(root, "hash") != before


def test_a_damaged_store_is_built_anew_once_it_is_removed(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_store(small_shop(root), store, HashEmbedder())
    assert not is_current(store, root, "hash", chroma_url="http://chroma.example")
    shutil.rmtree(current_generation(store))
    assert not is_current(store, root, "hash")
    build_store(small_shop(root), store, HashEmbedder())
    open_store(store, HashEmbedder()).close()


def test_every_shop_folder_has_a_store_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "shop", tmp_path / "b" / "shop"
    assert default_store(one, tmp_path) != default_store(other, tmp_path)
    assert default_store(one, tmp_path).parent == tmp_path / "stores"


def test_a_fact_of_a_named_product_comes_first(knowledge: Knowledge) -> None:
    hit = knowledge.search("weight of the Alder Trail 2 Tent")[0]
    assert hit.passage.source == "product:P001#weight"
    assert {"words:weight", "product name"} <= set(hit.matched)
    assert 0 < hit.score <= 1


def test_a_fact_is_given_in_the_question_s_language(knowledge: Knowledge) -> None:
    hits = knowledge.search("Alder Trail 2 双人帐篷的重量")
    assert (hits[0].passage.source, hits[0].passage.language) == ("product:P001#weight", "zh")
    assert len(set(sources(hits))) == len(hits)
    english = knowledge.search("重量", kinds=["product"], product_ids=["P001"], language="en")
    assert (english[0].passage.source, english[0].passage.language) == ("product:P001#weight", "en")


def test_a_chinese_question_finds_english_data(knowledge: Knowledge) -> None:
    assert sources(knowledge.search("台灯的功率", product_ids=["P003"]))[0] == "product:P003#power"


def test_limits_by_product_and_kind(knowledge: Knowledge) -> None:
    limited = knowledge.search("weight", product_ids=["P002"], k=20)
    assert {hit.passage.product_id for hit in limited} <= {"P002", None}
    assert "product:P002#weight" in sources(limited)
    reviews = knowledge.search("zip", kinds=["review"])
    assert sources(reviews)[0] == "review:P001-R1"
    assert {hit.passage.kind for hit in reviews} == {"review"}


@pytest.mark.parametrize(
    "query", ["Order O0001", "Order O0002", "all orders", "C002", "Alder Trail 2 Tent order shipped"]
)
def test_orders_are_found_by_their_customer_only(knowledge: Knowledge, query: str) -> None:
    anonymous = knowledge.search(query, k=100)
    asked_for = knowledge.search(query, kinds=["order"], k=100)
    own = knowledge.search(query, kinds=["order"], customer_id="C001", k=100)
    assert not [hit for hit in anonymous if hit.passage.kind == "order"]
    assert asked_for == ()
    said = any(word in query for word in ("Order", "order"))
    assert set(sources(own)) == ({"order:O0001", "order:O0003"} if said else set())
    assert knowledge.search(query, kinds=["order"], customer_id="C404") == ()
    assert knowledge.search(query, kinds=["order"], customer_id="") == ()


def test_what_does_not_hold_on_the_day_is_not_found(knowledge: Knowledge) -> None:
    now = knowledge.search("shipping cost", kinds=["policy"], k=20)
    then = knowledge.search("shipping cost", kinds=["policy"], today=dt.date(2025, 6, 1), k=20)
    assert "policy:shipping#cost" in sources(now)
    assert "policy:shipping-old#cost" not in sources(now)
    assert "policy:shipping-old#cost" in sources(then)
    assert "policy:shipping#cost" not in sources(then)
    assert knowledge.search("spring tents", kinds=["promotion"])
    assert not knowledge.search("spring tents", kinds=["promotion"], today=dt.date(2026, 4, 1))


def test_a_section_cut_by_membership_can_be_made_whole(knowledge: Knowledge) -> None:
    general = knowledge.passage("policy:returns#how-long", "en")
    assert general is not None
    for membership, own in (("gold", "gold"), ("silver", "silver"), ("none", "standard")):
        parts = {passage.source for passage in knowledge.section(general, membership)}
        assert parts == {"policy:returns#how-long", f"policy:returns#{own}"}
    assert len(knowledge.section(general)) == 4
    assert {passage.language for passage in knowledge.section(general)} == {"en"}
    uncut = knowledge.passage("policy:returns#condition", "en")
    assert uncut is not None
    assert knowledge.section(uncut, "gold") == (uncut,)


def test_a_member_sees_what_is_for_her_and_what_she_asks_about(knowledge: Knowledge) -> None:
    gold = sources(knowledge.search("how many days to return", kinds=["policy"], membership="gold", k=20))
    assert "policy:returns#gold" in gold
    assert "policy:returns#silver" not in gold
    assert "policy:returns#how-long" in gold
    asking = sources(
        knowledge.search("days to return for silver members", kinds=["policy"], membership="gold", k=20)
    )
    assert {"policy:returns#silver", "policy:returns#gold"} <= set(asking)
    nobody = sources(knowledge.search("days to return", kinds=["policy"], membership="none", k=20))
    assert "policy:returns#standard" in nobody
    assert "policy:returns#gold" not in nobody


def test_a_policy_for_other_categories_is_left_out(knowledge: Knowledge) -> None:
    lamp = sources(knowledge.search("can it be returned", kinds=["policy"], product_ids=["P003"], k=20))
    tent = sources(knowledge.search("can it be returned", kinds=["policy"], product_ids=["P001"], k=20))
    assert "policy:returns-tents#pitching" not in lamp
    assert "policy:returns-tents#pitching" in tent


@pytest.mark.parametrize(
    "query", ["", "   ", "🙂🙂", "?!", "\x00\x01", "the of and", "a" * 20000, "'; DROP TABLE x; --"]
)
def test_a_question_without_words_does_not_break(knowledge: Knowledge, query: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in knowledge.search(query, k=3))


def test_a_source_opens_in_the_language_asked_for_or_the_other(knowledge: Knowledge) -> None:
    chinese = knowledge.passage("product:P001#weight", "zh")
    fallback = knowledge.passage("product:P003#power", "zh")
    assert chinese is not None
    assert chinese.language == "zh"
    assert fallback is not None
    assert fallback.language == "en"
    assert knowledge.passage("product:P999", "en") is None


def test_similar_products(knowledge: Knowledge) -> None:
    similar = knowledge.similar_products("P001", k=2)
    assert similar[0][0].product_id == "P002"
    assert "P001" not in [product.product_id for product, _ in similar]
    described = knowledge.similar_products("lamp with a long arm", k=1, exclude=["P004"])
    assert described[0][0].product_id == "P003"


def test_the_retriever_gives_documents(knowledge: Knowledge) -> None:
    documents = KnowledgeRetriever(knowledge=knowledge, k=2).invoke("weight of the Alder Trail 2 Tent")
    assert documents[0].metadata["source"] == "product:P001#weight"
    assert documents[0].page_content == "Alder Trail 2 Tent — Weight: 2.1 kg"
    assert not [
        d
        for d in KnowledgeRetriever(knowledge=knowledge, k=50).invoke("order")
        if d.metadata["kind"] == "order"
    ]


def test_of_two_products_that_say_the_same_the_described_one_comes_first(tmp_path: Path) -> None:
    more = ["Washable strap", "Hook and legs", "Light for tents"]
    goods = (
        product("P041", "Tallowy", "9.00", description="Made for towns.", features=more[:1]),
        product("P040", "Brindle", "9.00", description="Hangs well.", features=more),
    )
    (tmp_path / "shop").mkdir()
    build_store(small_shop(tmp_path / "shop", products=goods), tmp_path / "store", HashEmbedder())
    knowledge = open_store(tmp_path / "store", HashEmbedder())
    straps = [
        s for s in sources(knowledge.search("washable strap, hook and legs?")) if s.endswith("#features-1")
    ]
    knowledge.close()
    assert straps == ["product:P040#features-1", "product:P041#features-1"]
