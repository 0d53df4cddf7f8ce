"""The addresses that the README names are there as they are written, beside a chat page at /."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.fakes import ScriptedAssistant
from bot.web.chat_ui import mount_chat
from bot.web.insights_ui import mount_insights
from tests.bot.web.shop_front import application
from tests.bot.web.test_chat_ui import FACE
from tests.bot.web.test_insights import Shop


@pytest.mark.parametrize("address", ["/", "/insights", "/insights/", "/docs", "/healthz"])
def test_it_is_there(address: str, tmp_path: Path) -> None:
    assistant = ScriptedAssistant(())
    app = mount_insights(application(assistant, tmp_path), Shop().page(), lambda _: "Ann")
    with TestClient(mount_chat(app, assistant, FACE)) as client:
        assert client.get(address).status_code == 200
