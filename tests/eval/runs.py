"""Made-up results of dialogs, and folders that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.fakes import scripted_reply
from bot.messages import Card, Citation, Reply
from eval.dialog import Expect
from eval.environment import Environment, Machine
from eval.latency import Times
from eval.outcome import DialogResult, Failure, LooseFact, Result, RunHeader, TurnResult

MADE = Environment(
    at=datetime(2026, 3, 18, 12, 30, tzinfo=UTC),
    commit="abc123",
    dirty=True,
    python="3.11.9",
    packages={"torch": "2.13.0"},
    model="embedded, model.gguf, SHA-256 cc324a",
    prompts={"answer.md": "0123456789ab"},
    machine=Machine(processor="Some CPU", cores=2, memory=24_000_000_000, system="Linux 6", load=1.5),
)
HEADER = RunHeader(environment=MADE, dialogs="feedbeef0123", selection=(), seed=7)


def reply(text: str = "Yes.", cites: Iterable[str] = (), **fields: Any) -> Reply:
    """A reply that cites the sources `cites`, each titled by its id and quoted in a word."""
    citations = tuple(Citation(n=n, source=s, title=s, quote="…") for n, s in enumerate(cites, start=1))
    return scripted_reply(text, citations=citations, **fields)


def product_card(product: str, name: str) -> Card:
    return Card(kind="product", id=product, title=name)


def turn(said: Reply | None = None, *, user: str = "Is it?", **fields: Any) -> TurnResult:
    """A turn that got `said`; `expect` is a mapping of what was expected, `failed` the checks that failed."""
    expect = Expect.model_validate(fields.pop("expect", {}))
    failed: dict[str, Result] = fields.pop("failed", {})
    failures = tuple(Failure(result=r, check=c, message="found no") for c, r in failed.items())
    loose = tuple(LooseFact(kind="number", written=w) for w in fields.pop("loose", ()))
    return TurnResult(user=user, expect=expect, reply=said, failures=failures, loose=loose, **fields)


def result(
    name: str = "d", status: str = "pass", turns: Sequence[TurnResult] | None = None, **fields: Any
) -> DialogResult:
    """One run of the dialog `name`: `status` pass, fail (its first check), state (the end) or error (a crash)."""
    plain: dict[str, Any] = {
        "id": name,
        "tags": (),
        "lang": "en",
        "world": "sample",
        "channel": "web",
        "customer": None,
        "attempt": 0,
        "on_fail": "report",
        "seconds": 1.0,
        "turns": tuple(turns) if turns is not None else (_turn(status),),
    }
    if status == "state":
        plain["failures"] = (Failure(result="state", check="state.orders.O1.status", message="found open"),)
    return DialogResult(**(plain | fields))


def write_run(folder: Path, results: Iterable[DialogResult], header: RunHeader = HEADER) -> Path:
    """`folder`, holding a run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "header.json").write_text(header.model_dump_json(), encoding="utf-8")
    lines = "".join(f"{result.model_dump_json()}\n" for result in results)
    (folder / "results.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _turn(status: str) -> TurnResult:
    if status == "error":
        return turn(error="crashed with KeyError: 'price'")
    times = Times(first_event=0.1, first_sentence=1.0, total=2.0)
    return turn(reply(), times=times, failed={"says_all": "facts"} if status == "fail" else {})
