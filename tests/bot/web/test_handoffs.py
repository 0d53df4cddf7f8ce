"""The API of the people who answer, over a real database."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.agents import AUDIENCE, Agents, hashed
from bot.config import load_settings
from bot.database import now
from bot.errors import AccessError, ConfigError, InputError
from bot.handover.machine import Actor
from bot.identity import issue_token
from bot.web.desk import tell_shoppers
from bot.web.handoffs import COOKIE
from tests.bot.web.staffed_shop import PASSWORD, SECRET, StaffedShop, settings_in, staffed_shop

HANDOFFS = "/api/v1/handoffs"


@pytest.fixture
def shop(tmp_path: Path) -> StaffedShop:
    return staffed_shop(tmp_path)


def listed(shop: StaffedShop, which: str = "waiting", **query: str) -> list[dict[str, Any]]:
    answer = shop.client.get(HANDOFFS, params={"list": which, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()["handoffs"]


def expired_cookie() -> str:
    claims = {"sub": "ann", "aud": AUDIENCE, "exp": now() - timedelta(minutes=1)}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def test_nobody_reads_or_moves_anything_unless_signed_in(shop: StaffedShop) -> None:
    asked = shop.asked().handover_id
    answers = [shop.client.get(f"{HANDOFFS}{path}") for path in ("", "/events", f"/{asked}")]
    answers += [shop.post(asked, move) for move in ("claim", "release", "close")]
    answers += [shop.post(asked, "reply", text="x"), shop.post(asked, "note", text="x")]
    answers += [shop.post(asked, "transfer", queue="orders")]
    assert {answer.status_code for answer in answers} == {401}
    assert shop.handovers.get(asked).state == "waiting"


def test_a_password_signs_in_and_the_cookie_is_out_of_reach_of_pages(shop: StaffedShop) -> None:
    answer = shop.sign_in("Ann")
    assert (answer.status_code, answer.json()["name"], answer.json()["role"]) == (200, "ann", "agent")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert PASSWORD not in answer.text
    assert shop.client.get("/api/v1/agent/session").json()["name"] == "ann"
    shop.client.delete("/api/v1/agent/session")
    assert shop.client.get("/api/v1/agent/session").json()["name"] is None


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("demo", ""), ("ann", "")]
)
def test_a_wrong_name_or_password_is_refused_in_the_same_words(
    shop: StaffedShop, name: str, password: str
) -> None:
    answer = shop.sign_in(name, password)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Name or password is wrong."


def test_too_many_tries_are_stopped(shop: StaffedShop) -> None:
    for _ in range(8):
        shop.sign_in("ann", "wrong")
    assert "Too many" in shop.sign_in("ann").json()["detail"]
    assert shop.sign_in("bob").status_code == 200


def test_a_customers_token_is_no_agents_and_the_other_way_round(shop: StaffedShop) -> None:
    token = issue_token("ann", SECRET)
    assert shop.client.get(HANDOFFS, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    shop.sign_in()
    agents_token = shop.client.cookies[COOKIE]
    assert shop.client.post("/api/v1/sessions", json={"token": agents_token}).status_code == 401
    bearer = {"Authorization": f"Bearer {agents_token}"}
    assert shop.another().get(HANDOFFS, headers=bearer).status_code == 200


def test_another_origins_page_moves_nothing(shop: StaffedShop) -> None:
    asked = shop.asked().handover_id
    shop.sign_in()
    forged = shop.client.post(f"{HANDOFFS}/{asked}/claim", headers={"Origin": "https://evil.example"})
    assert forged.status_code == 403
    assert shop.handovers.get(asked).state == "waiting"


def test_an_agent_who_was_removed_is_out(tmp_path: Path) -> None:
    _, token = Agents(settings_in(tmp_path)).sign_in("ann", PASSWORD)
    left = Agents(settings_in(tmp_path, agents=[]))
    with pytest.raises(AccessError):
        left.who(token)


def test_without_accounts_a_demonstration_needs_no_password(tmp_path: Path) -> None:
    shop = staffed_shop(tmp_path, agents=[], demo=True)
    assert shop.client.get("/api/v1/agent/session").json()["demo"]
    assert shop.sign_in("demo", "").json()["role"] == "admin"
    assert not Agents(settings_in(tmp_path, agents=[], demo=False)).configured


def test_passwords_are_hashed_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hashed(PASSWORD).startswith("$argon2id$")
    with pytest.raises(InputError, match="at least 10"):
        hashed("short")
    monkeypatch.setenv("SHOPKEEPER_AGENTS", json.dumps([{"name": "ann", "password": "in clear"}]))
    with pytest.raises(ConfigError, match="python -m bot agent makes one") as raised:
        load_settings()
    assert "in clear" not in str(raised.value)


def test_one_account_may_stand_as_the_command_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"name": "ann", "role": "agent", "password": hashed(PASSWORD)}
    monkeypatch.setenv("SHOPKEEPER_AGENTS", json.dumps(entry))
    assert [account.name for account in load_settings().agents] == ["ann"]


def test_the_queue_tells_what_is_needed_and_not_the_session(shop: StaffedShop) -> None:
    asked, urgent = shop.asked(), shop.asked("Sue you!", priority=3, queue="complaints")
    shop.sign_in()
    found = listed(shop)
    assert [each["handover_id"] for each in found] == [urgent.handover_id, asked.handover_id]
    assert (found[1]["queue"], found[1]["summary"]) == ("returns", "My lamp is broken!")
    assert found[1]["waited_seconds"] >= 0
    assert [each["queue"] for each in listed(shop, queue="complaints")] == ["complaints"]
    everything = shop.client.get(f"{HANDOFFS}/{asked.handover_id}").text + json.dumps(found)
    assert asked.session_id not in everything


def test_of_two_agents_one_gets_it(shop: StaffedShop) -> None:
    asked = shop.asked().handover_id
    shop.sign_in()
    other = shop.another()
    other.post("/api/v1/agent/session", json={"name": "bob", "password": PASSWORD})
    assert shop.post(asked, "claim").json()["agent"] == "ann"
    late = other.post(f"{HANDOFFS}/{asked}/claim")
    assert late.status_code == 409
    assert "with ann" in late.json()["detail"]
    assert other.post(f"{HANDOFFS}/{asked}/reply", json={"text": "hi"}).status_code == 409
    assert [each["handover_id"] for each in listed(shop, "mine")] == [asked]
    assert listed(shop) == []


def test_a_conversation_is_read_answered_noted_moved_and_closed(shop: StaffedShop) -> None:
    asked = shop.asked()
    shop.sign_in()
    shop.post(asked.handover_id, "claim")
    assert shop.post(asked.handover_id, "reply", text="<b>Hello</b>").status_code == 200
    assert shop.post(asked.handover_id, "note", text="knows us").status_code == 200
    assert shop.post(asked.handover_id, "reply", text="   ").status_code == 422
    assert shop.post(asked.handover_id, "transfer", queue="nowhere").status_code == 422
    lines = shop.client.get(f"{HANDOFFS}/{asked.handover_id}").json()["lines"]
    assert [(line["said"], line["text"]) for line in lines if line["said"] != "happening"] == [
        ("shopper", "My lamp is broken!"),
        ("bot", "Sorry."),
        ("agent", "<b>Hello</b>"),
        ("note", "knows us"),
    ]
    seen = shop.client.get(f"/api/v1/sessions/{asked.session_id}/handoff").json()
    assert (seen["state"], seen["agent"]) == ("human", "ann")
    assert [e["kind"] for e in seen["entries"]] == ["asked", "claimed", "reply"]
    assert "knows us" not in json.dumps(seen)
    shop.post(asked.handover_id, "transfer", queue="billing")
    assert [each["queue"] for each in listed(shop)] == ["billing"]
    shop.post(asked.handover_id, "claim")
    assert shop.post(asked.handover_id, "close").json()["state"] == "closed"
    assert [each["state"] for each in listed(shop, "ended")] == ["closed"]


def test_an_admin_gives_back_what_another_has(shop: StaffedShop) -> None:
    asked = shop.asked().handover_id
    shop.handovers.claim(asked, Actor(name="ann"))
    shop.sign_in("bob")
    assert shop.post(asked, "release").status_code == 409
    shop.sign_in("cleo")
    assert shop.post(asked, "release").json()["state"] == "bot"


def test_a_sign_in_that_expired_in_mid_reply_loses_nothing(shop: StaffedShop) -> None:
    asked = shop.asked().handover_id
    shop.sign_in()
    shop.post(asked, "claim")
    shop.client.cookies.clear()
    shop.client.cookies.set(COOKIE, expired_cookie())
    reply = {"text": "A long answer.", "message_id": "m1"}
    refused = shop.post(asked, "reply", **reply)
    assert refused.status_code == 401
    assert "expired" in refused.json()["detail"]
    assert shop.handovers.get(asked).agent == "ann"
    shop.client.cookies.clear()
    shop.sign_in()
    first, again = shop.post(asked, "reply", **reply).json(), shop.post(asked, "reply", **reply).json()
    assert first == again
    lines = shop.client.get(f"{HANDOFFS}/{asked}").json()["lines"]
    assert [line["text"] for line in lines if line["said"] == "agent"] == ["A long answer."]


def test_what_is_written_to_a_shopper_who_is_gone_waits_for_them(shop: StaffedShop) -> None:
    asked = shop.asked()
    shop.sign_in()
    shop.post(asked.handover_id, "claim")
    shop.post(asked.handover_id, "reply", text="Are you there?")
    shop.post(asked.handover_id, "close")
    for _ in range(2):  # two tabs
        seen = shop.another().get(f"/api/v1/sessions/{asked.session_id}/handoff").json()
        assert [e["text"] for e in seen["entries"] if e["kind"] == "reply"] == ["Are you there?"]
        assert seen["rate"] == asked.handover_id


def test_a_shopper_rates_the_help_once_it_is_over(shop: StaffedShop) -> None:
    asked = shop.asked()
    url = f"/api/v1/sessions/{asked.session_id}/rating"
    assert shop.client.post(url, json={"rating": 5}).status_code == 409
    shop.handovers.claim(asked.handover_id, Actor(name="ann"))
    shop.handovers.close(asked.handover_id, Actor(name="ann"))
    assert shop.client.post(url, json={"rating": 6}).status_code == 422
    assert shop.client.post(url, json={"rating": 2, "comment": "slow"}).json()["rating"] == 2
    assert shop.client.post("/api/v1/sessions/none/rating", json={"rating": 2}).status_code == 404
    shop.sign_in()
    assert shop.client.get(f"{HANDOFFS}/{asked.handover_id}").json()["rating"]["comment"] == "slow"


def test_the_session_of_nobody_is_not_found(shop: StaffedShop) -> None:
    assert shop.client.get("/api/v1/sessions/none/handoff").status_code == 404
    shop.sign_in()
    assert shop.client.get(f"{HANDOFFS}/none").status_code == 404
    assert shop.post("none", "claim").status_code == 404


class Heard:
    """Listeners that remember."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, str]] = []

    def publish(self, session_id: str, name: str, payload: Any) -> None:
        self.events.append((session_id, name, payload["kind"]))


