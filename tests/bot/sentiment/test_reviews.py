import zipfile
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.sentiment.reviews import AMAZON, CLOTHING, read_reviews, share

pytest.importorskip("snownlp")
HEAD = "Title,Review Text,Rating\n"


def folder(path: Path, rows: str, snippets: str) -> Path:
    with zipfile.ZipFile(path / CLOTHING, "w") as archive:
        archive.writestr("reviews.csv", HEAD + rows)
    (path / AMAZON).parent.mkdir()
    (path / AMAZON).write_text(snippets, encoding="utf-8")
    return path


LONG = "the sleeves are far too short for my arms and I sent it back"
ROWS = (
    f"Nice coat,soft and warm,5\n,{LONG},1\nSo so,it is all right,3\n,{LONG} today,2\nFour,fine,4\nEmpty,,5\n"
)
SNIPPETS = "1_1\t-0.9\tno picture\n1_2\t0.4\tmaybe\n1_3\t0.1\tit has a plug\n2_1\t1.5\tlovely sound\n"


def test_stars_and_ratings_become_labels(tmp_path: Path) -> None:
    read = [each for each in read_reviews(folder(tmp_path, ROWS, SNIPPETS)) if each.language == "en"]
    told = {each.text: (each.source, each.label) for each in read}
    assert told["Nice coat"] == ("clothing", "positive")
    assert told[LONG] == ("clothing", "negative")
    assert told["no picture"] == ("amazon", "negative")
    assert told["it has a plug"] == ("amazon", "neutral")
    assert "maybe" not in told


def test_copies_and_snippets_of_one_review_are_one_group(tmp_path: Path) -> None:
    read = {each.text: each.group for each in read_reviews(folder(tmp_path, ROWS, SNIPPETS))}
    assert read[LONG] == read[f"{LONG} today"] != read["Nice coat"]
    assert read["no picture"] == read["it has a plug"] != read["lovely sound"]


def test_chinese_reviews_have_one_side_and_stand_once(tmp_path: Path) -> None:
    read = [each for each in read_reviews(folder(tmp_path, ROWS, SNIPPETS)) if each.language == "zh"]
    assert len(read) > 10_000
    assert len({each.text for each in read}) == len(read)
    assert {each.label for each in read} == {"negative", "positive"}
    assert len({each.group for each in read}) < len(read)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"womens_clothing_reviews\.csv\.zip"):
        read_reviews(tmp_path)
    broken = folder(tmp_path, ROWS, "1_1\tgood\tno picture\n")
    with pytest.raises(InputError, match=r"line 1: expected id, rating, text"):
        read_reviews(broken)


def test_a_group_falls_where_the_seed_says() -> None:
    assert share("amazon-1", 0) == share("amazon-1", 0) != share("amazon-1", 1)
    assert 0.4 < sum(share(f"g{at}", 0) for at in range(1000)) / 1000 < 0.6
