"""Changing a shop while its store serves: what a build counts, kills, readers beside a writer, a running program."""

from __future__ import annotations

import ast
import gc
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

import knowledge
from knowledge.embeddings import HashEmbedder
from knowledge.errors import StoreError
from knowledge.generations import current_generation, generations, read_manifest, shop_digest
from knowledge.live import AFTER_FAILURE_SECONDS, LiveKnowledge
from knowledge.recipe import recipe_modules
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import BuildReport, build_store, is_current, open_current, open_store
from tests.knowledge.shop_on_disk import FAQ, REVIEW, write_page, write_shop, write_table

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["chromadb", "tests.knowledge.test_updating"])
ROUNDS = 4


def ingest(root: Path, store: Path) -> BuildReport:
    return build_store(read_shop(root), store, HashEmbedder())


def say(root: Path, answer: str) -> None:
    """Changes what the shop says about its one frequent question."""
    write_table(root, "faqs", {**FAQ, "answer": answer})


def heard(knowledge: Knowledge) -> str:
    """What a search finds about that question."""
    (hit,) = knowledge.search("How long is the cord?", kinds=["faq"], k=1)
    return hit.passage.text.removeprefix(f"{FAQ['question']} ")


def heard_anew(store: Path) -> str:
    opened = open_store(store, HashEmbedder())
    try:
        return heard(opened)
    finally:
        opened.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    return write_shop(tmp_path / "shop")


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Path:
    """A store of the shop, in which the cord is 80 cm."""
    ingest(root, tmp_path / "store")
    return tmp_path / "store"


# What a build counts


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.embedded


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
    plain = {node.module.partition(".")[2] for node in froms if (node.module or "").startswith("knowledge.")}
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


# Kills


def ingest_until(root: Path, store: Path, event: str, name: str) -> None:
    """An ingest, in a process of its own, that kills itself right before it does something to a file.

    `event` is an audit event of Python's (`open`, `os.rename`, ...), `name` what the file's path ends with.
    """

    def kill(happening: str, arguments: tuple[Any, ...]) -> None:
        if happening == event and str(arguments[0]).rpartition("/")[2].startswith(name):
            os.kill(os.getpid(), signal.SIGKILL)

    shop = read_shop(root)
    sys.addaudithook(kill)
    build_store(shop, store, HashEmbedder())


def killed(target: Callable[..., None], *arguments: Any) -> None:
    """Runs a process that must die of SIGKILL."""
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.integration
@pytest.mark.parametrize(
    ("event", "name", "serving"),
    [
        ("os.mkdir", "gen-", "85 cm."),
        ("open", "passages.jsonl", "85 cm."),
        ("open", "vectors.txt", "85 cm."),
        ("open", "manifest.json", "85 cm."),
        ("os.rename", "CURRENT.new", "85 cm."),
        ("shutil.rmtree", "gen-", "90 cm."),
    ],
)
def test_a_killed_ingest_leaves_a_whole_store(
    root: Path, store: Path, event: str, name: str, serving: str
) -> None:
    say(root, "85 cm.")
    ingest(root, store)
    say(root, "90 cm.")
    killed(ingest_until, root, store, event, name)
    assert heard_anew(store) == serving
    say(root, "95 cm.")
    assert counts(ingest(root, store)) == (0, 1, 0, 1)
    assert heard_anew(store) == "95 cm."
    assert len(generations(store)) == 2


def ingest_for_ever(root: Path, store: Path, started: Event) -> None:
    """Fills Chroma again and again, to be killed at any time."""
    for length in range(1000):
        say(root, f"{length} m.")
        started.set()
        ingest(root, store)


@pytest.mark.integration
@pytest.mark.parametrize("seconds", [0.05, 0.25, 0.6])
def test_an_ingest_may_be_killed_at_any_time(root: Path, store: Path, seconds: float) -> None:
    started = PROCESSES.Event()
    process = PROCESSES.Process(target=ingest_for_ever, args=(root, store, started))
    process.start()
    assert started.wait(120)
    time.sleep(seconds)
    process.kill()
    process.join(60)
    assert heard_anew(store).endswith(("80 cm.", " m."))
    say(root, "95 cm.")
    ingest(root, store)
    assert heard_anew(store) == "95 cm."


# Readers beside a writer


def read_until(store: Path, stop: Event, ready: Event, answers: Any) -> None:
    """Searches as fast as it can; puts what it heard, or the error that it met, into a queue at the end."""
    seen: list[str] = []
    try:
        live = LiveKnowledge(store, HashEmbedder(), every=0)
        while not stop.is_set():
            seen.append(heard(live.current()))
            seen.append(heard_anew(store))
            ready.set()
        live.close()
    except Exception as error:
        seen.append(f"{type(error).__name__}: {error}")
        ready.set()
    answers.put(list(dict.fromkeys(seen)))


