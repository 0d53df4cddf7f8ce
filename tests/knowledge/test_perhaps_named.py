"""A plain word calls a product only where the text is near to it in meaning, too."""

import pytest

from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.store import build_store, open_store
from tests.knowledge.small_shop import product, small_shop


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    attributes = [{"Glows orange": "Fasten the strap"}, *({f"Colour {n}": "Red"} for n in range(8))]
    names = [
        "Lumen Face Mask",
        *(f"{word} Kettle" for word in ["Pour", "Boil", "Steam", "Brew", "Heat", "Warm", "Fill", "Tilt"]),
    ]
    products = [
        product(f"L{n}", name, "99.00", category="Care" if n == 0 else "Kitchen", attributes=each)
        for n, (name, each) in enumerate(zip(names, attributes, strict=True))
    ]
    store = tmp_path_factory.mktemp("store")
    embedder = load_embedder("hash")
    build_store(small_shop(products=tuple(products)), store, embedder)
    return open_store(store, embedder)


def test_a_near_product_is_called(knowledge: Knowledge) -> None:
    assert knowledge.mentions("lumen glows orange, fasten what?") == ()
    assert knowledge.perhaps_named("lumen glows orange, fasten what?") == ("L0",)


def test_a_far_one_is_not(knowledge: Knowledge) -> None:
    assert knowledge.perhaps_named("lumen of a red colour kettle") == ()
