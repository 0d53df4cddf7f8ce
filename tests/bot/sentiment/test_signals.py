import time

import pytest

from bot.sentiment.signals import (
    agrees,
    asks,
    asks_for_person,
    promises_person,
    reproaches,
    says_misunderstood,
    threatens,
    topic_of,
)

WISHES = """
I want to talk to a human
let me speak with your manager
Could I chat to somebody from the returns team instead?
get me a real person
Human please!
agent
OPERATOR
please hand me over to one of your colleagues
Put me through to customer service, would you
can you transfer this to a supervisor
I need an actual human being here
why can't I just talk to a person?
you don't get it. Give me a representative.
Is there a real person I could talk to?
could one of your colleagues call me?
Can somebody ring me on my mobile this afternoon?
I'd prefer a human, not a bot
no more bots please
escalate this to your support team
how do I contact a live agent?
Connect me to someone who knows the product
a real person, please
who do I need to speak to, I want a supervisor
live chat please
are you a robot? I want to talk to a human
转人工
帮我转一下人工客服
我要找真人
给我接人工
能不能换个活人来
叫你们经理出来
我要跟你们负责人说话
人工！
人工客服在吗
不想跟机器人说了，转接客服吧
麻烦安排专人联系我
联系客服
有真人吗
让你们主管给我回个电话
找个人来处理一下
我想和人聊
请客服打给我
你是机器人吧，转人工
能跟店长直接沟通吗
喊客服来
""".strip().splitlines()

NOT_WISHES = """
Are you a human?
Am I talking to a real person or a bot?
is this a human or a machine
are you a live agent
Is it a person who answers here?
I don't want to talk to a human, you are doing fine
no need to transfer me to an agent
I'd rather not speak to anybody
a tent for one person please
How many people fit into the big one?
do you sell a model of the human body
the agent was very kind yesterday
who is the manager of the Leeds store?
my manager wants the invoice
Can someone help my son choose a bike, the pedals I mean
which support pillow is best
is there anybody who wore the clogs all day
is there an actual place I can walk into
有真人上身图吗
I need a customer card
the driver spoke to my neighbour
does it suit a person of 1.95 m
can a person sleep in it comfortably?
I want the human anatomy puzzle
Can it talk to my phone over bluetooth
need a travel agent costume
does the toy robot talk
give me the operating manual
Is the cleaning agent included?
I spoke to an agent on Monday and she promised a voucher
are real people used in the photos
你是机器人吗
你是真人吗
您是人工客服还是机器人
这是人工还是自动回复
不用转人工，你说就行
别转人工
人工智能音箱多少钱
人工草坪有几种
人工皮革怎么保养
人工费另算吗
双人帐篷有吗
一个人用多大的合适
送给老板的礼物
昨天客服说可以退
经理椅有货吗
有没有人说它漏水
我找过客服了，他说要三天
给客人用的拖鞋
换一个颜色
跟上一个比哪个好
""".strip().splitlines()

THREATS = """
my lawyer will write to you
I'll sue you, mark my words
see you in court
I will go to court over this if I have to
charging back the whole amount tomorrow: chargeback it is
I'm going to dispute the charge
dispute this with PayPal, that's my next step
I'll ask my bank to reverse the payment
my bank? yes, I will call my bank
I'll get it back through my bank then
I am taking this to my bank
trading standards will hear about this
consumer protection will love your terms
I am reporting you to the ombudsman
I'm going to the police with this
one more day and I take legal action
I'll leave a one star review everywhere
expect a terrible review from me
this will go viral, trust me
I'll warn everyone in my village
I'll post it all over social media
the local newspaper is interested
small claims it is then
contacting the credit card company now
我打12315了
等我律师的函
直接起诉
法院见吧
去消协投诉你们
我会投诉到市场监管局
再拖我就报警
走法律途径
告你们欺诈
让银行拒付这笔
申请平台介入
我要曝光你们
发到抖音上让大家评评理
给你们打差评
差评伺候
挂到微博去
找银行撤销这笔交易
明天就去工商局
等着上热搜
""".strip().splitlines()

NOT_THREATS = """
What are the worst reviews of the kettle?
show me bad reviews
do you have tennis court shoes
a costume of a police officer, size S
the bank says the payment went through
going through my bank stuff, did the money come back
how long until it is back on my card, it has to get to my bank account
looking through my bank statement I see no refund
Refund to a gift card or to my bank?
which bank cards do you take
can I pay by bank transfer
Is a lawnmower a good gift for a lawn lover?
suede boots
the shoes I reported as missing have arrived
where do I write a review
how do I report a lost parcel
what does the legal notice say
your credit card page does not load
is there a story about a viking
I have told my wife already
does it charge back after being empty
do you have news about my parcel
paper for a newsletter
court shoes with low heels
曝光补偿怎么调
相机曝光时间最长多少
曝光过度怎么办
差评都说了什么
看看差评
有多少差评
差评率高吗
给我看一星差评
银行卡能付款吗
报警器要换电池吗
告诉我尺寸
发货会发短信吗
微博联名款还有吗
抖音同款有吗
信用卡可以分期吗
怎么写评价
请告知运费
公告里的活动还在吗
广告里那款是哪个
投诉多吗这款
""".strip().splitlines()


