"""Return periods where one sentence grants several memberships their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.return_periods import return_periods
from tests.bot.tools.shops import desk_of

LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "80.00"}
RULES = {
    "en": "# Returns\n## Time limit\nYou may return goods within 7 days for standard customers and Silver (Ag) "
    "members, 30 days for Gold.\n",
    "zh": "# 退换货\n## 期限\n从签收次日算起：普通顾客和银卡会员 7 天，金卡会员 30 天，可无理由退货。\n",
}
CURRENCY = {"en": "EUR", "zh": "CNY"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("membership", "days"), [(None, 7), ("Silver", 7), ("Gold", 30)])
def test_each_has_the_days_of_the_own_clause(
    tmp_path: Path, language: str, membership: str | None, days: int
) -> None:
    names = {"Silver": "银卡", "Gold": "金卡"} if language == "zh" else {}
    desk = desk_of(
        tmp_path, language=language, currency=CURRENCY[language], products=[LAMP],
        policies={"returns": RULES[language]}, membership=membership and names.get(membership, membership),
        also=tuple(names.get(name, name) for name in ("Silver", "Gold")),
    )  # fmt: skip
    assert [period.days for period in return_periods(None, desk)] == [days]


def test_a_guest_hears_them_all(tmp_path: Path) -> None:
    desk = desk_of(
        tmp_path, language="zh", currency="CNY", products=[LAMP], policies={"returns": RULES["zh"]},
        signed_in=False, also=("银卡", "金卡"),
    )  # fmt: skip
    told = [(period.days, period.section) for period in return_periods(None, desk)]
    assert told == [(7, "普通顾客, 银卡"), (30, "金卡")]
