"""Kills of an ingest and readers beside one: whoever reads sees the old store or the new one, whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.generations import generations
from knowledge.live import LiveKnowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store
from tests.knowledge.changing_shop import counts, heard, heard_anew, ingest, say

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["chromadb", "tests.knowledge.test_killed_ingest"])
ROUNDS = 4


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