@contextmanager
def reading(store: Path, count: int) -> Iterator[tuple[Event, Any]]:
    stop, answers = PROCESSES.Event(), PROCESSES.Queue()
    readies = [PROCESSES.Event() for _ in range(count)]
    readers: list[BaseProcess] = [
        PROCESSES.Process(target=read_until, args=(store, stop, ready, answers)) for ready in readies
    ]
    for reader in readers:
        reader.start()
    try:
        assert all(ready.wait(120) for ready in readies)
        yield stop, answers
    finally:
        stop.set()
        for reader in readers:
            reader.join(60)


@pytest.mark.integration
def test_two_readers_see_the_old_or_the_new_beside_a_writer(root: Path, store: Path) -> None:
    said = ["80 cm."]
    with reading(store, 2) as (stop, answers):
        for number in range(ROUNDS):
            said.append(f"{number} m.")
            say(root, said[-1])
            ingest(root, store)
        time.sleep(0.3)
        stop.set()
        seen = [answers.get(timeout=60) for _ in range(2)]
    for heard_by_one in seen:
        assert heard_by_one == [answer for answer in said if answer in heard_by_one]
        assert {said[0], said[-1]} <= set(heard_by_one)


# A running program


class Clock:
    """A clock that stands still until it is set forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.integration
def test_a_running_program_sees_new_data(root: Path, store: Path) -> None:
    clock = Clock()
    live = LiveKnowledge(store, HashEmbedder(), clock=clock)
    before = live.current()
    say(root, "90 cm.")
    ingest(root, store)
    assert live.current() is before
    clock.now += 1
    after = live.current()
    assert (heard(before), heard(after)) == ("80 cm.", "90 cm.")
    clock.now += 1
    assert live.current() is after
    live.close()


@pytest.mark.integration
def test_old_knowledge_is_closed_when_nobody_uses_it(root: Path, store: Path) -> None:
    clock = Clock()
    live = LiveKnowledge(store, HashEmbedder(), clock=clock)
    used = live.current()
    heard(used)
    say(root, "90 cm.")
    ingest(root, store)
    clock.now += 1
    live.current()
    clock.now += 1
    live.current()
    assert heard(used) == "80 cm."
    gone, kept_open = weakref.ref(used), used._index.vectors
    gc.disable()
    try:
        del used
        assert gone() is None, "Knowledge refers to itself, so it is not freed at once"
    finally:
        gc.enable()
    clock.now += 1
    live.current()
    with pytest.raises(StoreError, match="cannot be searched"):
        kept_open.vector("products", "faq:F1@en")
    assert heard(live.current()) == "90 cm."
    live.close()


@pytest.mark.integration
def test_a_new_store_that_cannot_be_opened_leaves_the_old_one_serving(
    root: Path, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    live = LiveKnowledge(store, HashEmbedder(), clock=clock)
    say(root, "90 cm.")
    ingest(root, store)
    passages = current_generation(store) / "passages.jsonl"
    good = passages.read_bytes()
    passages.write_bytes(b"{")
    clock.now += 1
    with caplog.at_level(logging.WARNING):
        assert heard(live.current()) == "80 cm."
    assert "goes on serving" in caplog.text
    assert "damaged" in caplog.text
    passages.write_bytes(good)
    clock.now += AFTER_FAILURE_SECONDS
    assert heard(live.current()) == "90 cm."
    live.close()


@pytest.mark.integration
def test_threads_share_live_knowledge(root: Path, store: Path) -> None:
    live = LiveKnowledge(store, HashEmbedder(), every=0)
    seen: list[set[str]] = []
    stop = threading.Event()

    def read() -> None:
        own: set[str] = set()
        seen.append(own)
        while not stop.is_set():
            own.add(heard(live.current()))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for answer in ("90 cm.", "95 cm."):
        say(root, answer)
        ingest(root, store)
    time.sleep(0.3)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert all("95 cm." in own <= {"80 cm.", "90 cm.", "95 cm."} for own in seen)
    live.close()


@pytest.mark.integration
def test_generations_of_the_same_content_are_told_apart(root: Path, store: Path) -> None:
    first = open_current(store, HashEmbedder())
    for answer in ("90 cm.", "80 cm.", "90 cm.", "80 cm."):
        say(root, answer)
        ingest(root, store)
    again = open_current(store, HashEmbedder())
    assert first.knowledge.digest == again.knowledge.digest
    assert first.generation != again.generation
    assert heard(again.knowledge) == "80 cm."
    first.knowledge.close()
    again.knowledge.close()
