"""Nothing personal is logged, whoever logs it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.logs import mask_logs


@pytest.fixture
def masking() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    mask_logs()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("masking")
def test_messages_arguments_and_tracebacks_are_masked(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("somebody.else")
    log.warning("asked by %s, card %s", "ann@example.com", "4111 1111 1111 1111")
    try:
        raise ValueError("cannot send to ann@example.com or 138 0013 8000")
    except ValueError:
        log.exception("failed for ann@example.com")
    assert "example.com" not in caplog.text
    assert "8000" not in caplog.text
    assert "4111" not in caplog.text
    assert "asked by [email], card [card]" in caplog.text
    assert "ValueError: cannot send to [email]" in caplog.text


@pytest.mark.usefixtures("masking")
def test_the_id_of_a_session_is_not_in_the_access_log(caplog: pytest.LogCaptureFixture) -> None:
    path = "/api/v1/sessions/Zk3tYw9_aZ-0bQ4rT8uV1w/messages"
    log = logging.getLogger("uvicorn.access")
    with caplog.at_level(logging.INFO, "uvicorn.access"):
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "POST", path, "1.1", 200)
    assert "/sessions/[session]/messages" in caplog.text
    assert "Zk3tYw9" not in caplog.text


@pytest.mark.usefixtures("masking")
def test_a_record_made_wrongly_still_logs(caplog: pytest.LogCaptureFixture) -> None:
    mask_logs()
    logging.getLogger("x").warning("%d of %d", 1)  # noqa: PLE1206 - that is what is tested
    assert "%d of %d" in caplog.text