async def test_shoppers_hear_at_once_when_people_come_write_and_leave(shop: StaffedShop) -> None:
    heard, ann = Heard(), Actor(name="ann")
    telling = asyncio.create_task(tell_shoppers(shop.people, heard, look_seconds=0.01))
    await asyncio.sleep(0.1)
    asked = shop.asked()
    shop.handovers.claim(asked.handover_id, ann)
    shop.handovers.write(asked.handover_id, ann, "internal", kind="note")
    shop.handovers.write(asked.handover_id, ann, "Hello")
    shop.handovers.release(asked.handover_id, ann)
    for _ in range(100):
        if len(heard.events) == 4:
            break
        await asyncio.sleep(0.02)
    telling.cancel()
    kinds = ["asked", "claimed", "reply", "released"]
    assert heard.events == [(asked.session_id, "person", kind) for kind in kinds]


def test_the_command_makes_an_account_that_signs_in(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["agent", "--name", "dora", "--role", "admin"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    agents = Agents(settings_in(tmp_path, agents=[json.loads(made.stdout)]))
    assert agents.sign_in("dora", PASSWORD)[0].role == "admin"


def test_insights_and_marks(shop: StaffedShop) -> None:
    asked = shop.asked()
    marks, insights = f"{HANDOFFS}/marks", f"{HANDOFFS}/insights"
    assert shop.client.get(insights).status_code == 401
    shop.sign_in()
    everything = shop.client.get(insights, params={"days": 1}).json()[0]
    assert (everything["group"], everything["conversations"], everything["handed_over"]) == ("all", 1, 1)
    (turn,) = shop.conversations.turns(asked.session_id)
    mark = {"reply_id": turn.reply.reply_id, "verdict": "needless"}
    assert shop.client.post(marks, json=mark).status_code == 204
    assert shop.people.archive.marks() == {turn.reply.reply_id: "needless"}
    assert shop.client.post(marks, json={**mark, "reply_id": "none"}).status_code == 404
    assert shop.client.post(marks, json={**mark, "verdict": "odd"}).status_code == 422
