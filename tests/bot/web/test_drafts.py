"""What is drafted for agents, over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ModelUnavailableError
from bot.handover.values import Suggestion
from bot.messages import Citation
from tests.bot.web.staffed_shop import ScriptedDrafts, StaffedShop, staffed_shop

CITED = Citation(n=1, source="policy:returns", title="Returns", quote="30 days")
REPLY = Suggestion(question="Until when?", text="Until 30 days after delivery.", citations=(CITED,))


def served(folder: Path, drafts: ScriptedDrafts | None) -> StaffedShop:
    shop = staffed_shop(folder, drafts=drafts)
    shop.sign_in()
    return shop


def test_a_reply_is_suggested_with_its_sources_and_nothing_is_sent(tmp_path: Path) -> None:
    shop = served(tmp_path, ScriptedDrafts(REPLY))
    asked = shop.asked()
    told = shop.post(asked.handover_id, "suggestion").json()
    assert (told["text"], told["citations"][0]["quote"]) == ("Until 30 days after delivery.", "30 days")
    assert shop.people.archive.entries_of(asked.session_id, ["reply"]) == ()


def test_the_prose_of_a_hand_over_is_written_once_a_language(tmp_path: Path) -> None:
    drafts = ScriptedDrafts(REPLY, "Lena wants her money back.")
    shop = served(tmp_path, drafts)
    asked = shop.asked()
    url = f"/api/v1/handoffs/{asked.handover_id}/prose"
    for language in ("en", "en", "zh-CN"):
        assert shop.client.get(url, params={"language": language}).json() == {"text": drafts.told}
    assert [language for _, _, language in drafts.asked] == ["en", "zh"]


def test_what_failed_is_tried_anew(tmp_path: Path) -> None:
    drafts = ScriptedDrafts(REPLY, ModelUnavailableError("down"))
    shop = served(tmp_path, drafts)
    url = f"/api/v1/handoffs/{shop.asked().handover_id}/prose"
    assert shop.client.get(url).status_code == 503
    drafts.told = "Lena wants her money back."
    assert shop.client.get(url).json() == {"text": "Lena wants her money back."}


@pytest.mark.parametrize(("method", "path"), [("POST", "suggestion"), ("GET", "prose")])
def test_nobody_else_is_told_anything(tmp_path: Path, method: str, path: str) -> None:
    drafts = ScriptedDrafts(REPLY, "told")
    shop = staffed_shop(tmp_path, drafts=drafts)
    answer = shop.client.request(method, f"/api/v1/handoffs/{shop.asked().handover_id}/{path}")
    assert (answer.status_code, drafts.asked) == (401, [])


def test_without_a_model_nothing_is_offered(tmp_path: Path) -> None:
    shop = served(tmp_path, None)
    assert shop.client.get("/api/v1/agent/session").json()["drafting"] is False
    assert shop.post(shop.asked().handover_id, "suggestion").status_code == 404
