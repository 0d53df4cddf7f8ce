"""What a task is carried out with: the tools of the turn, each call noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from langchain_core.tools import BaseTool

from bot.messages import ToolCall
from bot.tools.desk import Desk, Findings
from bot.turn.routes import rules
from bot.turn.state import Task


async def called(tool: BaseTool, arguments: Mapping[str, Any], calls: list[ToolCall]) -> Findings:
    """What a tool finds; the call, without arguments that say nothing, is noted in `calls`."""
    given = {key: value for key, value in arguments.items() if value not in (None, (), [], False, "")}
    calls.append(ToolCall(name=tool.name, arguments=given))
    request = {"name": tool.name, "args": given, "id": uuid4().hex, "type": "tool_call"}
    answer = await tool.ainvoke(request)
    return answer.artifact if isinstance(answer.artifact, Findings) else Findings(abstains=True)


@dataclass(frozen=True, slots=True)
class Hands:
    """What a task is carried out with; each call is noted in `calls`."""

    desk: Desk
    toolbox: Mapping[str, BaseTool]
    calls: list[ToolCall]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Findings:
        """One call of a tool."""
        return await called(self.toolbox[name], arguments, self.calls)

    async def rules(self, task: Task, least: float, words: int) -> Findings | None:
        """The shop's rules about a question, where one is at least so near and shares at least so many words."""
        found = await self.call("search_knowledge", rules(task))
        plain = any(e.score >= least and len(e.shared) >= words for e in found.evidence)
        return found if plain else None
