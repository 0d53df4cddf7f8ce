"""Talk about the assistant itself, and what needs no look-up: what it is, which languages it reads, thanks."""

from __future__ import annotations

import re
from typing import Literal

from bot.tools.desk import Desk

About = Literal["bot", "languages", "abilities", ""]

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|bye|goodbye|great|perfect|ok(?:ay)?)\b|谢|再见|拜拜|好的", re.I
)
_BOT = re.compile(
    r"\b(?:bot|robot|human|real person|ai|machine|chatgpt)\b|\bare (?:you|ye) (?:an? |even )*person\b"
    r"|机器人|[真活]人|人工智能|是.{0,6}程序",
    re.I,
)
_ABILITIES = re.compile(
    r"\bwhat\b.{0,30}\b(?:can|could|do) you (?:do|help|answer|know)\b|\bhow can you help\b"
    r"|你(?:能|会|可以)(?:做|帮|干)(?:什么|啥|些)",
    re.IGNORECASE,
)
_TONGUE = (
    r"(?:english|irish|gaelic|welsh|chinese|mandarin|cantonese|french|german|spanish|italian|polish|portuguese|dutch"
    r"|russian|ukrainian|arabic|japanese|korean|turkish|hindi|urdu|vietnamese|thai|greek|romanian|czech|hungarian"
    r"|swedish|danish|norwegian|finnish)"
)
_TONGUE_ZH = r"(?:[中英法德日韩俄]文|[汉英法德日韩俄粤]语|普通话|西班牙语|广东话|外语|[几哪多什].{0,3}语言)"
_LANGUAGES = re.compile(
    r"\b(?:what|which|how many|any other) languages?\b"
    r".{0,24}\b(?:you|ye|this (?:chat|bot|assistant)|(?:can|may) (?:i|we))\b"
    rf"|\b(?:do|can|could|will) (?:you|ye|this (?:chat|bot)|anyone|anybody) (?:\w+ )?(?:do {_TONGUE}"
    rf"|(?:speak|understand|talk|chat|repl(?:y|ies)|answer)(?: (?:\w+ ){{0,2}})?{_TONGUE})\b"
    rf"|\b(?:can|could|may) (?:i|we|she|he|they|my \w+) (?:write|talk|chat|ask|type|speak)\b.{{0,20}}\bin {_TONGUE}\b"
    rf"|[你您]们?(?:[会懂能讲说]|都会|支持|可以|听得懂|看得懂|听懂|看懂)[^，。？?]{{0,6}}{_TONGUE_ZH}",
    re.IGNORECASE,
)


def about_assistant(text: str) -> About:
    """What of the assistant itself a message asks; nothing of it is empty."""
    if _LANGUAGES.search(text):
        return "languages"
    return "abilities" if _ABILITIES.search(text) else ("bot" if _BOT.search(text) else "")


def small_talk(text: str, desk: Desk) -> str:
    """The reply to a message that asks nothing of the shop's data."""
    about = about_assistant(text)
    if about == "languages":
        return desk.say("languages")
    if about == "bot":
        return desk.say("am_i_bot", shop=desk.shop_name)
    return desk.say("thanks") if _THANKS.search(text) else desk.say("small_talk", shop=desk.shop_name)
