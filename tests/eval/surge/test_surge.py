"""The load of many pages: a real server process, and a server that loses and repeats answers on purpose."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from bot.config import Settings
from eval.surge.command import JUDGED_SECONDS, PAUSE, measure_surge, missed, surge_section
from eval.surge.crowd import Heard, Shopper
from eval.surge.surge import Plan, Surged
from tests.eval.runs import MADE

PLAN = Plan(sessions=3, rate=10, seconds=2)
GOOD = Surged(
    sent=2,
    refused=0,
    lost=0,
    doubled=0,
    visits=3,
    late=0,
    waited=(0.16, 0.19),
    memory=(90 << 20, 100 << 20, 105 << 20),
)


def final(text: str) -> bytes:
    return f'event: final\ndata: {{"text": "{text}"}}\n\n'.encode()


def shopper(answers: bytes, heard: Heard, status: int = 202, name: str = "A") -> Shopper:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return httpx.Response(200, content=answers)
        if request.url.path.endswith("/messages"):
            return httpx.Response(status, json={})
        return httpx.Response(200, json={"session_id": "s"})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://server")
    return Shopper(client, name, heard, time.perf_counter)


async def listened(page: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes once, unheard, and then hears everything the server tells."""
    monkeypatch.setattr("eval.surge.crowd.DEAF_SECONDS", 0.01)
    await page.begin()
    page.listening.set()
    await page.write()
    async for _, name, payload in page._events(""):
        page._hear(name, payload)


async def test_an_answer_told_twice_is_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    await listened(shopper(final("A message 1") * 2, heard), monkeypatch)
    assert (len(heard.sent), heard.lost, heard.doubled) == (1, 0, 1)


async def test_an_answer_that_never_comes_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    await listened(shopper(b"event: message\ndata: {}\n\n", heard), monkeypatch)
    assert (len(heard.sent), heard.lost, heard.doubled) == (1, 1, 0)


async def test_a_message_that_was_not_taken_is_refused_and_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    await listened(shopper(b"", heard, status=429), monkeypatch)
    assert (len(heard.sent), len(heard.refused), heard.lost) == (1, 1, 0)


async def test_an_answer_to_a_refused_message_makes_up_for_no_lost_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = Heard()
    await listened(shopper(final("A message 1"), heard, status=500), monkeypatch)
    assert (len(heard.refused), heard.lost, heard.doubled) == (1, 0, 0)
    await listened(shopper(b"", heard, status=202, name="B"), monkeypatch)
    assert (len(heard.refused), heard.lost, heard.doubled) == (1, 1, 0)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"refused": 1}, "1 messages were refused"),
        ({"lost": 2}, "2 messages were lost"),
        ({"doubled": 3}, "3 messages were answered twice"),
        ({"waited": (0.16, 0.31)}, "is 0.160 s, expected at most 0.100 s"),
        ({"memory": (90 << 20, 100 << 20, 111 << 20)}, "grew by 11 MiB"),
    ],
)
def test_what_was_not_as_it_should_be_is_told(change: dict[str, object], fault: str) -> None:
    plan = Plan(sessions=3, rate=10, seconds=JUDGED_SECONDS)
    faults = missed(plan, GOOD.model_copy(update=change))
    assert (fault in "; ".join(faults)) if fault else not faults
    assert len(faults) == bool(fault)


def test_a_short_run_is_not_judged_by_its_aims() -> None:
    change = {"waited": (0.16, 0.31), "memory": (90 << 20, 100 << 20, 111 << 20)}
    assert not missed(PLAN, GOOD.model_copy(update=change))


def test_the_section_tells_the_servers_part_of_the_wait_and_what_memory_grew_by() -> None:
    section = surge_section(PLAN, GOOD, MADE)
    assert PAUSE == 0.05
    assert "| 2 answers | 0.010 s | 0.040 s | 0.040 s |" in section
    assert "+5 MiB (aim: at most +10)" in section
    assert "p95 (aim: 0.100 s)" in section


@pytest.mark.integration
async def test_a_real_server_answers_each_message_once(tmp_path: Path) -> None:
    settings, results = Settings(_env_file=None, data_dir=tmp_path), tmp_path / "RESULTS.md"  # type: ignore[call-arg]
    code = await measure_surge(settings, results, PLAN)
    assert code == 0
    assert "Of 20 messages 0 were lost, 0 answered twice and 0 refused; 0 more" in results.read_text("utf-8")
