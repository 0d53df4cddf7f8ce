"""A running program takes up new data without a restart."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from pathlib import Path

import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.errors import StoreError
from knowledge.generations import current_generation
from knowledge.live import AFTER_FAILURE_SECONDS, LiveKnowledge
from knowledge.store import open_current
from tests.knowledge.changing_shop import heard, ingest, say


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
        kept_open.nearest("reviews", HashEmbedder().embed(["lamp"]), 1)
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
