"""The OpenAI-compatible routes, through the `openai` package and a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.identity import issue_token
from bot.messages import ErrorEvent, Usage
from tests.bot.web.shop_front import CITATION, REPLY, SECRET
from tests.bot.web.test_streaming import serving

pytestmark = pytest.mark.integration
OTHER = scripted_reply(
    "It is green. And light.", reply_id="reply-2", usage=Usage(prompt_tokens=7, completion_tokens=3)
)


class Caller:
    """The `openai` client of a running server whose assistant follows a script."""

    def __init__(self, url: str, assistant: ScriptedAssistant, key: str = "guest") -> None:
        self.assistant = assistant
        self.url = url
        self.client = openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)

    def ask(self, *said: str, **more: object):
        roles = ("user", "assistant")
        messages = [{"role": roles[n % 2], "content": text} for n, text in enumerate(said)]
        return self.client.chat.completions.create(model="shopkeeper", messages=messages, **more)  # type: ignore[call-overload]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Caller]:
    assistant = ScriptedAssistant([REPLY, OTHER])
    with serving(assistant, tmp_path) as url:
        yield Caller(url, assistant)


def test_the_model_is_listed(served: Caller) -> None:
    assert [model.id for model in served.client.models.list()] == ["shopkeeper"]
    assert served.client.models.retrieve("shopkeeper").id == "shopkeeper"


def test_an_answer_carries_its_citations(served: Caller) -> None:
    answer = served.ask("How heavy?", metadata={"channel": "social"})
    assert answer.choices[0].message.content == REPLY.text
    assert answer.choices[0].finish_reason == "stop"
    extra = answer.model_extra["shopkeeper"]
    assert extra["citations"] == [CITATION.model_dump(mode="json")]
    assert served.assistant.opened[0].channel == "social"


def test_a_conversation_goes_on_in_its_session(served: Caller) -> None:
    served.ask("How heavy?")
    second = served.ask("How heavy?", REPLY.text, "And the colour?")
    assert second.choices[0].message.content == OTHER.text
    assert (second.usage.prompt_tokens, second.usage.total_tokens) == (7, 10)
    assert len(served.assistant.opened) == 1
    assert [asked.text for asked in served.assistant.asked] == ["How heavy?", "And the colour?"]


def test_the_last_things_said_in_an_unknown_conversation_are_recalled(served: Caller) -> None:
    served.ask("a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "How heavy?")
    (session,) = served.assistant.opened
    assert served.assistant.recalled == {session.session_id: ("b", "c", "d", "e")}
    assert [asked.text for asked in served.assistant.asked] == ["How heavy?"]


def test_another_customer_never_enters_that_session(served: Caller) -> None:
    served.ask("How heavy?")
    key = issue_token("C001", SECRET)
    Caller(served.url, served.assistant, key).ask("How heavy?", REPLY.text, "And mine?")
    assert [session.customer_id for session in served.assistant.opened] == [None, "C001"]


def test_a_streamed_answer_is_the_same_text(served: Caller) -> None:
    served.ask("first")
    chunks = list(served.ask("second", stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == OTHER.text
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage.total_tokens == 10


def test_mistakes_are_told_in_openais_words(served: Caller) -> None:
    with pytest.raises(openai.NotFoundError, match="gpt"):
        served.client.chat.completions.create(model="gpt", messages=[{"role": "user", "content": "hi"}])
    with pytest.raises(openai.BadRequestError, match="last message"):
        served.ask("hi", "hello")
    with pytest.raises(openai.UnprocessableEntityError, match="empty"):
        served.ask("   ")
    with pytest.raises(openai.AuthenticationError):
        Caller(served.url, served.assistant, "a.b.c").ask("hi")
    broken = httpx.post(
        f"{served.url}/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "broken_json")
    assert served.assistant.asked == []


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "line", [ErrorEvent(code="model_unavailable", message="Try again."), RuntimeError("/srv/x")]
)
def test_our_failures_are_server_errors_without_insides(tmp_path: Path, line: Line, stream: bool) -> None:
    with serving(ScriptedAssistant([line]), tmp_path) as url:
        caller = Caller(url, ScriptedAssistant([]))
        with pytest.raises(openai.APIError) as caught:
            list(caller.ask("hi", stream=stream))
    assert "/srv" not in str(caught.value)
