"""Units and number words as shoppers and shops write them, in English and Chinese, brought to one spelling each."""

from __future__ import annotations

_SPELLINGS: dict[str, str] = {
    "kg": "kg kgs kilogram kilograms kilo kilos 公斤 千克",
    "g": "g gram grams gramme grammes 克",
    "mg": "mg milligram milligrams milligramme milligrammes 毫克",
    "mcg": "mcg µg μg ug microgram micrograms 微克",
    "t": "tonne tonnes 吨",
    "jin": "斤",
    "lb": "lb lbs pound pounds 磅",
    "oz": "oz ounce ounces 盎司",
    "fl oz": "fl fluid 液盎司",
    "gal": "gal gallon gallons 加仑",
    "iu": "iu",
    "kcal": "kcal calorie calories 千卡 大卡 卡路里",
    "kj": "kj 千焦",
    "km": "km kilometre kilometres kilometer kilometers 公里",
    "m": "m metre metres meter meters 米",
    "cm": "cm centimetre centimetres centimeter centimeters 厘米 公分",
    "mm": "mm millimetre millimetres millimeter millimeters 毫米",
    "inch": "inch inches 英寸 寸",
    "ft": "ft foot feet 英尺",
    "mile": "mile miles 英里",
    "l": "l litre litres liter liters 升",
    "ml": "ml millilitre millilitres milliliter milliliters 毫升",
    "year": "year years yr yrs 年",
    "month": "month months 个月",
    "week": "week weeks 周 星期",
    "day": "day days 天 日",
    "hour": "hour hours hr hrs h 小时",
    "minute": "minute minutes min mins 分钟",
    "second": "second seconds sec secs s 秒",
    "%": "% percent 百分比",
    "star": "star stars 星",
    "°c": "°c ℃ 度",
    "°f": "°f ℉",
    "w": "w watt watts 瓦",
    "wh": "wh",
    "mah": "mah 毫安时",
    "v": "v volt volts 伏",
    "hz": "hz",
    "khz": "khz",
    "mhz": "mhz",
    "ghz": "ghz",
    "gb": "gb",
    "tb": "tb",
    "mp": "mp megapixel megapixels",
    "db": "db decibel decibels 分贝",
    "lm": "lm lumen lumens 流明",
    "k": "k kelvin 开",
    "step": "档",
    "person": "person persons people 人",
    "eur": "€ eur euro euros 欧元 欧",
    "usd": "$ usd dollar dollars 美元 美金",
    "gbp": "£ gbp sterling 英镑",
    "cny": "¥ cny rmb yuan 元 块 人民币",
}  # fmt: skip

CURRENCIES = frozenset({"eur", "usd", "gbp", "cny"})
UNITS: dict[str, str] = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}

_EN = "two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS: dict[str, str] = {
    **{word: str(n) for n, word in enumerate(_EN.split(), start=2)},
    **{character: str(n) for n, character in enumerate("一二三四五六七八九十", start=1)},
    "one": "1",
    "两": "2",
}


def unit_of(word: str) -> str:
    """The one spelling of a unit, or "" for a word that is none."""
    return UNITS.get(word.lower(), "")
