"""The start is measured stage by stage on a clone, and a stage that fails is told and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from bot.errors import ServiceError
from eval.latency import Times
from eval.startup.measure import FirstRun, Started, Startup, measure
from tests.eval.stand_ins import make_repository


def measured(tmp_path: Path, repository: Path, steps: list[str] | None = None) -> Startup:
    site = tmp_path / "site"
    site.mkdir()
    step = (steps if steps is not None else []).append
    return measure(site, repository, install=False, cache=None, step=step)


@pytest.fixture(autouse=True)
def others() -> set[int]:
    """Children that earlier tests left on purpose, such as multiprocessing's resource tracker."""
    OTHERS.clear()
    OTHERS.update(child.pid for child in psutil.Process().children(recursive=True))
    return OTHERS


OTHERS: set[int] = set()


def children_left() -> list[str]:
    children = psutil.Process().children(recursive=True)
    return [" ".join(child.cmdline()) for child in children if child.pid not in OTHERS]


def test_every_stage_is_measured(tmp_path: Path) -> None:
    steps: list[str] = []
    startup = measured(tmp_path, make_repository(tmp_path / "repository"), steps)
    first = startup.run.started.first
    assert startup.install is None
    assert startup.weights > 0
    assert startup.ingest > 0
    assert first.first_event is not None
    assert first.first_sentence is not None
    assert first.total is not None
    assert 0 < first.first_event < first.first_sentence < first.total
    assert startup.run.memory_peak >= startup.run.memory_after > 5_000_000
    assert startup.run.stop_code == 130
    assert startup.warm.ready > 0
    assert [step.split()[0] for step in steps] == [
        "cloning", "fetching", "reading", "starting,", "asking", "starting,",
    ]  # fmt: skip
    assert children_left() == []


def test_weights_may_come_from_a_folder_that_has_them(tmp_path: Path) -> None:
    cache, site = tmp_path / "models", tmp_path / "site"
    site.mkdir()
    repository = make_repository(tmp_path / "repository")
    startup = measure(site, repository, install=False, cache=cache, step=lambda _: None)
    assert startup.weights_from == "cache"
    assert (cache / "weights").exists()
    assert not (site / "models").exists()


def test_a_stage_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    broken = "raise SystemExit('the shop is empty')"
    repository = make_repository(tmp_path / "repository", knowledge=broken)
    with pytest.raises(ServiceError, match=r"(?s)ingest: ended with exit code 1.*the shop is empty"):
        measured(tmp_path, repository)


def test_an_app_that_ends_before_it_is_ready_is_told(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repository", knowledge="")
    with pytest.raises(ServiceError, match=r"(?s)start: ended with exit code 1.*AssertionError"):
        measured(tmp_path, repository)
    assert children_left() == []


@pytest.mark.parametrize(
    ("events", "told"), [(("card",), "broke off"), (("card", "error"), "an error event")]
)
def test_an_answer_that_fails_is_told(events: tuple[str, ...], told: str, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=told):
        measured(tmp_path, make_repository(tmp_path / "repository", events))
    assert children_left() == []


def test_what_is_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="cannot be cloned"):
        measured(tmp_path, tmp_path)


def test_a_total_is_only_given_for_a_whole_cold_start() -> None:
    started = Started(ready=4, first=Times(first_event=1, first_sentence=2, total=3))
    run = FirstRun(started=started, memory_after=1, memory_peak=1, stop=1, stop_code=130)
    whole = Startup(install=100, weights=50, weights_from="fetch", ingest=10, run=run, warm=started)
    assert whole.cold_total == 166
    assert whole.model_copy(update={"install": None}).cold_total is None
    assert whole.model_copy(update={"weights_from": "cache"}).cold_total is None
