"""Requests made up from the API's own description: whatever is sent, the answer is never a server error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.testclient import TestClient

from bot.fakes import Line, ScriptedAssistant
from tests.bot.web.shop_front import REPLY, application

CHECKS = [schemathesis.checks.not_a_server_error, response_schema_conformance]
QUICK = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


class _Forever(Sequence[Line]):
    """A script without end."""

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        return REPLY


@pytest.fixture(scope="module")
def api_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    limits = {"rate_session": "", "rate_address": ""}
    app = application(ScriptedAssistant(_Forever()), tmp_path_factory.mktemp("api"), **limits)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield schemathesis.openapi.from_asgi("/openapi.json", app), client


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.endswith("/events"):  # it never ends
            yield operation


@pytest.mark.parametrize("known", [False, True])
def test_no_request_is_a_server_error(api_schema: tuple[Any, TestClient], known: bool) -> None:
    schema, client = api_schema
    session_id = client.post("/api/v1/sessions", json={}).json()["session_id"]
    operations = list(_operations(schema))
    assert len(operations) >= 9
    for operation in operations:
        _try(operation, session_id if known else None)


def _try(operation: Any, session_id: str | None) -> None:
    @QUICK
    @given(case=operation.as_strategy())
    def sent(case: Any) -> None:
        if session_id and "session_id" in (case.path_parameters or {}):
            case.path_parameters["session_id"] = session_id
        case.call_and_validate(checks=CHECKS)

    sent()
