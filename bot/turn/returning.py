"""What a question asks of a return: whether, until when, how, or what became of it."""

from __future__ import annotations

import re

_BACK = re.compile(
    r"\breturn(?:s|ed|ing)?\b|\b(?:send|bring|hand|drop|post|pop|tak|giv|go)(?:e|ing)?(?:\W+[\w']+){0,6}?\W+back\b"
    r"|\bbring (?:it|them|this|these) in\b|\bchanged? (?:my|our) minds?\b|退|换|反悔|后悔",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:suppos(?:e|ing)|say|imagine|what if|what happens|in case) (?:i|we|the|it|that|they)\b|\bsuppose\b"
    r"|要是|如果|万一|假如|假设",
    re.IGNORECASE,
)
_TO_BE_BOUGHT = re.compile(
    r"\b(?:if|when|once|suppose|supposing|say) (?:i|we)(?: (?:were|was) to| did| now| just)? (?:order(?:ed)?|buy"
    r"|purchase|place an order|(?:had|have|get|got) (?:it|them|one|this|that|these|those) (?:sent|delivered|shipped))\b"
    r"|\b(?:order|buy)(?:ing)? (?:it |one |them |this )?(?:now|today|tonight|tomorrow)\b"
    r"|(?:要是|如果|假如|假设|现在|今天|明天)(?:我)?(?:现在|今天|明天|周.)?(?:下单|[买订拍](?!的|了|过))",
    re.IGNORECASE,
)
_UNTIL_WHEN = re.compile(
    r"how (?:long|many days|much time)|until|deadline|window|period|too late|still"
    r"|\b(?:can|could|may) (?:i|they|it|we|this|these|that|my)\b|return (?:this|it|them|my|the)"
    r"|多久|几天|多少天|期限|退货期|还能退|能[^，。？?]{0,4}退|可以退|能不能退|退得了|想退|要退|及退|能否退",
    re.IGNORECASE,
)
_RETURNABLE = re.compile(r"eligib|returnable|opened|拆", re.IGNORECASE)
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|much(?! time))\b|\bwhere\b|\bwho\b|\bcosts?\b|\bfees?\b|\blabel\b|\bpay\b|\bfree\b"
    r"|\brefund|\bmoney\b|\bwhen (?:do|will|would)\b"
    r"|运费|费用|多少钱|收费|谁出|自费|怎么|怎样|如何|哪里|流程|退款|到账",
    re.IGNORECASE,
)
"""What asks how a return goes or what it costs: the rules tell, whatever was bought."""
_RETURN_DAYS = re.compile(
    r"(?:how (?:long|many days)|until when|deadline).{0,60}(?:\breturn|\b(?:send|bring|hand|give|take)\b.{0,40}\bback\b"
    r"|\bchange (?:my|our) minds?\b)"
    r"|return (?:period|window|deadline)"
    r"|退货?(?:期|的?话)?.{0,8}(?:多少天|(?<!好)几天|多久|期限)|(?:多少天|几天|多久).{0,6}(?:退货|能退|可退)"
    r"|退(?!款)[^，。？?]{0,12}(?:最[晚迟]|截[止到]|(?:哪一?天|几号)[之以]?前)"
    r"|(?:最[晚迟]|截[止到]|(?:哪一?天|几号)[之以]?前)[^，。？?]{0,8}退(?!款)",
    re.I,
)
_MAY_RETURN = re.compile(
    r"(?=.*(?:\b(?:can|could|may) (?:i|we)\b|\buntil when\b|\btoo late\b|\bstill time\b))"
    r".*(?:\breturn\b|\b(?:send|bring|take|give|hand|drop|post|pop)(?:\W+[\w']+){0,6}?\W+back\b"
    r"|\bbring (?:it|them|this|these) in\b)"
    r"|(?:能|可以|给|让|可)退(?!款)(?:货|掉|了)?[吗嗎么不没]"
    r"|(?:还|現在|现在|是否).{0,3}(?:能|可以|可)(?:不能)?退(?!款)|来得及退|退[^，。？?]{0,4}来得及",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\bwhen\b(?!\s+did)|\bhow (?:long|soon|many days)\b|什么时候|啥时候|何时|多久|几天|多少天", re.IGNORECASE
)
_RETURN_PROGRESS = re.compile(
    r"(?:退货|退款|换货).{0,4}(?:进度|到了|到账|了没|怎样|怎么样|状态)|钱退|退.{0,2}钱.{0,3}(?:没|吗)"
    r"|[退换].{0,12}(?:哪一?步|下文|动静|进度|消息)"
    r"|\b(?:did|has|have|was|were|when|where).{0,40}"
    r"\b(?:refund(?:ed)?|money (?:go|come|gone|come) back|my return|(?:pay|paid|refund(?:ed)?) me)\b",
    re.I,
)

_DAMAGED = re.compile(
    r"\b(?:damaged|broken|cracked|chipped|dented|scratched|smashed|shattered|torn|leak(?:s|ing|ed)|faulty|defective)\b"
    r"|(?:磕|碰|摔|压|撞|划|刮)(?:掉|坏|破|裂|瘪|扁|伤|花|断|出)|磕了|坏了|破了|裂[了开]|碎了|断了|破损|损坏|有裂|瑕疵",
    re.IGNORECASE,
)


def tells_of_damage(question: str) -> bool:
    """Whether goods came, or became, broken: the rule for that goes before the days for a change of mind."""
    return _DAMAGED.search(question) is not None


def supposes(question: str) -> bool:
    """Whether it asks of what may happen, not of what has."""
    return _SUPPOSED.search(question) is not None


def to_be_bought(question: str) -> bool:
    """Whether it speaks of a purchase that is still to be made: "if I order on Friday", 现在下单."""
    return _TO_BE_BOUGHT.search(question) is not None


def asks_for_return(question: str) -> bool:
    """Whether it asks whether, or for how long, something may go back."""
    return bool(_MAY_RETURN.search(question) or _RETURN_DAYS.search(question))


def asks_days(question: str) -> bool:
    """Whether it asks how long things may be returned."""
    return _RETURN_DAYS.search(question) is not None


def asks_until_when(question: str) -> bool:
    """Whether something may still go back, or by when."""
    return _UNTIL_WHEN.search(question) is not None


def asks_progress(question: str) -> bool:
    """Whether it asks what became of a return or its refund."""
    return _RETURN_PROGRESS.search(question) is not None


def asks_when(question: str) -> bool:
    """Whether it asks when something will be."""
    return _WHEN.search(question) is not None


def asks_how_to(question: str) -> bool:
    """Whether words ask how a thing goes or what it costs, which the rules tell."""
    return _HOW_TO.search(question) is not None


def asks_dates(question: str, *, own: bool) -> bool:
    """Whether it is worked out from the days of a purchase; `own` tells that one is spoken of."""
    if asks_how_to(question) and not asks_for_return(question):
        return False
    if tells_of_damage(question) and not _BACK.search(question):
        return False
    until = own or asks_until_when(question)
    return bool(_RETURNABLE.search(question) or (_BACK.search(question) and until))