@pytest.mark.parametrize("text", WISHES)
def test_wish_for_a_person(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize("text", NOT_WISHES)
def test_no_wish_for_a_person(text: str) -> None:
    assert not asks_for_person(text)


@pytest.mark.parametrize("text", THREATS)
def test_threat(text: str) -> None:
    assert threatens(text)


@pytest.mark.parametrize("text", NOT_THREATS)
def test_no_threat(text: str) -> None:
    assert not threatens(text)


@pytest.mark.parametrize("part", ["a human ", "转", "you ", "is it a ", "!", "write a "])
def test_long_messages_are_read_quickly(part: str) -> None:
    started = time.perf_counter()
    asks_for_person(part * 5000)
    threatens(part * 5000)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "text",
    ["yes please", "Yes, please do.", "ok go ahead", "sure, thanks", "好的，谢谢", "要", "可以", "嗯，转吧"],
)
def test_a_plain_yes(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "ok thanks",
        "thanks",
        "谢谢",
        "yes, and how heavy is it?",
        "Yes it is broken",
        "no",
        "不要",
        "好重啊",
        "是哪一款",
    ],
)
def test_more_or_less_than_a_yes(text: str) -> None:
    assert not agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "I have passed this to a colleague.",
        "I'll transfer you to an agent.",
        "Our team will contact you soon.",
        "I've forwarded your request.",
        "Someone will be in touch.",
        "已为您转接人工客服。",
        "同事会尽快联系您。",
    ],
)
def test_a_promise_of_a_person(text: str) -> None:
    assert promises_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "The tent was tested by two people.",
        "Returned parcels are passed to the warehouse.",
        "It sleeps a person of 1.95 m.",
        "The seller refunds within 5 days.",
        "您可以联系客服。",
        "运费由买家承担。",
    ],
)
def test_no_promise_of_a_person(text: str) -> None:
    assert not promises_person(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I was charged twice for my order", "billing"),
        ("my parcel never arrived", "orders"),
        ("the mug is broken", "returns"),
        ("is it in stock", "products"),
        ("hello", ""),
        ("快递一直没动静", "orders"),
        ("给我退款", "billing"),
        ("杯子破了", "returns"),
    ],
)
def test_the_topic(text: str, topic: str) -> None:
    assert topic_of(text) == topic


@pytest.mark.parametrize(
    "text", ["That's not what I asked!", "you don't understand me", "答非所问", "我问的不是价格"]
)
def test_being_misunderstood(text: str) -> None:
    assert says_misunderstood(text)
    assert not says_misunderstood("I don't understand the manual")


@pytest.mark.parametrize(
    "text",
    [
        "where's my money?",
        "Due Tuesday. Where is it",
        "cancelled it, has the money gone back",
        "refunded or not",
        "钱退了没",
        "退没退",
        "发了没有啊",
        "流程是怎样的",
    ],
)
def test_a_question_is_known_without_its_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["I was promised a call.", "What a mess.", "退款还没到账", "你们是骑蜗牛送的吧"]
)
def test_a_statement_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    ["Where is my refund, you liars?", "do you people even read this?", "骗子，货呢", "我的钱呢？！", "🤬"],
)
def test_blame_is_heard(text: str) -> None:
    assert reproaches(text)


@pytest.mark.parametrize(
    "text", ["Nine days. Refunded or not?", "does it lie flat?", "钱退了没", "货现在在谁手里"]
)
def test_a_blunt_question_blames_nobody(text: str) -> None:
    assert not reproaches(text)


@pytest.mark.parametrize(
    "text",
    ["My last shop was a scam, is yours dearer?", "上一家店全是骗子，邮费多少", "your competitor is useless"],
)
def test_what_is_said_of_another_shop_blames_nobody(text: str) -> None:
    assert not reproaches(text)
    assert reproaches(f"{text}, and so are you, useless" if text[0] < "z" else f"{text}，你们也是骗子")


@pytest.mark.parametrize(
    "text",
    [
        "My video about your shop goes online tonight",
        "I'm posting photos of this",
        "wait till it's on TikTok",
    ],
)
def test_the_public_is_a_threat(text: str) -> None:
    assert threatens(text)
