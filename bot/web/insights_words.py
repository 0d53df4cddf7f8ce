"""Every word of the insights page, once per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InsightsWords:
    """The page's strings in one language. `{...}` marks what is filled in."""

    language_tag: str
    title: str
    tagline: str
    since: str
    until: str
    channel: str
    all_channels: str
    language: str
    refresh: str
    export: str
    messages: str
    conversations: str
    unanswered: str
    handed_over: str
    first_words: str
    liked: str
    of_rated: str
    nothing: str
    seconds: str
    short_seconds: str
    steps: Mapping[str, str]
    step_labels: Mapping[str, str]
    volume: str
    moods: str
    percent: str
    waits: str
    tokens: str
    tokens_unit: str
    tokens_read: str
    tokens_written: str
    p50: str
    p95: str
    asked_for: str
    intent: str
    times: str
    top: str
    open_questions: str
    open_hint: str
    question: str
    asked: str
    without_answer: str
    channels: str
    write_faq: str
    write_hint: str
    answer: str
    save: str
    saved: str
    wrong_dates: str
    all_answered: str
    people: str
    nobody_handed: str
    handovers: str
    causes_title: str
    ends_title: str
    person_waits: str
    minutes: str
    csat: str
    of_five: str
    group: str
    all_conversations: str
    wait: str
    resolved: str
    review: str
    review_hint: str
    no_doubts: str
    verdict: str
    message: str
    mood: str
    marked_column: str
    mark: str
    mark_as: str
    marked: str
    examples: str
    verdicts: Mapping[str, str]
    causes: Mapping[str, str]
    states: Mapping[str, str]
    languages: Mapping[str, str]
    intents: Mapping[str, str]


_ENGLISH = InsightsWords(
    language_tag="en",
    title="Insights",
    tagline="What shoppers ask, and how it is answered",
    since="From",
    until="To",
    channel="Channel",
    all_channels="All channels",
    language="Language",
    refresh="Show",
    export="Download as CSV",
    messages="Messages",
    conversations="Conversations",
    unanswered="Without an answer",
    handed_over="With a person",
    first_words="Wait for first words",
    liked="Thumbs up",
    of_rated="of {count} rated",
    nothing="Nobody wrote in this time.",
    seconds="seconds",
    short_seconds="{seconds} s",
    steps={"day": "Day", "week": "Week from", "month": "Month"},
    step_labels={"day": "{0.day} {0:%b}", "week": "{0.day} {0:%b}", "month": "{0:%b} {0.year}"},
    volume="Messages by channel",
    moods="Mood of the messages",
    percent="percent",
    waits="Wait for the first words",
    tokens="Tokens of the language model",
    tokens_unit="tokens",
    tokens_read="read",
    tokens_written="written",
    p50="half wait at most",
    p95="95 of 100 wait at most",
    asked_for="What is asked for",
    intent="Asked for",
    times="messages",
    top="Asked most",
    open_questions="Without an answer in the shop's data",
    open_hint="Choose a question to answer it for everybody who asks next.",
    question="Question",
    asked="Asked",
    without_answer="Unanswered",
    channels="Channels",
    write_faq="Write an FAQ",
    write_hint="It is added to the shop's folder and is found at once, on every channel.",
    answer="Answer",
    save="Save",
    saved="Saved as {faq_id}. Shoppers get this answer from now on.",
    wrong_dates="The first day lies after the last one. Choose other days.",
    all_answered="Every question had an answer in this time.",
    people="Hand-overs to people",
    nobody_handed="No conversation went to a person in this time.",
    handovers="hand-overs",
    causes_title="Why people were brought in",
    ends_title="How hand-overs stand",
    person_waits="Wait for a person, median",
    minutes="min",
    csat="Rating of people's help",
    of_five="of 5",
    group="Conversations of",
    all_conversations="all",
    wait="Wait, median",
    resolved="Ended",
    review="To look at again",
    review_hint="Unhappy shoppers who kept the assistant, and calm ones who were given to a person. Choose one and "
    "mark it where that was wrong: marked messages can be downloaded to train the sentiment model.",
    no_doubts="Nothing looks missed or needless.",
    verdict="Perhaps",
    message="Message",
    mood="Mood",
    marked_column="Marked",
    mark="Choose a message",
    mark_as="Mark as {verdict}",
    marked="Marked. It is among the training examples from now on.",
    examples="Download training examples",
    verdicts={"missed": "missed", "needless": "needless"},
    causes={
        "wish": "asked for a person",
        "threat": "threats",
        "anger": "very unhappy",
        "complaints": "unhappy",
        "repeats": "asked again",
        "failures": "no answer found",
        "other": "other",
    },
    states={"closed": "closed", "given back": "given back", "human": "with a person", "waiting": "waiting"},
    languages={"en": "English", "zh": "Chinese"},
    intents={
        "product_fact": "a product",
        "product_compare": "a comparison",
        "product_reviews": "reviews",
        "recommend": "a suggestion",
        "promotion": "offers",
        "order_status": "an order",
        "order_history": "past orders",
        "order_change": "changing an order",
        "returns": "returns",
        "policy": "the shop's rules",
        "store_info": "the shop itself",
        "account": "the account",
        "human": "a person",
        "small_talk": "small talk",
        "out_of_scope": "something else",
    },
)

