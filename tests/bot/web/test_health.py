import asyncio
from pathlib import Path

from fastapi.testclient import TestClient

from bot.fakes import ScriptedAssistant, scripted_reply
from bot.measured import MeasuredAssistant
from bot.messages import ErrorEvent, Timings
from tests.bot.web.shop_front import application


class BrokenAssistant(ScriptedAssistant):
    """Cannot even say whether it is ready."""

    async def ready(self) -> bool:
        raise OSError("gone")


def test_ready_only_when_a_question_can_be_answered(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([], is_ready=False)
    client = TestClient(application(assistant, tmp_path))
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})
    assistant.is_ready = True
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_an_assistant_that_fails_is_not_ready(tmp_path: Path) -> None:
    response = TestClient(application(BrokenAssistant([]), tmp_path)).get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})


def test_metrics_count_turns_of_every_surface(tmp_path: Path) -> None:
    slow = scripted_reply(timings_ms=Timings(first_event=200, first_sentence=1500, total=7000))
    script = [
        slow,
        scripted_reply("不知道。", language="zh", abstained=True, route="human"),
        ErrorEvent(code="model_timeout", message="Sorry."),
        RuntimeError("bug"),
    ]
    measured = MeasuredAssistant(ScriptedAssistant(script))
    client = TestClient(application(measured, tmp_path), raise_server_exceptions=False)
    session_id = client.post("/api/v1/sessions", json={}).json()["session_id"]
    asyncio.run(measured.ask(session_id, "from the page"))
    for _ in range(3):
        client.post(f"/api/v1/sessions/{session_id}/messages", json={"text": "hi"})
    client.post("/api/v1/replies/reply-1/feedback", json={"rating": "up"})

    lines = client.get("/metrics").text.splitlines()
    for expected in (
        'shopkeeper_turns_total{language="en",route="bot"} 1.0',
        'shopkeeper_turns_total{language="zh",route="human"} 1.0',
        'shopkeeper_abstentions_total{language="zh"} 1.0',
        'shopkeeper_errors_total{code="model_timeout"} 1.0',
        'shopkeeper_errors_total{code="internal"} 1.0',
        'shopkeeper_feedback_total{rating="up"} 1.0',
        "shopkeeper_turn_seconds_sum 7.0",
        "shopkeeper_turn_seconds_count 2.0",
        'shopkeeper_first_sentence_seconds_bucket{le="1.0"} 1.0',
    ):
        assert expected in lines
