"""What keeps callers apart and in bounds: origins, rates, headers, and the pages' policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.config import Settings
from bot.errors import ConfigError
from bot.fakes import ScriptedAssistant
from bot.web.rates import Rates
from tests.bot.web.shop_front import REPLY, application

SHOP = "https://shop.example"


def client(folder: Path, **settings: Any) -> TestClient:
    return TestClient(application(ScriptedAssistant([REPLY] * 50), folder, **settings))


def opened(caller: TestClient) -> str:
    return caller.post("/api/v1/sessions", json={}).json()["session_id"]


def test_a_listed_page_may_use_the_api_and_another_may_not(tmp_path: Path) -> None:
    caller = client(tmp_path, origins=(SHOP,))
    asked = {
        "Origin": SHOP,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "prefer",
    }
    preflight = caller.options("/api/v1/sessions", headers=asked)
    assert preflight.headers["access-control-allow-origin"] == SHOP
    allowed = caller.post("/api/v1/sessions", json={}, headers={"Origin": SHOP})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SHOP)
    assert "access-control-allow-credentials" not in allowed.headers
    for origin in ("https://evil.example", "null", "https://shop.example.evil.example"):
        refused = caller.post("/api/v1/sessions", json={}, headers={"Origin": origin})
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:shopkeeper:problem:wrong-origin")
        assert "access-control-allow-origin" not in refused.headers


def test_the_servers_own_pages_need_no_listing(tmp_path: Path) -> None:
    assert (
        client(tmp_path).post("/api/v1/sessions", json={}, headers={"Origin": "http://testserver"}).is_success
    )


def test_origins_are_read_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_ORIGINS", "https://a.example, https://b.example/")
    assert Settings(_env_file=None).origins == ("https://a.example", "https://b.example")  # type: ignore[call-arg]


def test_a_session_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    caller = client(tmp_path, rate_session="2/minute")
    session = opened(caller)
    answers = [caller.post(f"/api/v1/sessions/{session}/messages", json={"text": "hi"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    other = caller.post(f"/api/v1/sessions/{opened(caller)}/messages", json={"text": "hi"})
    assert other.status_code == 200


def test_an_address_that_asks_too_often_is_stopped_everywhere_but_health(tmp_path: Path) -> None:
    caller = client(tmp_path, rate_address="2/minute")
    assert [caller.post("/api/v1/sessions", json={}).status_code for _ in range(3)] == [200, 200, 429]
    refused = caller.get("/v1/models")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert caller.get("/healthz").status_code == 200


def test_an_empty_limit_is_none_and_a_broken_one_names_its_setting(tmp_path: Path) -> None:
    caller = client(tmp_path, rate_address="")
    assert all(caller.get("/v1/models").is_success for _ in range(700))
    with pytest.raises(ConfigError, match="SHOPKEEPER_RATE_SESSION: found 'often'"):
        Rates(Settings(_env_file=None, rate_session="often"))  # type: ignore[call-arg]


def test_data_may_be_framed_and_run_by_nobody(tmp_path: Path) -> None:
    headers = client(tmp_path).get("/v1/models").headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_description_is_served_from_here_under_a_strict_policy(tmp_path: Path) -> None:
    caller = client(tmp_path)
    page = caller.get("/docs")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "//" not in page.text.replace("<!doctype", "").replace("//127", "")
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js", "favicon-32x32.png"):
        assert f"docs/{name}" in page.text or name == "start.js"
        assert caller.get(f"/docs/{name}").status_code == 200


def test_a_customer_goes_on_elsewhere_with_the_latest_conversation(tmp_path: Path) -> None:
    from bot.identity import issue_token
    from tests.bot.web.shop_front import SECRET

    caller = client(tmp_path)
    token = issue_token("C001", SECRET)
    first = caller.post("/api/v1/sessions", json={"token": token}).json()
    again = {"channel": "mobile", "token": token, "resume": True}
    assert caller.post("/api/v1/sessions", json=again).json() == first
    assert caller.post("/api/v1/sessions", json={"resume": True}).json()["session_id"] != first["session_id"]
