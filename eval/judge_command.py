"""The command `judge`: opens the settings' language model, judges a run, rewrites its reports."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.config import Settings
from bot.llm.client import open_chat_model
from eval.environment import environment
from eval.judge import judge_run
from eval.report.folder import read_run
from eval.report.write import print_table, write_reports


async def judge_folder(settings: Settings, folder: Path) -> int:
    """Exit code 0, or raises what `judge_run` and `open_chat_model` raise."""
    read_run(folder)
    model = environment(settings).model
    async with open_chat_model(settings) as chat:
        await judge_run(folder, chat, model, Console(stderr=True))
    write_reports(folder)
    print_table(folder, Console())
    return 0
