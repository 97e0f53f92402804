"""Checks of public codes: the national code of a project and the credit code of a firm.

Each function answers None when the code is sound, else the reason in Chinese.
"""

import re

_CODE_LENGTH = 24
_OLD_CODE = re.compile(r"20(1[3-9]|20)-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
_NEW_CODE = re.compile(r"[0-9]{2}(0[1-9]|1[0-2])-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9X]")

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH = 18
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION = slice(8, 17)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def national_code_problem(text: str) -> str | None:
    """项目代码: 24 characters with four hyphens, of the old form (2013–2020) or the new one.

    Old: year 4 – region 6 – industry 2 – type 2 – serial 6, as in 2018-350500-48-01-012345. New
    (GB/T 40058-2021): two-digit year and month – region 6 – department 2 – type 2 – five digits and
    a check character. The rule of that check character is not published, so it is not verified.
    """
    if len(text) != _CODE_LENGTH:
        return f"项目代码应为 {_CODE_LENGTH} 位（含 4 个连字符），现为 {len(text)} 位"
    if [len(part) for part in text.split("-")] != [4, 6, 2, 2, 6]:
        return "项目代码应按 4-6-2-2-6 位分段，段间用半角连字符“-”"
    if _OLD_CODE.fullmatch(text) or _NEW_CODE.fullmatch(text):
        return None
    return "项目代码格式不符：首段应为 2013—2020 的年份或“两位年＋两位月”，其余各段应为数字"


def uscc_problem(text: str) -> str | None:
    """统一社会信用代码 (GB 32100-2015): 18 characters, both check characters recomputed."""
    if len(text) != _USCC_LENGTH:
        return f"统一社会信用代码应为 {_USCC_LENGTH} 位，现为 {len(text)} 位"
    wrong = next((letter for letter in text if letter not in _USCC_ALPHABET), None)
    if wrong is not None:
        return f"统一社会信用代码不应含“{wrong}”（只用数字和除 I、O、S、V、Z 以外的大写字母）"
    if text[_ORGANISATION][-1] != _organisation_check(text[_ORGANISATION]):
        return "统一社会信用代码第 17 位（主体标识校验位）不符，请核对第 9 至 17 位"
    if text[-1] != _uscc_check(text):
        return "统一社会信用代码第 18 位（校验位）不符，请逐位核对"
    return None


def _uscc_check(text: str) -> str:
    total = sum(_USCC_ALPHABET.index(letter) * weight for letter, weight in zip(text, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[-total % 31]


def _organisation_check(text: str) -> str:
    """GB 11714: letters count as A=10 … Z=35, which is base 36."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(text, _ORGANISATION_WEIGHTS, strict=False))
    return "0123456789X"[-total % 11]
