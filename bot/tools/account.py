"""`my_account`: what the shop has on record about the signed-in customer, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.tools.activity import activity, asks_for_activity
from bot.tools.desk import Desk, Findings, as_tool
from knowledge.records import Customer

_MEMBERSHIP = re.compile(r"member|tier|level|status|points|会员|等级|级别", re.I)
_EMAIL = re.compile(r"e-?mail|mail address|邮箱|邮件", re.I)


class AccountArguments(BaseModel):
    """Arguments of `my_account`."""

    question: str = Field("", description="what the customer asks about the account")


def account_tool(desk: Desk) -> BaseTool:
    """The tool for one turn; `desk.customer` is whose account it sees."""

    def run(asked: AccountArguments) -> Findings:
        if desk.customer is None or desk.by_order:
            return Findings(said=(desk.say("sign_in_account"),), abstains=True)
        if asks_for_activity(asked.question):
            found = tuple(activity(desk.customer, asked.question, desk))
            return (
                Findings(evidence=found)
                if found
                else Findings(said=(desk.say("no_activity"),), abstains=True)
            )
        texts = tuple(on_record(desk.customer, asked.question, desk))
        return Findings(evidence=tuple(_evidence(text, desk.customer, desk) for text in texts))

    return as_tool(
        "my_account",
        "The signed-in customer's own membership, contact and what they did lately.",
        AccountArguments,
        run,
    )


def on_record(customer: Customer, question: str, desk: Desk) -> Iterator[str]:
    """Sentences about what the account holds: what is asked for, or all of it."""
    membership, email = bool(_MEMBERSHIP.search(question)), bool(_EMAIL.search(question))
    everything = not membership and not email
    name = " ".join(part for part in (customer.first_name, customer.last_name) if part)
    if everything and name:
        yield desk.say("account_name", name=name)
    if membership or everything:
        yield _membership(customer, desk)
    if (email or everything) and customer.email:
        yield desk.say("account_email", email=customer.email)
    if everything and customer.identities:
        channels = list(dict.fromkeys(identity.channel for identity in customer.identities))
        yield desk.say("account_channels", channels=desk.say("list_join_raw", items=channels))


def _membership(customer: Customer, desk: Desk) -> str:
    if not customer.membership or customer.membership.casefold() == "none":
        return desk.say("account_no_membership")
    return desk.say("account_membership", membership=customer.membership)


def _evidence(text: str, customer: Customer, desk: Desk) -> Evidence:
    return Evidence(
        source=f"customer:{customer.customer_id}",
        title=desk.say("title_account"),
        text=text,
        language=desk.language,
        score=1.0,
        complete=True,
        private=True,
    )
