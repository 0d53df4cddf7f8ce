"""What the form of a message says by itself: its language, its questions, what it points back to.

Pure functions over English and Chinese texts; none of them knows a shop or a conversation.
"""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["en", "zh"]


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.ASCII)
_WORD_WEIGHT = (
    1.5  # of a Latin word against a Chinese character: product names in Chinese questions are Latin
)
_CHINESE_SHARE = 0.4

_QUESTION_WORD = r"(?:what|when|where|how|who|which|is|are|do|does|did|can|could|will|would|have|has)"
_SENTENCE_END = _any(
    r"(?<=[?？!！。;；])\s*",
    r"(?<=[^\W_]\.)\s+(?=(?-i:[A-Z])|[\u3400-\u9fff])",
    r"\n+",
)
_ABBREVIATED = _any(r"\b(?:no|nr|mr|mrs|ms|dr|st|approx|incl|e\.g|i\.e|vs)\.$")
_AND_ALSO = _any(
    r",\s+(?=(?:is|are|does|do|can|how|what|which|where)\b)",
    rf"[,;]?\s+(?:and|but)?\s*also,?\s+(?={_QUESTION_WORD}\b|i\b|please\b)",
    rf"[,;]\s*(?:and|plus)\s+(?={_QUESTION_WORD}\b)",
    r"\s+and\s+(?=(?:when|where|how (?:much|many|long|do|can)|can (?:i|you)|do you|does (?:it|the)|is it)\b)",
    r"(?<=[吗嘛呢][ ,，])\s*还有(?=[\u4e00-\u9fff])|(?<=[吗嘛呢]) +(?=[\u4e00-\u9fff])",
    r"[，,；;]?\s*(?:另外|还有就是|还想问|顺便问|顺便|再问)(?:一下|下)?[，,：:]?\s*",
)
_SUBORDINATE = _any(r"^\W*(?:if|since|after|because|while|once)\b|^\W*when (?:i|you|we|it|they|my|the)\b")
_TOPIC = _any(r"^\W*(?:and |so |ok |then )*(?:what|how) about\b")
_COMPARING = _any(
    r"\b(?:compare|comparison|differ\w*|versus|vs|between|better|than|both|cheaper|lighter)\b",
    r"比较|对比|区别|差别|哪个|哪款|哪一",
)
ASKS = _any(
    r"[?？吗呢]",
    rf"^\W*(?:and |also |but |so |then |please |hi |hello |hey )*{_QUESTION_WORD}\b",
    r"^\W*(?:and |also |so |then |please )*"
    r"(?:tell|show|give|send|track|cancel|return|change|recommend|compare)\b",
    r"\bi(?: want| need|['’]d like| would like) to\b",
    r"\b(?:(?:need|want|like|love|curious|trying) to (?:know|find out|ask|check)|wonder(?:ing)?)"
    rf" (?:if|whether|{_QUESTION_WORD})\b",
    r"[\u4e00-\u9fff]不\s*[?？]?$",
    r"什么|哪|怎么|咋|多[少久重大长高远宽]|几[个件天号点次年月]|能不能|可以|帮我|查一?下|有没有|是不是|推荐|介绍|想买|取消|退",
)

