from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from bot.conversation import SourceView
from bot.errors import ConflictError, InputError, ModelTimeoutError, ServiceError
from bot.fakes import Asked, Line, ScriptedAssistant, scripted_reply
from bot.identity import issue_token
from bot.messages import ErrorEvent
from bot.trace import Trace, TracedTask
from tests.bot.web.shop_front import CARD, CITATION, REPLY, SECRET, application, read_events

SSE = {"Accept": "text/event-stream"}
JSON = {"Content-Type": "application/json"}


class Shop:
    """A client of an application whose assistant follows `script`."""

    def __init__(self, folder: Path, *script: Line, **fields: Any) -> None:
        self.assistant = ScriptedAssistant(script, **fields)
        self.client = TestClient(application(self.assistant, folder), raise_server_exceptions=False)

    def open(self, **body: Any) -> str:
        return self.client.post("/api/v1/sessions", json=body).json()["session_id"]

    def send(self, session_id: str, text: str = "hi", **body: Any) -> Response:
        return self.client.post(f"/api/v1/sessions/{session_id}/messages", json={"text": text, **body})

    def send_raw(self, session_id: str, content: bytes) -> Response:
        return self.client.post(f"/api/v1/sessions/{session_id}/messages", content=content, headers=JSON)

    @contextmanager
    def streamed(self, session_id: str, text: str = "hi") -> Iterator[Response]:
        url = f"/api/v1/sessions/{session_id}/messages"
        with self.client.stream("POST", url, json={"text": text}, headers=SSE) as response:
            yield response


