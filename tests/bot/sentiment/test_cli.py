from pathlib import Path

from typer.testing import CliRunner

from bot.sentiment.__main__ import app


def test_training_says_what_is_missing(tmp_path: Path) -> None:
    found = CliRunner().invoke(
        app, ["train", "--reviews", str(tmp_path), "--work", str(tmp_path / "w"), "--only", "mix"]
    )
    assert found.exit_code == 1
    assert "womens_clothing_reviews.csv.zip" in found.output.replace("\n", "")
