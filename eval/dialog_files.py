"""Reads dialog files: YAML, each a list of dialogs about one theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bot.errors import InputError
from eval.dialog import CardExpected, Dialog, DialogTurn, Expect, Final, HandoffExpected, ToolExpected
from eval.yaml_places import Models, YamlFile, read_yaml, validated

DIALOGS = Path(__file__).parent / "dialogs"
DIALOG_LIST: TypeAdapter[tuple[Dialog, ...]] = TypeAdapter(tuple[Dialog, ...])
_MODELS: Models = {
    "": Dialog,
    "turns": DialogTurn,
    "expect": Expect,
    "tools_any": ToolExpected,
    "cards_any": CardExpected,
    "final": Final,
    "handoff": HandoffExpected,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A dialog and where it stands: its file, and the line of each of its keys."""

    dialog: Dialog
    file: Path
    line: int
    lines: Mapping[str, int]

    def at(self, key: str) -> str:
        """`file:line` of one of its keys, or of the dialog where it does not have that key."""
        return f"{self.file}:{self.lines.get(key, self.line)}"


def built_in_files() -> tuple[Path, ...]:
    """The files that Shopkeeper ships."""
    return tuple(sorted(DIALOGS.glob("*.yaml")))


def read_dialogs(paths: Iterable[Path]) -> tuple[Placed, ...]:
    """The dialogs of all files, in their order.

    Raises:
        InputError: a file cannot be used, or two dialogs have one id; a line `file:line: key: found, expected` each.
    """
    found: list[Placed] = []
    faults: list[str] = []
    for path in paths:
        try:
            found += _read(path)
        except InputError as error:
            faults.append(str(error))
    faults += _twins(found)
    if faults:
        raise InputError("\n".join(faults))
    return tuple(found)


def _read(path: Path) -> list[Placed]:
    file = read_yaml(path)
    if not file.plain:
        raise InputError(f"{path}:1: file: found no dialogs, expected a list of at least one")
    dialogs = validated(file, DIALOG_LIST, _MODELS)
    return [_placed(file, number, dialog) for number, dialog in enumerate(dialogs)]


def _placed(file: YamlFile, number: int, dialog: Dialog) -> Placed:
    lines = {key: file.line((number, key)) for key in dialog.model_fields_set}
    return Placed(dialog, file.path, file.line((number,)), lines)


def _twins(found: Iterable[Placed]) -> list[str]:
    first: dict[str, Placed] = {}
    faults: list[str] = []
    for placed in found:
        name = placed.dialog.id
        if name in first:
            other = first[name].at("id")
            faults.append(f"{placed.at('id')}: id: found {name!r}, which {other} has too, expected another")
        first.setdefault(name, placed)
    return faults