_POINTS_BACK = _any(
    r"\b(?:it|its|it['’]s|they|them|their|that|this|these|those|ones)\b",
    r"\bthe (?:whole |entire )?thing\b|这么[大小长重高]的?一?个?(?:东西|家伙)|[这那]东西",
    r"\bthe (?:\w+ ones?|first|second|third|last|other|former|latter)\b",
    r"[它他她]|(?:这|那)(?:个|款|件|双|条|台|只|些|种|张|把|本|套|俩|两|瓶|盒|顶|辆)?",
    r"第[一二三四五六七八九十\d]+(?:个|款|件|双|条|台)|另一?(?:个|款|件|双|台)|前者|后者|上面|刚才|同款",
)
_BARE_ASK = _any(
    r"^\W*(?:and|so|ok|okay|then|also)?\W*how (?:heavy|big|long|wide|tall|deep|thick|loud|warm|much)\W*$",
    r"^\W*(?:and|so|ok|okay|then|also)?\W*(?:the |what )?"
    r"(?:price|weight|colou?rs?|sizes?|material|warranty|battery|reviews?|waterproof|in stock|available)\W*$",
    r"^\W*(?:when|where|why)\W*$",
    r"^\W*(?:and|what about|how about)\b.{0,40}$",
    r"^.{1,12}呢[?？\s]*$",
    r"^那?(?:价格|多少钱|多重|有多重|多大|防水吗|有货吗|还有货吗|什么颜色|评价怎么样|材质|尺寸)[?？\s]*$",
)
_POINTS_NOWHERE = _any(
    r"\b(?:is it (?:possible|true|ok|okay|too late|safe to)|does it (?:matter|take|cost to))\b",
    r"\b(?:will it (?:rain|snow)|how long does it take|what time is it|it['’]?s (?:been|too|a|my|for))\b",
    r"\bthat['’]?s? (?:it|all|right|fine|great|good|nice|ok|okay|not)\b|\bthat['’]s\b",
    r"\bthis (?:is|week|weekend|month|year|morning|evening|afternoon|summer|winter)\b",
    r"(?<!would )(?<!does )(?<!will )(?<!did )(?<!do )(?<!can )(?<!could )(?<!should )"
    r"\bthat (?:i|you|we|they|is|are|has|have|can|fits?|works?|costs?|goes|would|does|do|isn|doesn)\b",
    r"那么|这里|那里|这边|那边|这样|那样|这么(?![大小长重高].?个?(?:东西|家伙))|这次|这周|这个月|那就|其它|其他|吉他",
)

