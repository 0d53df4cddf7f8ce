"""What shoppers plausibly ask the sample shop and its data deliberately does not say.

Each entry: the product (None: the whole shop), the question, and words that would betray an answer. They are
looked for in the product's record, FAQs and manual, or for the whole shop in FAQs and policies.
"""

from __future__ import annotations

from typing import NamedTuple


class Gap(NamedTuple):
    """One thing that the data leaves open."""

    product_id: str | None
    question: str
    telltales: tuple[str, ...]


NOT_IN_THE_DATA: tuple[Gap, ...] = (
    Gap("P001", "Where is the Ridge 2 tent made?", ("made in", "产地")),
    Gap("P001", "Is the Ridge 2 fire retardant, and to which standard?", ("fire", "flame", "阻燃")),
    Gap("P002", "How many pegs come with the Ridge 3?", ("peg", "地钉")),
    Gap("P003", "What wind speed does the Basecamp 4 withstand?", ("wind speed", "km/h", "风速")),
    Gap("P004", "Is the down in the Drift 400 certified as responsible?", ("certif", "rds", "认证")),
    Gap("P006", "How much gas does the Trail stove burn in an hour?", ("g/h", "consumption", "耗气")),
    Gap("P007", "Is the Day 28 backpack free of PFAS?", ("pfas", "fluor", "含氟")),
    Gap("P009", "Which airlines accept the Cabin 55 without a fee?", ("ryanair", "aer lingus", "lufthansa")),
    Gap("P012", "Is the Pour 1.0 kettle free of BPA?", ("bpa", "双酚")),
    Gap("P013", "How loud is the Boil 1.7 in decibels?", ("decibel", " db", "分贝")),
    Gap("P017", "What colour rendering index does the Arc lamp have?", ("cri", "rendering", "显色")),
    Gap("P018", "Can the battery of the Glow lamp be replaced?", ("replace", "更换")),
    Gap("P021", "Are the Fell boots made without animal glue?", ("glue", "vegan", "胶水")),
    Gap("P023", "Which countries does the Mizzen jacket come from?", ("made in", "产地")),
    Gap("P027", "How large are the drivers of the Buds 2 Pro?", ("driver", "单元")),
    Gap(
        "P028",
        "Does the Aurio Stage support multipoint with three devices?",
        ("multipoint", "devices", "多点"),
    ),
    Gap(
        "P030",
        "Is the Voltana 10 a lithium polymer or lithium iron phosphate battery?",
        ("lithium", "polymer", "锂"),
    ),
    Gap("P031", "Does the Voltana 20 carry a UN 38.3 certificate?", ("un 38", "un38", "certif", "认证")),
    Gap("P032", "How loud are the motors of the Rise desk?", ("decibel", " db", "noise", "分贝")),
    Gap("P033", "Does the Perch Ergo come with a headrest?", ("headrest", "头枕")),
    Gap("P034", "What polling rate does the Quill 75 have?", ("polling", "hz", "回报率")),
    Gap(
        "P036",
        "Are the Harbour Espresso beans organic or fair trade?",
        ("organic", "fair trade", "有机", "公平贸易"),
    ),
    Gap(
        "P038", "Is the lamb dog food suitable for puppies under three months?", ("puppy", "puppies", "幼犬")
    ),
    Gap("P039", "How much protein does the salmon cat food have?", ("protein", "蛋白")),
    Gap("P040", "Is the Burrow dog bed waterproof?", ("waterproof", "防水")),
    Gap("P042", "Does the Nest cookset work on an induction hob?", ("induction", "电磁")),
    Gap("P044", "Is the Roll dry bag airtight enough to keep smells in?", ("smell", "odour", "气味")),
    Gap("P048", "How thick is the base of the Brasa casserole?", ("thick", "厚")),
    Gap("P049", "Is there a left-handed version of the Hollin knife?", ("left", "左手")),
    Gap("P050", "Can the Weigh scale be connected to a phone app?", ("app ", "bluetooth", "应用", "蓝牙")),
    Gap("P053", "Does the Stem lamp work with a smart home system?", ("smart", "alexa", "zigbee", "智能")),
    Gap(
        "P057",
        "Does the Boulder speaker have a microphone for calls?",
        ("microphone", "calls", "麦克风", "通话"),
    ),
    Gap("P061", "How far does the Reach arm swivel in degrees?", ("°", "degree", "度旋")),
    Gap("P063", "How much caffeine is in a cup of Fogbank?", ("caffeine", "咖啡因")),
    Gap("P064", "How much puppy food does a dog of 5 kg need a day?", ("daily", "a day for", "每日喂量")),
    Gap(None, "Do you give a student discount?", ("student", "学生")),
    Gap(None, "Can I pay with cryptocurrency?", ("crypto", "bitcoin", "加密货币")),
    Gap(None, "Is there parking at the store?", ("parking", "car park", "停车")),
    Gap(None, "Do you rent tents out?", ("rent", "hire a tent", "租")),
)
