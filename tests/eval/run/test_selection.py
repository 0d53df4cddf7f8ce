"""Files, tags and halves choose dialogs; worlds are found, or told to be missing with the dialog's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import SAMPLE_SHOP, Settings
from bot.errors import InputError
from eval.dialog import Dialog, DialogTurn
from eval.dialog_files import read_dialogs
from eval.run.plan import Options, plan
from eval.run.selection import Trial, select, trials
from eval.run.trials import digest
from eval.worlds import built_in_worlds, world_folders
from knowledge.errors import ShopFolderError
from tests.bot.shop import write_shop

FILE = """\
- {id: a, tags: [orders, heldout], lang: en, turns: [{user: Hi}]}
- {id: b, tags: [orders], lang: en, channel: [web, store], repeat: 2, turns: [{user: Hi}]}
- {id: c, tags: [facts], lang: zh, world: sample_furniture, turns: [{user: Hi}]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data")  # type: ignore[call-arg]


def chosen(*names: str, heldout: bool | None = None) -> list[str]:
    return [placed.dialog.id for placed in select(names, heldout=heldout)]


def test_a_file_is_read_and_tags_pick_from_it(file: Path) -> None:
    assert chosen(str(file)) == ["a", "b", "c"]
    assert chosen(str(file), "orders") == ["a", "b"]
    assert chosen("facts", str(file), "heldout") == ["a", "c"]


def test_held_out_dialogs_are_run_apart(file: Path) -> None:
    assert chosen(str(file), heldout=True) == ["a"]
    assert chosen(str(file), heldout=False) == ["b", "c"]


def test_without_a_file_the_built_in_dialogs_are_meant() -> None:
    assert len(chosen("first-twenty")) == 20


def test_an_unknown_tag_is_told_with_those_there_are(file: Path) -> None:
    with pytest.raises(InputError) as caught:
        chosen(str(file), "orders", "fakts")
    assert str(caught.value) == (
        "'fakts' is neither a file nor a tag. The tags there are: facts, heldout, orders."
    )


def test_an_empty_choice_is_told(file: Path) -> None:
    with pytest.raises(InputError, match="None of the 1 dialogs chosen is held out"):
        chosen(str(file), "facts", heldout=True)


def test_a_file_that_is_missing_is_not_taken_for_a_tag(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: No such file"):
        chosen(str(tmp_path / "none.yaml"))


def test_a_dialog_runs_on_each_channel_and_as_often_as_it_says(file: Path) -> None:
    dialogs = [placed.dialog for placed in read_dialogs([file])]
    keys = [trial.key for trial in trials(dialogs)]
    assert keys == ["a@web#0", "b@web#0", "b@web#1", "b@store#0", "b@store#1", "c@web#0"]
    assert [trial.key for trial in trials(dialogs[1:2], 1)] == ["b@web#0", "b@store#0"]


def test_the_digest_is_that_of_the_dialogs_as_they_run() -> None:
    one = Dialog(id="a", lang="en", turns=(DialogTurn(user="Hi"),))
    first = digest([Trial(one, "web", 0)])
    assert first == digest([Trial(one.model_copy(), "web", 0)])
    others = (
        [Trial(one, "store", 0)],
        [Trial(one, "web", 1)],
        [Trial(one.model_copy(update={"lang": "zh"}), "web", 0)],
        [],
    )
    assert first not in {digest(other) for other in others}


def test_worlds_are_built_in_shops_or_folders_beside_the_file(tmp_path: Path) -> None:
    write_shop(tmp_path / "pebble")
    path = tmp_path / "mine.yaml"
    path.write_text(FILE + "- {id: d, lang: en, world: pebble, turns: [{user: Hi}]}\n", encoding="utf-8")
    assert built_in_worlds() == ("sample", "sample_furniture")
    assert world_folders(read_dialogs([path])) == {
        "sample": SAMPLE_SHOP,
        "sample_furniture": SAMPLE_SHOP.parent / "sample_furniture",
        "pebble": tmp_path / "pebble",
    }


def test_a_world_that_does_not_exist_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = FILE + "- id: d\n  lang: en\n  world: moon\n  turns: [{user: Hi}]\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        world_folders(read_dialogs([path]))
    assert str(caught.value) == (
        f"{path}:6: world: found 'moon', expected sample, sample_furniture or a shop folder"
    )


def test_one_name_cannot_be_two_worlds(tmp_path: Path) -> None:
    paths: list[Path] = []
    for name in ("one", "two"):
        write_shop(tmp_path / name / "pebble")
        paths.append(tmp_path / name / "mine.yaml")
        text = f"- {{id: {name}, lang: en, world: pebble, turns: [{{user: Hi}}]}}\n"
        paths[-1].write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"two/mine\.yaml:1: world: found 'pebble', which is .*one/pebble"):
        world_folders(read_dialogs(paths))


def test_another_shop_takes_the_place_of_every_world(file: Path, tmp_path: Path, settings: Settings) -> None:
    shop = write_shop(tmp_path / "pebble")
    made = plan(settings, Options((str(file),), shop=shop, seed=3))
    assert {trial.dialog.world for trial in made.trials} == {str(shop)}
    assert made.folders == {str(shop): shop}
    assert (made.header.seed, made.header.selection) == (3, (str(file),))
    assert made.out.parent == Path("eval-output")


def test_another_shop_that_is_none_is_told(file: Path, tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ShopFolderError, match="nowhere"):
        plan(settings, Options((str(file),), shop=tmp_path / "nowhere"))


def test_a_server_is_asked_only_about_its_own_shop(file: Path, settings: Settings) -> None:
    made = plan(settings, Options((str(file),), url="http://127.0.0.1:1"))
    assert list(made.folders) == ["sample"]
    assert made.left_out == 1
    assert made.header.environment.model == "whatever answers at http://127.0.0.1:1"
    furniture = settings.model_copy(update={"shop": SAMPLE_SHOP.parent / "sample_furniture"})
    assert [t.key for t in plan(furniture, Options((str(file),), url="http://x")).trials] == ["c@web#0"]
    with pytest.raises(InputError, match="None of the 1 dialogs chosen is about the shop in"):
        plan(settings, Options((str(file), "facts"), url="http://127.0.0.1:1"))


def test_changed_data_of_a_shop_changes_the_header(file: Path, tmp_path: Path, settings: Settings) -> None:
    shop = write_shop(tmp_path / "pebble")
    options = Options((str(file),), shop=shop)
    before = plan(settings, options).header
    assert plan(settings, options).header.worlds == before.worlds
    (shop / "policies" / "returns.md").write_text("# Returns\n\n90 days.\n", encoding="utf-8")
    after = plan(settings, options).header
    assert (after.dialogs, after.worlds == before.worlds) == (before.dialogs, False)
