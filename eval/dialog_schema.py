"""The JSON Schema of a dialog file, made from the types, so that an editor checks a file while it is written."""

from __future__ import annotations

import json
from pathlib import Path

from bot.errors import ServiceError
from eval.dialog_files import DIALOG_LIST, DIALOGS

SCHEMA = DIALOGS / "schema.json"


def schema_text() -> str:
    """The schema (JSON Schema 2020-12) as it stands in the file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dialogs of Shopkeeper's evaluation",
        **DIALOG_LIST.json_schema(),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path = SCHEMA) -> Path:
    """Writes it and gives the file.

    Raises:
        ServiceError: it cannot be written.
    """
    try:
        path.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise ServiceError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path
