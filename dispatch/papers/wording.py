"""How official papers count and date."""

from datetime import date

TENS = "十"
DIGITS = "零一二三四五六七八九"
CLOSING = "，。、；：！？”）》"


def chinese_number(number: int) -> str:
    """1 to 99 as headings count: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + TENS + (DIGITS[ones] if ones else "")


def long_date(day: date) -> str:
    """2018年8月9日: Arabic, full year, no padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def balanced(text: str, most: int = 18) -> list[str]:
    """A title in as few lines as it needs, of about one length; no line begins with a mark that closes."""
    lines = -(-len(text) // most)
    length = -(-len(text) // lines)
    parts, start = [], 0
    while start < len(text):
        end = min(start + length, len(text))
        while end < len(text) and (text[end] in CLOSING or _is_word(text[end - 1 : end + 1])):
            end += 1
        parts.append(text[start:end])
        start = end
    return parts


def _is_word(pair: str) -> bool:
    """Digits and Latin letters stay together."""
    return pair.isascii() and pair.isalnum()


def ended(text: str) -> str:
    """A sentence with one full stop, however it was typed."""
    return text.strip().rstrip("。；;，,、") + "。"
