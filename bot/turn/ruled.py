"""Whether a rule of the shop speaks of what is asked of a product, and the product's own record does not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.desk import Desk
from bot.tools.evidence import shared_words
from bot.turn.state import Task
from knowledge.categories import names_of
from knowledge.search import Hit

NEAR, AHEAD, SHARED = 0.65, 0.1, 2
"""Score from which a rule is near enough, how much nearer than the record, and how many words it must share."""
MOST_LOOKED_AT = 6


def told_by_rule(task: Task, desk: Desk) -> bool:
    """Whether a policy is clearly nearer to the question than anything known of its products."""
    hits = desk.knowledge.search(
        task.question,
        kinds=("product", "faq", "manual", "policy"),
        product_ids=task.products,
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=MOST_LOOKED_AT,
    )
    rules = [hit for hit in hits if hit.passage.kind == "policy"]
    rest = max((hit.score for hit in hits if hit.passage.kind != "policy"), default=0.0)
    best = max(rules, key=lambda hit: hit.score, default=None)
    return best is not None and best.score >= max(NEAR, rest + AHEAD) and _shares(best, task.products, desk)


def _shares(hit: Hit, product_ids: Sequence[str], desk: Desk) -> bool:
    products = (p for p in map(desk.knowledge.catalogue.product, product_ids) if p)
    names = [name for product in products for name in names_of(product)]
    return len(shared_words(hit, names)) >= SHARED
