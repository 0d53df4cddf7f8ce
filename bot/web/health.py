"""`/healthz` for whoever starts and watches the server, `/metrics` for Prometheus."""

from __future__ import annotations

import asyncio
import logging

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from bot.measured import Metrics
from bot.service import AssistantService

READY_SECONDS = 5.0
_log = logging.getLogger(__name__)


def health(assistant: AssistantService, metrics: Metrics) -> APIRouter:
    """Routes that say whether a question can be answered now, and what has been counted so far."""
    router = APIRouter(tags=["operation"])

    @router.get("/healthz", summary="200 when a question can be answered, else 503")
    async def healthz() -> Response:  # pyright: ignore[reportUnusedFunction]
        if await _is_ready(assistant):
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, status_code=503)

    @router.get("/metrics", summary="Counts and durations for Prometheus")
    async def exposition() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _is_ready(assistant: AssistantService) -> bool:
    try:
        return await asyncio.wait_for(assistant.ready(), READY_SECONDS)
    except Exception:
        _log.exception("the assistant could not say whether it is ready")
        return False
