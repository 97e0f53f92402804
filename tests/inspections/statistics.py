"""How likely a deviation is, with the standard library."""

import math
from collections.abc import Sequence


def chi_square_p(statistic: float, freedom: int) -> float:
    """The probability of a value at least as large by chance: the upper regularised gamma function."""
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    return 1 - scale * _series(a, x) if x < a + 1 else scale * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, 5000):
        term *= x / (a + step)
        total += term
        if term < total * 1e-14:
            break
    return total


def _fraction(a: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    value = d
    for step in range(1, 5000):
        an = -step * (step - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return value


def selection_p(counts: Sequence[int], *, draws: int, chosen: int) -> float:
    """p of how often each of len(counts) members was drawn when `chosen` of them are, without putting back.

    Members of one draw exclude each other, so the plain statistic is too small by (n-1)/n ÷ (1-share).
    """
    members = len(counts)
    share = chosen / members
    expected = draws * share
    plain = sum((count - expected) ** 2 for count in counts) / expected
    return chi_square_p(plain * (members - 1) / members / (1 - share), members - 1)
