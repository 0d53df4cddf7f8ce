"""Importing fixtures in tests, and reading back what came out."""

from __future__ import annotations

from pathlib import Path

from knowledge.importers.folder import Outcome
from knowledge.importers.items import Options
from knowledge.importers.kinds import import_shop
from knowledge.shop_folder import Shop, read_shop

FIXTURES = Path(__file__).parent / "fixtures"
EUROS = Options(name="Test Shop", currency="EUR", languages=("en",))


def imported(kind: str, source: str | Path, out: Path, options: Options = EUROS) -> tuple[Shop, Outcome]:
    """The shop that an import of a fixture makes; nothing in it may displease the shop folder's reader."""
    outcome = import_shop(kind, FIXTURES / source, out, options)
    shop = read_shop(out)
    assert shop.reports == ()
    return shop, outcome


def noted(outcome: Outcome, field: str) -> list[tuple[str, int, str]]:
    """Reason, count and example of the notes on a field."""
    return [(note.reason, note.count, note.example) for note in outcome.notes if note.field == field]
