"""Dividing whole numbers by weight so that the parts add up exactly: largest remainder, ties by position."""

from collections.abc import Sequence


def allocate(total: int, weights: Sequence[int], *, step: int = 1) -> list[int]:
    """`total` divided by weight into multiples of `step`; what does not fill a step goes to the largest part.

    All zero when nothing has weight.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    steps, rest = divmod(total, step)
    shares = [divmod(steps * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[: steps - sum(parts)]:
        parts[index] += 1
    result = [part * step for part in parts]
    result[max(range(len(weights)), key=weights.__getitem__)] += rest
    return result


def scaled(counts: Sequence[int], total: int, *, least: int = 0) -> list[int]:
    """Counts scaled to a new total, none below `least`; the largest gives what the small ones lack."""
    parts = [max(part, least) for part in allocate(total, counts)]
    while (excess := sum(parts) - total) > 0:
        largest = max(range(len(parts)), key=parts.__getitem__)
        parts[largest] -= min(excess, max(1, parts[largest] // 10))
    return parts
