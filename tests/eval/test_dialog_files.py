"""Dialog files are read, and what cannot be used is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import InputError
from eval.dialog_files import read_dialogs
from eval.dialog_schema import SCHEMA, schema_text, write_schema

GOOD = """\
- id: weight
  tags: [fact]
  lang: en
  channel: mobile
  turns:
    - user: How heavy is it?
      expect:
        says_all: ["2.1 kg"]
"""
TWO_CHANNELS = GOOD.replace("mobile", "[web, store]").replace("weight", "twice")


def file_of(text: str, folder: Path, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problem_of(text: str, folder: Path) -> str:
    path = file_of(text, folder)
    with pytest.raises(InputError) as caught:
        read_dialogs([path])
    return str(caught.value).replace(f"{path}", "F")


def test_a_good_file_is_read_with_the_places_of_its_keys(tmp_path: Path) -> None:
    path = file_of(GOOD + TWO_CHANNELS, tmp_path)
    one, two = read_dialogs([path])
    assert (one.dialog.id, one.dialog.channel, one.dialog.world) == ("weight", ("mobile",), "sample")
    assert two.dialog.channel == ("web", "store")
    assert two.at("channel") == f"{path}:12"
    assert two.at("world") == f"{path}:9"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD.replace("says_all", "say_all"),
            "F:8: 1.turns.1.expect.say_all: found ['2.1 kg'], expected one of the keys route, tools_any, ",
        ),
        (GOOD.replace("tags", "tag"), "F:2: 1.tag: found ['fact'], expected one of the keys id, tags, "),
        (GOOD.replace("  lang: en\n", ""), "F:1: 1.lang: found nothing, expected a value"),
        (GOOD.replace("lang: en", "lang: 5"), "F:3: 1.lang: found 5, expected otherwise: "),
        (
            GOOD.replace('["2.1 kg"]', "[2026-03-19]"),
            "F:8: 1.turns.1.expect.says_all.1: found datetime.date(",
        ),
        (GOOD.replace('"2.1 kg"', '"/(/"'), "F:8: 1.turns.1.expect.says_all.1: found '/(/', expected "),
        (GOOD.replace("fact]", "fact, ]\n  repeat: 0"), "F:3: 1.repeat: found 0, expected "),
        (GOOD.replace("mobile", "[]"), "F:4: 1.channel: found "),
        (
            GOOD.replace("  tags: [fact]\n", "  final: {handof: {}}\n"),
            "F:2: 1.final.handof: found {}, expected one of the keys handoff, state",
        ),
        (GOOD + "        says_all: [x]\n", "F:9: says_all: found the key twice, expected it once"),
        (GOOD + GOOD, "F:9: id: found 'weight', which F:1 has too, expected another"),
        ("", "F:1: file: found no dialogs, expected a list of at least one"),
        ("# nothing yet\n", "F:1: file: found no dialogs"),
        ("[]\n", "F:1: file: found no dialogs"),
        ("id: weight\n", "F:1: file: found {'id': 'weight'}, expected otherwise: "),
        ("- weight\n", "F:1: 1: found 'weight', expected otherwise: "),
        ("- id: [\n", "F:2: not YAML: "),
        ("- id: !!python/name:os.system x\n", "F:1: not YAML: "),
        ("- id: a\n--- \n- id: b\n", "F:2: not YAML: "),
        ("- id: \x07\n", "F: not YAML: "),
    ],
)
def test_what_cannot_be_used_is_told_with_file_line_and_key(text: str, told: str, tmp_path: Path) -> None:
    assert problem_of(text, tmp_path).startswith(told)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    bad = file_of(GOOD.replace("lang: en", "long: en"), tmp_path, "bad.yaml")
    empty = file_of("", tmp_path, "empty.yaml")
    with pytest.raises(InputError) as caught:
        read_dialogs([bad, empty])
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
        f"{bad}:1", f"{bad}:3", f"{empty}:1",
    ]  # fmt: skip


def test_an_id_is_unique_over_all_files(tmp_path: Path) -> None:
    one, two = file_of(GOOD, tmp_path, "one.yaml"), file_of("\n" + GOOD, tmp_path, "two.yaml")
    with pytest.raises(InputError) as caught:
        read_dialogs([one, two])
    assert str(caught.value) == f"{two}:2: id: found 'weight', which {one}:1 has too, expected another"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: No such file or directory\. Expected a YAML file\."):
        read_dialogs([tmp_path / "none.yaml"])


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"- id: \xff")
    with pytest.raises(InputError, match="byte 6 is not UTF-8"):
        read_dialogs([path])


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert read_dialogs([path])[0].dialog.id == "weight"


def test_the_schema_beside_the_dialogs_is_that_of_the_types(tmp_path: Path) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run python -m eval schema"
    assert write_schema(tmp_path / "schema.json").read_text(encoding="utf-8") == schema_text()
