"""A run's folder is written line by line, gone on with, and refused to another run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConflictError, InputError, ServiceError
from eval.outcome import DialogResult, RunHeader
from eval.run.folder import run_folder
from tests.eval.runs import MADE

HEADER = RunHeader(environment=MADE, dialogs="d1", selection=("orders",), seed=7, worlds={"sample": "w1"})


def result(name: str, **fields: Any) -> DialogResult:
    usual: dict[str, Any] = {
        "id": name, "tags": (), "lang": "en", "world": "sample", "channel": "web", "customer": None, "attempt": 0,
        "on_fail": "report", "turns": (), "seconds": 1.5,
    }  # fmt: skip
    return DialogResult.model_validate(usual | fields)


def begun(path: Path, *names: str) -> Path:
    with run_folder(path) as folder:
        assert folder.begin(HEADER) == ()
        for name in names:
            folder.append(result(name))
    return path


def test_what_was_written_is_there_when_the_run_goes_on(tmp_path: Path) -> None:
    out = begun(tmp_path / "deep" / "out", "a", "b")
    later = MADE.model_copy(update={"at": datetime(2026, 3, 19, tzinfo=UTC)})
    with run_folder(out) as folder:
        assert folder.begin(HEADER.model_copy(update={"environment": later})) == (result("a"), result("b"))
        folder.append(result("c"))
    assert RunHeader.model_validate_json((out / "header.json").read_bytes()) == HEADER
    assert (out / "results.jsonl").read_text(encoding="utf-8").count("\n") == 3


@pytest.mark.parametrize("torn", [b'{"id": "b", "ta', '{"id": "订'.encode()[:-1], b""])
def test_a_line_that_was_cut_off_is_done_again(torn: bytes, tmp_path: Path) -> None:
    out = begun(tmp_path, "a")
    whole = (out / "results.jsonl").read_bytes()
    (out / "results.jsonl").write_bytes(whole + torn)
    with run_folder(out) as folder:
        assert folder.begin(HEADER) == (result("a"),)
    assert (out / "results.jsonl").read_bytes() == whole


def _made(**fields: object) -> Callable[[], RunHeader]:
    return lambda: HEADER.model_copy(update={"environment": MADE.model_copy(update=fields)})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_made(commit="def456"), "commit abc123, now def456"),
        (_made(dirty=False), "uncommitted changes: True, now False"),
        (_made(model="big at http://127.0.0.1:1"), "the model embedded, model.gguf, SHA-256 cc324a, now big at http://127.0.0.1:1"),
        (_made(prompts={"answer.md": "ffff"}), "the prompts {'answer.md': '0123456789ab'}, now {'answer.md': 'ffff'}"),
        (_made(packages={"torch": "3"}), "the packages {'torch': '2.13.0'}, now {'torch': '3'}"),
        (lambda: HEADER.model_copy(update={"dialogs": "d2"}), "the dialogs d1, now d2"),
        (lambda: HEADER.model_copy(update={"seed": 8}), "the seed 7, now 8"),
        (lambda: HEADER.model_copy(update={"url": "http://x"}), "the server none, now http://x"),
        (lambda: HEADER.model_copy(update={"worlds": {"sample": "w2"}}), "the shops' data {'sample': 'w1'}, now "),
    ],
)  # fmt: skip
def test_a_run_of_something_else_is_refused_with_the_reason(
    change: Callable[[], RunHeader], told: str, tmp_path: Path
) -> None:
    out = begun(tmp_path, "a")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with run_folder(out) as folder, pytest.raises(ConflictError) as caught:
        folder.begin(change())
    assert str(caught.value).startswith(f"{out}: found a run that was begun with {told}")
    assert "name another folder with --out to begin anew" in str(caught.value)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "out", Path("/proc/out")):
        with pytest.raises(ServiceError, match=r"cannot be written: .*Name another folder"), run_folder(path):
            pytest.fail("nothing can be written there")


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    refused = pytest.raises(ConflictError, match="another run is being written there")
    with run_folder(tmp_path), refused, run_folder(tmp_path):
        pytest.fail("both have it")
    begun(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [("header.json", "{}", InputError), ("results.jsonl", "no result\n", InputError)],
)
def test_a_folder_with_something_else_in_it_is_told(
    name: str, content: str, error: type[Exception], tmp_path: Path
) -> None:
    out = begun(tmp_path, "a")
    (out / name).write_text(content, encoding="utf-8")
    with run_folder(out) as folder, pytest.raises(error, match=name):
        folder.begin(HEADER)


def test_results_without_a_header_are_not_mixed_with_others(tmp_path: Path) -> None:
    out = begun(tmp_path, "a")
    (out / "header.json").unlink()
    with (
        run_folder(out) as folder,
        pytest.raises(ConflictError, match=r"results\.jsonl without header\.json"),
    ):
        folder.begin(HEADER)