_CHINESE = InsightsWords(
    language_tag="zh",
    title="数据洞察",
    tagline="顾客问了什么，得到怎样的回答",
    since="从",
    until="到",
    channel="渠道",
    all_channels="全部渠道",
    language="语言",
    refresh="查看",
    export="下载 CSV",
    messages="消息",
    conversations="对话",
    unanswered="未能回答",
    handed_over="人工接手",
    first_words="首句等待",
    liked="好评",
    of_rated="共 {count} 条评价",
    nothing="这段时间没有顾客来信。",
    seconds="秒",
    short_seconds="{seconds} 秒",
    steps={"day": "日期", "week": "周（起始日）", "month": "月份"},
    step_labels={
        "day": "{0.month}/{0.day}",
        "week": "{0.month}/{0.day}",
        "month": "{0.year}年{0.month}月",
    },
    volume="各渠道消息数",
    moods="消息情绪",
    percent="百分比",
    waits="首句等待时间",
    tokens="语言模型的词元",
    tokens_unit="词元",
    tokens_read="读取",
    tokens_written="写出",
    p50="半数顾客最多等待",
    p95="95% 的顾客最多等待",
    asked_for="顾客想了解什么",
    intent="想了解",
    times="消息数",
    top="问得最多",
    open_questions="店铺资料中没有答案",
    open_hint="选择一个问题写下答案，之后提问的顾客都能看到。",
    question="问题",
    asked="次数",
    without_answer="未答",
    channels="渠道",
    write_faq="编写常见问题",
    write_hint="保存后加入店铺文件夹，所有渠道立即可用。",
    answer="答案",
    save="保存",
    saved="已保存为 {faq_id}，顾客从现在起能得到这个答案。",
    wrong_dates="开始日期晚于结束日期，请重新选择。",
    all_answered="这段时间的问题都有答案。",
    people="转人工",
    nobody_handed="这段时间没有对话转给人工。",
    handovers="转人工次数",
    causes_title="为什么转人工",
    ends_title="转人工的结果",
    person_waits="等待人工的中位时间",
    minutes="分钟",
    csat="人工服务评分",
    of_five="满分 5 分",
    group="对话范围",
    all_conversations="全部",
    wait="等待（中位）",
    resolved="已结束",
    review="值得再看的对话",
    review_hint="不满却没有转人工的顾客，以及平静却被转人工的顾客。选择一条，若处理有误请标记，标记的消息可以下载用于训练情绪模型。",
    no_doubts="没有看起来漏转或多余的转接。",
    verdict="可能",
    message="消息",
    mood="情绪",
    marked_column="已标记",
    mark="请选择一条消息",
    mark_as="标记为{verdict}",
    marked="已标记，从现在起计入训练样本。",
    examples="下载训练样本",
    verdicts={"missed": "漏转", "needless": "多余"},
    causes={
        "wish": "要求人工",
        "threat": "威胁投诉",
        "anger": "非常不满",
        "complaints": "不满",
        "repeats": "重复提问",
        "failures": "没有找到答案",
        "other": "其他",
    },
    states={"closed": "已结束", "given back": "已交还助手", "human": "人工接待中", "waiting": "等待中"},
    languages={"en": "英文", "zh": "中文"},
    intents={
        "product_fact": "商品",
        "product_compare": "对比",
        "product_reviews": "评价",
        "recommend": "推荐",
        "promotion": "优惠",
        "order_status": "订单",
        "order_history": "历史订单",
        "order_change": "更改订单",
        "returns": "退换货",
        "policy": "店铺规则",
        "store_info": "店铺信息",
        "account": "账户",
        "human": "人工客服",
        "small_talk": "闲聊",
        "out_of_scope": "其他",
    },
)

INSIGHTS_WORDS: Mapping[str, InsightsWords] = {"en": _ENGLISH, "zh": _CHINESE}


def insights_words(language: str) -> InsightsWords:
    """The page's strings in `language` (`zh`, `zh-CN`); English where there are none."""
    return INSIGHTS_WORDS.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH)
