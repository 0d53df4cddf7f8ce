"""The widget's script, the shop's face over the API, and the demo page, without a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.config import Settings
from bot.fakes import ScriptedAssistant
from bot.web.server import fastapi_app
from bot.web.shop_face import ShopFace, shop_window
from knowledge.records import Product
from tests.bot.web.kept_shop import FACE, HOSTILE
from tests.bot.web.shop_front import SECRET


def front(folder: Path, face: ShopFace = FACE, **given: Any) -> TestClient:
    settings = Settings(_env_file=None, data_dir=folder, secret=SECRET, **given)  # type: ignore[call-arg]
    return TestClient(fastapi_app(ScriptedAssistant([]), settings, face=face), raise_server_exceptions=False)


def test_the_script_may_be_loaded_by_any_page_and_is_not_sent_twice(tmp_path: Path) -> None:
    client = front(tmp_path)
    first = client.get("/widget.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_shop_says_what_it_is_called_and_speaks(tmp_path: Path) -> None:
    told = front(tmp_path).get("/api/v1/shop").json()
    assert (told["name"], told["languages"], told["max_message_chars"]) == (
        "Fernwell Outdoor",
        ["en", "zh"],
        4000,
    )
    assert told["examples"]["zh"][0] == "这款帐篷多重？"
    assert "customers" not in told


def test_the_shops_face_is_read_as_often_as_other_things_and_no_more(tmp_path: Path) -> None:
    caller = front(tmp_path, rate_address="2/minute")
    assert [caller.get("/api/v1/shop").status_code for _ in range(3)] == [200, 200, 429]
    assert caller.get("/api/v1/sessions/S").status_code == 429


@pytest.mark.parametrize(
    ("query", "name"), [("", "Ridge 2 Tent"), ("?lang=zh", "山脊 2 帐篷"), ("?lang=xx", "Ridge 2")]
)
def test_the_demo_shop_is_in_the_language_that_was_asked_for(tmp_path: Path, query: str, name: str) -> None:
    page = front(tmp_path).get(f"/demo{query}")
    assert name in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<script>" not in page.text and " style=" not in page.text


def test_a_product_name_is_never_markup(tmp_path: Path) -> None:
    hostile = replace(FACE.window["en"][0], name=HOSTILE, description=HOSTILE, category='"><i>')
    face = replace(FACE, name=HOSTILE, window={"en": (hostile,)})
    page = front(tmp_path, face).get("/demo").text
    assert "<script>window" not in page and "<img" not in page and '"><i>' not in page
    assert "&lt;script&gt;" in page


def test_a_customer_is_signed_in_only_in_a_demonstration(tmp_path: Path) -> None:
    client = front(tmp_path)
    token = client.post("/demo/token", json={"customer": "C001"}).json()["token"]
    assert client.post("/api/v1/sessions", json={"token": token}).json()["customer_id"] == "C001"
    assert client.post("/demo/token", json={"customer": "C999"}).status_code == 401
    closed = front(tmp_path, replace(FACE, customers=()))
    assert closed.post("/demo/token", json={"customer": "C001"}).status_code == 404
    assert "who is asking" not in closed.get("/demo").text


def test_pages_take_no_long_bodies_either(tmp_path: Path) -> None:
    assert front(tmp_path).post("/demo/token", content=b"x" * 2_000_000).status_code == 413


def test_the_window_shows_every_category_before_a_second_of_one() -> None:
    def product(number: int, category: str) -> Product:
        raw = {"product_id": f"P{number}", "name": f"{category} {number}", "price": "5.00", "currency": "EUR"}
        return Product.model_validate({**raw, "category": category})

    shown = shop_window([product(1, "Tents"), product(2, "Tents"), product(3, "Shoes")], "en")
    assert [each.name for each in shown] == ["Tents 1", "Shoes 3", "Tents 2"]