_PLACES = ("first 1st former", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th")
_ORDINALS = {"last": -1, "latter": -1} | {
    word: place for place, words in enumerate(_PLACES, 1) for word in words.split()
}
_CHINESE_NUMBERS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", 1)}
_ORDINAL_EN = re.compile(
    rf"\b(?:the |your |that |my )({'|'.join(_ORDINALS)})"
    r"(?= (?:one|option|product|item|choice|order|in|on|of)\b|\W*$"
    r"|\W+(?:is|has|does|please|looks|sounds|fit|and|or|then)\b)"
    r"|\b(?:number|option|no\.|#) ?(\d)\b",
    re.IGNORECASE,
)
_ORDINAL_ZH = re.compile(
    r"第([一二三四五六七八九十]|\d)\s*(?:个|款|件|双|条|台|种|只|张|把|套|单|项)?(?!次|天|人|名|代|层|期)"
)
_LAST_ZH = re.compile(r"最后(?:一|那一?)?(?:个|款|件|双|条|台|种|只|张|套|单)|后者")

_CHEAPER = _any(
    r"\b(?:cheaper|(?:less|too) (?:expensive|pricey)|lower[- ]priced|more affordable|budget[- ]friendly)\b",
    r"\b(?:(?:lower|smaller) (?:price|budget)|costs? less|spend less|for less(?: money)?)\b",
    r"(?:更|再)便宜|便宜(?:点|一点|些|一些)|(?:太|有点|有些)贵|价格?低(?:点|一点|些)|没那么贵|不那么贵",
)
_NOT_ANOTHER_CHEAPER = _any(
    r"\bthe (?:cheaper|less expensive|more affordable)(?: one\b| of\b|\W*$)|便宜(?:点|一点|些|一些)?的(?:那|这)",
    r"\bwhich\b.{0,30}\b(?:cheaper|costs? less|less expensive)|\bwill .{0,40}cheaper",
    r"cheaper (?:than|elsewhere|at|on amazon)|\bmatch\b",
    r"(?:哪个|哪款|哪一个|哪种).{0,6}便宜|比.{1,12}便宜|便宜吗|别家|别的店|其他店|(?:能不能|可以|能)便宜",
)


_REST = re.compile(
    r"(?:多久|几天|多长时间|什么时候|到什么时候|为什么|[怎咋]么?[办整弄]|[啥什]么?情况|(?:这)?正常吗?)(?:之?内|以内)?[啊呀呢嘛？?]*"
    r"|(?:(?:and )?(?:how long|until when|since when|by when|why|when|how))\??"
    r"|(?:so |and )?what (?:can|could|should|do|shall) (?:i|we) do(?: about (?:it|that|this)| now)?\W*"
    r"|is (?:it|that) (?:still |really |only |just )?(?:the )?(?:usual|normal|same)\b[^?]{0,20}\W*"
    r"|(?:any (?:ideas?|advice|help|tips)|(?:can|could) you help(?: me)?(?: out)?|is (?:that|this|it) normal)\W*",
    re.IGNORECASE,
)


COUNTED = re.compile(
    r"(?:the )?\b(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)(?: one| product| item)?\b(?:'s)?"
    r"|第[一二三四五六七八九十\d]+(?:个|款|件|双|条|台|种|只|张|套)?的?|最后一?(?:个|款|件|双|条|台|种|只|张|套)的?|前者的?|后者的?",
    re.IGNORECASE,
)


def language_of(text: str, default: Language | str) -> Language:
    """The language a text is written in, by its share of Chinese characters; `default` when it has no words.

    A default other than `zh` or a tag of it (`zh-CN`) counts as English.
    """
    chinese = len(_CJK.findall(text))
    latin = len(_LATIN_WORD.findall(text)) * _WORD_WEIGHT
    if not chinese and not latin:
        return "zh" if default.lower().startswith("zh") else "en"
    return "zh" if chinese / (chinese + latin) >= _CHINESE_SHARE else "en"


def split_questions(text: str) -> tuple[str, ...]:
    """The questions that a message asks, in order; a message that asks one thing comes back whole.

    Cuts at sentence ends and at "and also". Never cuts inside a comparison, and a piece that asks nothing
    ("Hi there.", "I need it on Friday.") stays with its neighbour.
    """
    pieces = [part for sentence in _sentences(text) for part in _also(sentence)]
    return tuple(_joined(pieces)) or (text.strip(),)


def is_follow_up(text: str) -> bool:
    """Whether a message points at something said before: "it", "that one", 那个, or a bare "how heavy?".

    Only the form is looked at; a caller that finds a product named in the message knows better.
    """
    rest = _POINTS_NOWHERE.sub(" ", text)
    return bool(_POINTS_BACK.search(rest) or _BARE_ASK.search(text.strip()))


def ordinal(text: str) -> int | None:
    """Which of the things listed before is meant, counted from 1; -1 is the last; None when none is.

    "The second one" is 2, 第三个 is 3. "The last order" in the sense of time reads like the last of a list:
    callers use this where a list was shown.
    """
    english = _ORDINAL_EN.search(text)
    if english:
        word, digit = english.groups()
        return _ORDINALS[word.lower()] if word else (int(digit) or None)
    if _LAST_ZH.search(text):
        return -1
    if "前者" in text:
        return 1
    chinese = _ORDINAL_ZH.search(text)
    if not chinese:
        return None
    found = chinese.group(1)
    return _CHINESE_NUMBERS.get(found) or int(found) or None


def spelled_out(text: str, name: str) -> str:
    """A question with "the second one" or 第二个 replaced by the name of what is meant."""
    return COUNTED.sub(f"{name} ", text, count=1).strip() if ordinal(text) is not None else text


def wants_cheaper(text: str) -> bool:
    """Whether a message asks for something that costs less: "anything cheaper?", 有便宜点的吗.

    "Which is cheaper?" compares, "can you make it cheaper?" (能便宜点吗) haggles; neither counts.
    """
    return bool(_CHEAPER.search(text)) and not _NOT_ANOTHER_CHEAPER.search(text)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in (part.strip() for part in _SENTENCE_END.split(text)):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif re.search(r"\w", piece):
            found.append(piece)
    return found


def _also(sentence: str) -> list[str]:
    parts = [part.strip() for part in _AND_ALSO.split(sentence) if part.strip()]
    whole = _COMPARING.search(sentence) or _SUBORDINATE.search(sentence) or _TOPIC.search(sentence)
    if whole or not all(ASKS.search(part) for part in parts):
        return [sentence]
    return parts


def _joined(pieces: list[str]) -> list[str]:
    """Pieces that ask, each with the statements before it; trailing ones and bare rests ("多久之内") stay with it."""
    questions: list[str] = []
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        if _REST.fullmatch(piece) and questions:
            questions[-1] = " ".join([questions[-1], *waiting])
            waiting = []
        elif ASKS.search(piece) and not _COMPARING.search(" ".join(waiting[:-1])):
            questions.append(" ".join(waiting))
            waiting = []
    if waiting and questions:
        questions[-1] = " ".join([questions[-1], *waiting])
    return questions
