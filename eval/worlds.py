"""The shops that dialogs take place in, by name or path."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.errors import InputError
from eval.dialog_files import Placed

SHOPS = Path(__file__).resolve().parent.parent / "knowledge"
SHOP_FILE = "shop.toml"


def built_in_worlds() -> tuple[str, ...]:
    """The names of the shops that Shopkeeper ships."""
    return tuple(sorted(file.parent.name for file in SHOPS.glob(f"*/{SHOP_FILE}")))


def world_folders(dialogs: Iterable[Placed]) -> dict[str, Path]:
    """The shop folder of every world that the dialogs name: a built-in one, or a path, relative to the dialog's file.

    Raises:
        InputError: there is no such shop folder; names the dialog's file and line.
    """
    folders: dict[str, Path] = {}
    faults: list[str] = []
    for placed in dialogs:
        name = placed.dialog.world
        folder = SHOPS / name if name in built_in_worlds() else placed.file.parent / name
        if not (folder / SHOP_FILE).is_file():
            names = ", ".join(built_in_worlds())
            faults.append(f"{placed.at('world')}: world: found {name!r}, expected {names} or a shop folder")
        elif folders.setdefault(name, folder.resolve()) != folder.resolve():
            faults.append(
                f"{placed.at('world')}: world: found {name!r}, which is {folders[name]} for another file, "
                "expected one folder for each name"
            )
    if faults:
        raise InputError("\n".join(faults))
    return folders
