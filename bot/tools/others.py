"""Questions about other people's orders and contacts, which are answered to nobody."""

from __future__ import annotations

import re

_NEAR_ZH = (
    r"老公|老婆|丈夫|妻子|对象|男友|女友|[男女]?朋友|妈妈?|爸爸?|爷爷|奶奶|外公|外婆|姥姥|姥爷|舅舅?|姑姑?|叔叔?|阿姨"
    r"|同事|邻居|儿子|女儿|哥哥?|姐姐?|弟弟?|妹妹?|室友|闺蜜"
)
_NEAR = (
    r"husband|wife|partner|other half|better half|boyfriend|girlfriend|bf|gf|fianc[eé]e?|spouse|missus|hubby|mother|mum"
    r"|mom|father|dad|gran(?:ny|dma|dpa|d)?|nan|aunt(?:ie)?|uncle|cousin|niece|nephew|friend|mate|colleague|boss|son"
    r"|daughter|brother|sister|neighbou?r|flatmate|room-?mate|housemate"
)
_PEOPLE_ZH = rf"(?:[他她]|对方|闺蜜|同学|{_NEAR_ZH})"
_CONTACT = r"(?:(?:home |e-?mail |phone |delivery )?(?:address|number)|e-?mail|phone|postcode)"
_CONTACT_ZH = r"(?:住址|家?地址|电话|手机号?|邮箱|微信号?)"
_POSSESSIVE = "my|his|her|their"
_BUYING = (
    rf"(?:{_POSSESSIVE}) (?:{_NEAR})(?:['’]s)?,? (?:(?!and\b)\w+ ){{0,2}}"
    r"(?:ordered|orders?|buy|bought|purchased?)"
)
_ASKED = (
    r"(?:what|which(?: \w+)?|when|where|how (?:much|many)(?: \w+)?|everything|anything|all|things|stuff|orders)"
    r"(?: (?:that|did|has|have|had|does))?|did|has|have|does"
)
_SOMEBODY_ZH = r"[^我俺咱您你自己大家人别的买订单上次近天月年节期十哪\s，,。？?]"
_PATTERNS = (
    r"\baccount (?:as|under|of|in the name of) (?!(?:guest|member|mine)\b)[a-z'’-]+ [a-z'’-]+",
    rf"\b(?:{_POSSESSIVE}) (?:{_NEAR})['’]?s (?:\w+ ){{0,2}}(?:orders?|parcels?|packages?|purchases?)\b",
    rf"\b(?:{_ASKED}) {_BUYING}\b",
    rf"\b{_BUYING}\b.*\b(?:where|track\w*|status|arriv\w*|deliver\w*|sent|dispatch\w*|shipp\w*|on (?:its|the) way"
    r"|(?:get|got|come|came|make it) (?:there|to (?:him|her|them)))\b",
    rf"(?<![给帮替为])我的?(?:{_NEAR_ZH})(?:的.{{0,4}}(?:订单|包裹)|.{{0,4}}(?:买了|订了|下了)(?:什么|啥|哪些|几))",
    r"(?:查|看|告诉我|说说)(?:一?下|一查|一看)?"
    rf"(?P<zh>{_SOMEBODY_ZH}{{2,6}}?)(?:最近|上次|之前|这个月|上个月|昨天)?(?:都)?(?:买|订|下单?|购)了?(?:什么|啥|哪些|几)",
    rf"^(?P<zh2>{_SOMEBODY_ZH}{{2,10}}?)(?:都|最近)?(?:在|从|跟|找)你们(?:家|这|这儿|这里|店|店里|那|那里)*(?:都)?"
    r"(?:买|订|下|购)(?:了|过)(?:什么|啥|哪些|几)",
    r"\b(?:give|tell|send|show|get|need|what(?:['’]s| is)|look up) (?:me )?"
    rf"(?:her|his|their|(?!shop|store|company|it)\w+['’]s) {_CONTACT}\b",
    rf"{_PEOPLE_ZH}家?的?{_CONTACT_ZH}.{{0,4}}(?:发|告诉|给|是)",
    rf"(?:发|告诉|给|查).{{0,4}}{_PEOPLE_ZH}家?的?{_CONTACT_ZH}",
)
_OTHERS = re.compile("|".join(_PATTERNS), re.IGNORECASE)


def asks_about_others(question: str) -> bool:
    """Whether a question asks for an order or the contact of somebody else whom it speaks of."""
    return _OTHERS.search(question) is not None
