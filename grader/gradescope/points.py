"""Points as the assignment counts them."""

from collections.abc import Sequence
from fractions import Fraction

_CENTS = 100


def scaled(points: Sequence[float], total: float | None) -> list[float]:
    """Return the points scaled to `total`, in whole hundredths that add up to it; as they are where it is None."""
    before = [Fraction(str(p)) for p in points]
    if total is None or sum(before) in {0, Fraction(str(total))}:
        return list(points)
    wanted = Fraction(str(total))
    exact = [p * wanted / sum(before) * _CENTS for p in before]
    cents = [int(p) for p in exact]
    # The hundredths that are left go where the most was cut off.
    left = round(wanted * _CENTS) - sum(cents)
    for place in sorted(range(len(cents)), key=lambda place: cents[place] - exact[place])[:left]:
        cents[place] += 1
    return [c / _CENTS for c in cents]
