"""Calls a tool as the turn does."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import BaseTool

from bot.tools.desk import Findings


def call(tool: BaseTool, **arguments: Any) -> Findings:
    """The findings of `tool` for these arguments."""
    message = tool.invoke({"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"})
    assert isinstance(message.artifact, Findings)
    return message.artifact


def texts(findings: Findings) -> str:
    """Everything that the findings let the assistant say by itself."""
    return " ".join([*(e.text for e in findings.evidence), *findings.said])
