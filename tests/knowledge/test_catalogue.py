from knowledge.catalogue import Catalogue
from tests.knowledge.small_shop import small_shop


def test_an_order_is_given_only_to_its_customer() -> None:
    catalogue = Catalogue(small_shop())
    assert catalogue.order_of("O0001", "C002") is None
    assert catalogue.order_of("O0404", "C001") is None
    order = catalogue.order_of("O0001", "C001")
    assert order is not None
    assert order.order_id == "O0001"


def test_orders_come_newest_first() -> None:
    assert [order.order_id for order in Catalogue(small_shop()).orders_of("C001")] == ["O0003", "O0001"]


def test_ratings_reviews_and_unknown_ids() -> None:
    catalogue = Catalogue(small_shop())
    assert catalogue.rating_of("P001") == (3.5, 2)
    assert catalogue.rating_of("P004") is None
    assert catalogue.product("P999") is None
    assert catalogue.customer("C999") is None
    assert catalogue.reviews_of("P999") == ()