def assert_problem(response: Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"] == f"urn:shopkeeper:problem:{kind}"
    assert body["title"]
    assert body["detail"]
    return body


def test_an_anonymous_session(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    body = shop.client.post("/api/v1/sessions", json={"channel": "mobile", "language": "zh"}).json()
    assert body["session_id"]
    assert body["customer_id"] is None
    assert body["greeting"].startswith("你好")
    assert (shop.assistant.opened[0].channel, shop.assistant.opened[0].language) == ("mobile", "zh")


def test_a_token_signs_the_customer_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    body = shop.client.post("/api/v1/sessions", json={"token": issue_token("C001", SECRET)}).json()
    assert body["customer_id"] == "C001"


@pytest.mark.parametrize(
    "token",
    ["", "x.y.z", issue_token("C001", "a forger's secret of 32 bytes and more"), issue_token("C999", SECRET)],
)
def test_a_token_that_proves_nothing_opens_no_session(tmp_path: Path, token: str) -> None:
    shop = Shop(tmp_path)
    response = shop.client.post("/api/v1/sessions", json={"token": token})
    assert_problem(response, 401, "not-signed-in")
    assert response.headers["www-authenticate"] == "Bearer"
    assert shop.assistant.opened == []


def test_the_customer_is_never_taken_from_the_body(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    response = shop.client.post("/api/v1/sessions", json={"customer_id": "C001"})
    body = assert_problem(response, 422, "invalid-request")
    assert body["errors"][0]["field"] == "customer_id"
    assert shop.assistant.opened == []


@pytest.mark.parametrize("body", [{"channel": "fax"}, {"language": "tlh"}])
def test_an_unknown_channel_or_language_is_refused(tmp_path: Path, body: dict[str, str]) -> None:
    found = assert_problem(Shop(tmp_path).client.post("/api/v1/sessions", json=body), 422, "unusable-input")
    assert "expected one of" in found["detail"]


def test_a_message_is_answered_with_the_whole_reply(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    session_id = shop.open()
    response = shop.send(session_id, "  How heavy is it?\x07 ", client_message_id="m1")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == REPLY.model_dump(mode="json")
    assert shop.assistant.asked == [Asked(session_id, "How heavy is it?", "m1")]


def test_a_message_sent_again_is_not_asked_again(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    session_id = shop.open()
    first = shop.send(session_id, client_message_id="m1")
    assert shop.send(session_id, client_message_id="m1").json() == first.json()
    assert len(shop.assistant.asked) == 1


def test_a_streamed_message_comes_as_events(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    with shop.streamed(shop.open()) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = list(read_events(response.iter_lines()))
    assert events == [
        ("card", CARD.model_dump(mode="json")),
        ("citation", CITATION.model_dump(mode="json")),
        ("sentence", {"text": "It weighs 2.1 kg [1].", "citations": [1]}),
        (
            "route",
            {
                "route": "bot",
                "reason": "answered from the evidence",
                "sentiment": REPLY.sentiment.model_dump(mode="json"),
            },
        ),
        ("final", REPLY.model_dump(mode="json")),
    ]


def test_line_breaks_and_chinese_survive_the_stream(tmp_path: Path) -> None:
    text = "第一行\r\n第二行\u2028第三行 😀"
    shop = Shop(tmp_path, scripted_reply(text))
    with shop.streamed(shop.open()) as response:
        name, payload = list(read_events(response.read().decode().split("\r\n")))[-1]
    assert name == "final"
    assert payload["text"] == text


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [("model_timeout", 504, "model-timeout"), ("model_unavailable", 503, "model-unavailable")],
)
def test_a_failed_turn_is_a_problem_in_the_shoppers_words(
    tmp_path: Path, code: str, status: int, kind: str
) -> None:
    line = ErrorEvent(code=code, message="Sorry, try again.")
    shop = Shop(tmp_path, line, line)
    session_id = shop.open()
    assert assert_problem(shop.send(session_id), status, kind)["detail"] == "Sorry, try again."
    with shop.streamed(session_id) as response:
        ((name, payload),) = read_events(response.iter_lines())
    assert (name, payload["status"], payload["detail"]) == ("error", status, "Sorry, try again.")


@pytest.mark.parametrize("headers", [{}, SSE])
def test_an_unknown_session_is_404_before_any_event(tmp_path: Path, headers: dict[str, str]) -> None:
    shop = Shop(tmp_path)
    response = shop.client.post("/api/v1/sessions/none/messages", json={"text": "hi"}, headers=headers)
    assert_problem(response, 404, "not-found")
    assert_problem(shop.client.get("/api/v1/sessions/none"), 404, "not-found")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "\u200b\u200d\ufeff", "\u2028"])
def test_a_message_without_anything_readable_is_422(tmp_path: Path, text: str) -> None:
    shop = Shop(tmp_path)
    assert_problem(shop.send(shop.open(), text), 422, "empty-message")
    assert shop.assistant.asked == []


@pytest.mark.parametrize("text", ["😀", "👍🏽", "?", "退", "a" * 200])
def test_short_and_emoji_messages_are_answered(tmp_path: Path, text: str) -> None:
    shop = Shop(tmp_path, REPLY)
    assert shop.send(shop.open(), text).status_code == 200
    assert shop.assistant.asked[0].text == text


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    assert shop.send_raw(shop.open(), b'{"text": "hi \\ud83d"}').status_code == 200
    assert shop.assistant.asked[0].text == "hi \ufffd"


def test_too_long_messages_are_413(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    session_id = shop.open()
    assert "201" in assert_problem(shop.send(session_id, "a" * 201), 413, "message-too-long")["detail"]
    assert_problem(shop.send(session_id, "a" * 100_000), 413, "body-too-long")
    assert shop.assistant.asked == []


def test_a_long_body_is_refused_also_when_its_length_is_not_announced(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    url = f"/api/v1/sessions/{shop.open()}/messages"
    sent: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(1000):
            sent.append(number)
            yield b'"' + b"a" * 9_999

    assert_problem(shop.client.post(url, content=chunks(), headers=JSON), 413, "body-too-long")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"text"', 400, "broken-json"),
        (b"\xff\xfe{", 400, "bad-request"),
        (b'{"text": "caf\xe9 \xff\xfe"}', 400, "bad-request"),
        (b"[" * 20_000, 400, "bad-request"),
        (b"", 422, "invalid-request"),
        (b"[]", 422, "invalid-request"),
        (b'{"text": 5}', 422, "invalid-request"),
        (b"{}", 422, "invalid-request"),
        (b'{"text": "hi", "client_message_id": ""}', 422, "invalid-request"),
        (b'{"text": "hi", "customer_id": "C001"}', 422, "invalid-request"),
    ],
)
def test_broken_bodies(tmp_path: Path, body: bytes, status: int, kind: str) -> None:
    shop = Shop(tmp_path)
    assert_problem(shop.send_raw(shop.open(), body), status, kind)
    assert shop.assistant.asked == []


def test_a_refused_body_is_not_repeated_to_the_caller(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    response = shop.send_raw(shop.open(), b'{"text": {"card": "4111111111111111"}}')
    assert_problem(response, 422, "invalid-request")
    assert "4111" not in response.text


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (RuntimeError("/srv/data is broken"), 500, "internal"),
        (ServiceError("database /srv/data: full"), 503, "service-unavailable"),
        (ModelTimeoutError("http://10.0.0.7/srv/data"), 504, "model-timeout"),
    ],
)
@pytest.mark.parametrize("headers", [{}, SSE])
def test_our_own_failures_show_no_insides_and_are_logged(  # noqa: PLR0917
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    kind: str,
    headers: dict[str, str],
) -> None:
    shop = Shop(tmp_path, error)
    url = f"/api/v1/sessions/{shop.open()}/messages"
    response = shop.client.post(url, json={"text": "hi"}, headers=headers)
    body = assert_problem(response, status, kind)
    assert "/srv/data" not in response.text
    assert "Traceback" not in response.text
    assert body["instance"] in caplog.text
    assert "/srv/data" in caplog.text


def test_callers_mistakes_are_explained(tmp_path: Path) -> None:
    shop = Shop(tmp_path, InputError("too many emoji"), ConflictError("closed"))
    session_id = shop.open()
    assert assert_problem(shop.send(session_id), 422, "unusable-input")["detail"] == "too many emoji"
    assert assert_problem(shop.send(session_id), 409, "conflict")["detail"] == "closed"


def test_the_transcript_tells_turns_without_their_traces(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    session_id = shop.open()
    shop.send(session_id, "How heavy is it?")
    body = shop.client.get(f"/api/v1/sessions/{session_id}").json()
    assert body["session_id"] == session_id
    (turn,) = body["turns"]
    assert set(turn) == {"message_id", "message", "reply", "at"}
    assert body["pending"] == []
    assert turn["message"] == "How heavy is it?"
    assert turn["reply"] == REPLY.model_dump(mode="json")


def test_a_citation_opens_its_source(tmp_path: Path) -> None:
    view = SourceView(title="Tent", text="Weight: 2.1 kg", kind="product")
    shop = Shop(tmp_path, sources={"product:P001#weight": view})
    session_id = shop.open()
    url = f"/api/v1/sessions/{session_id}/sources/product:P001%23weight"
    assert shop.client.get(url).json() == {"source": "product:P001#weight", **view.model_dump()}
    unknown = shop.client.get(f"/api/v1/sessions/{session_id}/sources/order:O0001")
    assert_problem(unknown, 404, "not-found")
    assert_problem(shop.client.get("/api/v1/sessions/none/sources/product:P001"), 404, "not-found")


def test_feedback_is_kept(tmp_path: Path) -> None:
    shop = Shop(tmp_path, REPLY)
    shop.send(shop.open())
    url = "/api/v1/replies/reply-1/feedback"
    assert shop.client.post(url, json={"rating": "down", "comment": "wrong"}).status_code == 204
    assert shop.assistant.opinions == [("reply-1", "down", "wrong")]
    assert_problem(shop.client.post(url, json={"rating": "great"}), 422, "invalid-request")
    none = shop.client.post("/api/v1/replies/none/feedback", json={"rating": "up"})
    assert_problem(none, 404, "not-found")


def test_unknown_addresses_and_methods_are_problems_under_api_only(tmp_path: Path) -> None:
    client = Shop(tmp_path).client
    assert_problem(client.get("/api/v1/nothing"), 404, "not-found")
    assert_problem(client.get("/api/nothing"), 404, "not-found")
    wrong = client.delete("/api/v1/sessions/s1")
    assert_problem(wrong, 405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET"
    assert client.get("/nothing").headers["content-type"] == "application/json"


def test_a_page_mounted_at_the_root_leaves_the_api_alone(tmp_path: Path) -> None:
    app = application(ScriptedAssistant([]), tmp_path)

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    app.mount("/", page)
    client = TestClient(app)
    assert client.get("/anything").text == "page"
    assert client.get("/healthz").json() == {"status": "ready"}
    assert_problem(client.get("/api/v1/nothing"), 404, "not-found")
    assert_problem(client.get("/api/v1/sessions"), 405, "method-not-allowed")


def test_openapi_tells_the_contract(tmp_path: Path) -> None:
    paths = Shop(tmp_path).client.get("/openapi.json").json()["paths"]
    assert set(paths) >= {
        "/api/v1/sessions",
        "/api/v1/sessions/{session_id}",
        "/api/v1/sessions/{session_id}/messages",
        "/api/v1/sessions/{session_id}/events",
        "/api/v1/sessions/{session_id}/cancel",
        "/v1/chat/completions",
        "/v1/models",
        "/api/v1/sessions/{session_id}/sources/{source}",
        "/api/v1/replies/{reply_id}/feedback",
        "/healthz",
        "/metrics",
    }
    answers = paths["/api/v1/sessions/{session_id}/messages"]["post"]["responses"]
    assert "text/event-stream" in answers["200"]["content"]
    assert "application/problem+json" in answers["422"]["content"]


def test_a_trace_is_read_by_whoever_has_the_session(tmp_path: Path) -> None:
    trace = Trace(tasks=(TracedTask(question="q", intent="policy", confidence=0.5),))
    shop = Shop(tmp_path, REPLY, traces={REPLY.reply_id: trace})
    mine, other = shop.open(), shop.open()
    shop.send(mine)
    path = f"replies/{REPLY.reply_id}/trace"
    told = shop.client.get(f"/api/v1/sessions/{mine}/{path}")
    assert told.json()["tasks"][0]["intent"] == "policy"
    assert told.headers["cache-control"] == "no-store"
    assert_problem(shop.client.get(f"/api/v1/sessions/{other}/{path}"), 404, "not-found")
    assert_problem(shop.client.get(f"/api/v1/sessions/{mine}/replies/none/trace"), 404, "not-found")
