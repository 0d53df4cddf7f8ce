"""Every word of the chat page's own interface, once per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import CardKind, SentimentLabel


@dataclass(frozen=True, slots=True)
class Words:
    """The interface strings of one language. `{...}` marks what is filled in."""

    tagline: str
    demo_title: str
    demo_hint: str
    channel: str
    customer: str
    language: str
    guest: str
    automatic: str
    conversation: str
    message: str
    placeholder: str
    send: str
    try_asking: str
    choose: str
    more_like: str
    more_like_message: str
    not_for_me: str
    not_for_me_message: str
    you: str
    assistant: str
    person: str
    looking: str
    writing: str
    sources: str
    source: str
    open_source: str
    abstained: str
    unverified: str
    handed_over: str
    delivered: str
    joined: str
    left: str
    closed: str
    waiting: str
    waiting_behind: str
    waiting_until: str
    rate_person: str
    star: str
    rating_comment: str
    rated: str
    stopped: str
    too_long: str
    empty: str
    gone: str
    unknown_customer: str
    trouble: str
    lost: str
    dismiss: str
    failed: str
    feedback_failed: str
    helpful: str
    not_helpful: str
    mood: str
    route_bot: str
    route_human: str
    seconds: str
    first_words: str
    rating: str
    pieces: str
    open_page: str
    ask: str
    ask_about: str
    why: str
    why_understood: str
    why_sure: str
    why_looked_up: str
    why_facts: str
    why_used: str
    why_checked: str
    why_steps: str
    why_blocked: str
    drafts: Mapping[str, str]
    authors: Mapping[str, str]
    channels: Mapping[str, str]
    moods: Mapping[SentimentLabel, str]
    cards: Mapping[CardKind, str]
    kinds: Mapping[str, str]


_ENGLISH = Words(
    tagline="Customer service",
    demo_title="Demonstration: who is asking?",
    demo_hint="A change starts a new conversation.",
    channel="Channel",
    customer="Customer",
    language="Language",
    guest="Guest (not signed in)",
    automatic="Automatic",
    conversation="Conversation",
    message="Your message",
    placeholder="Type your question …",
    send="Send",
    try_asking="Try one of these",
    choose="Possible answers",
    more_like="More like this",
    more_like_message="Suggest more like the {name}.",
    not_for_me="Not for me",
    not_for_me_message="The {name} is not for me. Suggest something else.",
    you="You",
    assistant="Assistant",
    person="Person",
    looking="Looking it up …",
    writing="Writing the answer …",
    sources="Sources",
    source="Source {n}: {title}",
    open_source="Reference:",
    abstained="The shop's data does not say, so the assistant does not guess.",
    unverified="Not every statement could be checked against the shop's data.",
    handed_over="A person from the shop takes over this conversation.",
    delivered="Delivered",
    joined="{name} has joined",
    left="{name} has left. The assistant answers again.",
    closed="{name} has ended the conversation.",
    waiting="Waiting for a person",
    waiting_behind="Waiting for a person, {count} before you",
    waiting_until="A person answers from {when}",
    rate_person="How was your conversation with us? 1 is poor, 5 is great.",
    star="{n} of 5",
    rating_comment="Anything to add? (optional)",
    rated="Thank you for rating us.",
    stopped="This answer was not finished.",
    too_long="Your message has {found} characters; at most {limit} can be read. Please shorten it.",
    empty="There is nothing to read in this message. Write a question.",
    gone="This conversation is over. Load the page again to begin a new one.",
    unknown_customer="This customer is not known here.",
    trouble="Something went wrong",
    lost="The connection is lost. Trying again …",
    dismiss="Dismiss",
    failed="Something went wrong on our side. Please try again, or ask for a person.",
    feedback_failed="Your rating could not be saved.",
    helpful="Helpful",
    not_helpful="Not helpful",
    mood="Mood: {mood} ({score})",
    route_bot="Answered by the assistant",
    route_human="Handed over to a person",
    seconds="{total} s in all",
    first_words="first words after {first} s",
    rating="{stars} of 5 stars",
    pieces="{count} reviews",
    open_page="opens in a new tab",
    ask="Ask",
    ask_about="Tell me about the {name}.",
    why="Why this answer",
    why_understood="Understood as",
    why_sure="{percent} % sure",
    why_looked_up="Looked up with",
    why_facts="Facts found",
    why_used="used",
    why_checked="Checked",
    why_steps="Time",
    why_blocked="The message was taken for an attempt to give the assistant orders.",
    drafts={
        "answered": "every statement has support in the facts",
        "unknown": "the facts do not answer it",
        "faulty": "a statement without support was left out",
        "down": "the language model did not answer",
    },
    authors={
        "code": "worded by the program",
        "model": "worded by the model",
        "cache": "worded before, from the same facts",
    },
    channels={"web": "Website", "mobile": "Mobile app", "social": "Social media", "store": "In the store"},
    moods={"negative": "negative", "neutral": "neutral", "positive": "positive"},
    cards={
        "product": "Product",
        "order": "Order",
        "recommendation": "Suggestion",
        "comparison": "Comparison",
        "policy": "Policy",
        "promotion": "Offer",
        "review": "Review",
        "handoff": "Hand-over",
    },
    kinds={
        "product": "Product",
        "review": "Review",
        "faq": "Question and answer",
        "policy": "Policy",
        "manual": "Manual",
        "promotion": "Offer",
        "order": "Order",
        "shop": "Shop",
        "customer": "Your account",
    },
)

_CHINESE = Words(
    tagline="客户服务",
    demo_title="演示：谁在提问？",
    demo_hint="更改后会开始新的对话。",
    channel="渠道",
    customer="顾客",
    language="语言",
    guest="访客（未登录）",
    automatic="自动",
    conversation="对话",
    message="您的消息",
    placeholder="请输入您的问题……",
    send="发送",
    try_asking="可以这样问",
    choose="可选的回答",
    more_like="更多类似的",
    more_like_message="推荐更多类似{name}的商品。",
    not_for_me="不适合我",
    not_for_me_message="我不喜欢{name}，推荐别的吧。",
    you="您",
    assistant="助手",
    person="人工客服",
    looking="正在查找……",
    writing="正在回答……",
    sources="来源",
    source="来源 {n}：{title}",
    open_source="出处：",
    abstained="店铺资料中没有说明，助手不作猜测。",
    unverified="部分内容未能与店铺资料核对。",
    handed_over="本次对话将由店铺的人工客服接手。",
    delivered="已送达",
    joined="{name} 已加入对话",
    left="{name} 已离开，由智能助手继续回答。",
    closed="{name} 已结束对话。",
    waiting="正在等待人工客服",
    waiting_behind="正在等待人工客服，前面还有 {count} 位",
    waiting_until="人工客服将于 {when} 开始回复",
    rate_person="您对这次服务满意吗？1 分最低，5 分最高。",
    star="{n} 分（满分 5 分）",
    rating_comment="还有什么想说的吗？（选填）",
    rated="感谢您的评分。",
    stopped="这条回答没有写完。",
    too_long="您的消息有 {found} 个字符，最多可读取 {limit} 个，请缩短后再发。",
    empty="这条消息没有可读的内容，请写下您的问题。",
    gone="这个对话已结束。请重新打开页面，开始新的对话。",
    unknown_customer="店铺没有这位顾客的资料。",
    trouble="出了问题",
    lost="连接中断，正在重试……",
    dismiss="关闭",
    failed="我们这边出了问题。请再试一次，或转人工客服。",
    feedback_failed="未能保存您的评价。",
    helpful="有帮助",
    not_helpful="没有帮助",
    mood="情绪：{mood}（{score}）",
    route_bot="由助手回答",
    route_human="已转人工",
    seconds="共 {total} 秒",
    first_words="{first} 秒后出现首句",
    rating="{stars} 星（满分 5 星）",
    pieces="{count} 条评价",
    open_page="在新标签页打开",
    ask="咨询",
    ask_about="请介绍一下{name}。",
    why="为什么这样回答",
    why_understood="理解为",
    why_sure="把握 {percent}%",
    why_looked_up="查询方式",
    why_facts="找到的事实",
    why_used="已引用",
    why_checked="核对",
    why_steps="用时",
    why_blocked="这条消息被判断为试图命令助手。",
    drafts={
        "answered": "每句话都有依据",
        "unknown": "事实中没有答案",
        "faulty": "没有依据的说法已略去",
        "down": "语言模型没有回答",
    },
    authors={"code": "由程序写出", "model": "由模型写出", "cache": "沿用同样事实写过的回答"},
    channels={"web": "网站", "mobile": "手机应用", "social": "社交媒体", "store": "门店"},
    moods={"negative": "负面", "neutral": "中性", "positive": "正面"},
    cards={
        "product": "商品",
        "order": "订单",
        "recommendation": "推荐",
        "comparison": "对比",
        "policy": "政策",
        "promotion": "优惠",
        "review": "评价",
        "handoff": "转人工",
    },
    kinds={
        "product": "商品",
        "review": "评价",
        "faq": "常见问题",
        "policy": "政策",
        "manual": "说明书",
        "promotion": "优惠",
        "order": "订单",
        "shop": "店铺",
        "customer": "您的账户",
    },
)

WORDS: Mapping[str, Words] = {"en": _ENGLISH, "zh": _CHINESE}


def words_for(language: str) -> Words:
    """The interface strings of `language` (`zh`, `zh-CN`); English where there are none."""
    return WORDS.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH)
