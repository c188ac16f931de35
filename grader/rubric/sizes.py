"""How many numbers the network takes and gives: its checks may not say two things of one network.

Only what no network could meet is a fault. One may take any number of numbers, so checks of other sizes of input say
nothing of each other.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.check import Check
from grader.checks.accuracy import Accuracy
from grader.checks.every_integer import EveryInteger
from grader.checks.held_out_loss import HeldOutLoss
from grader.checks.layer_shapes import LayerShapes
from grader.checks.learned import Learned
from grader.checks.output_shape import OutputShape
from grader.fault import Fault
from grader.labelled import Labelled

_ONE_NETWORK = "a submission has one network: change one of the two"
_YES_OR_NO = 2


class _Target(NamedTuple):
    """A check's target: from an example of the shape `taken` the network is to give as many numbers as are `given`."""

    place: int
    id: str
    taken: tuple[int, ...]
    given: int


def disagreements(checks: Sequence[Check]) -> Iterator[Fault]:
    """Yield what checks say of the network's sizes that can't all be so."""
    shapes = [(place, c) for place, c in enumerate(checks) if isinstance(c, LayerShapes | OutputShape)]
    targets = list(_targets(checks))
    for place, check in shapes:
        at = ("checks", place, "output")
        first = next(other for _, other in shapes if other.input == check.input)
        if check.output != first.output:
            message = f"expected one `output` throughout, found {list(check.output)} after {list(first.output)}"
            yield Fault(f"{message} in `{first.id}`", _ONE_NETWORK, at)
        elif wanted := _wanted(check, targets) or _wanted_for_classes(check, checks):
            yield Fault(f"expected {wanted}, found {list(check.output)}", _ONE_NETWORK, at)
    for target in targets:
        before = next(other for other in targets if other.taken == target.taken)
        if target.given != before.given:
            message = f"expected {_entries(before.given)}, as `target` of `{before.id}` has, found {target.given}"
            yield Fault(message, _ONE_NETWORK, ("checks", target.place, "target"))


def _targets(checks: Sequence[Check]) -> Iterator[_Target]:
    for place, check in enumerate(checks):
        if isinstance(check, HeldOutLoss | Learned) and check.inputs and check.target:
            names, target = check.inputs.names, check.target
        elif isinstance(check, EveryInteger) and check.target:
            names, target = check.integers, check.target
        else:
            continue
        borrowed = isinstance(check, Learned) and any(
            getattr(c, "target", None) == target for c in checks if c != check
        )
        if not borrowed:
            yield _Target(place, check.id, (len(names),), len(target))


def _wanted(check: LayerShapes | OutputShape, targets: Sequence[_Target]) -> str:
    """Return which output a target asks for where it is another one; empty where none does.

    One with several dimensions may be what becomes of a single example, and another of a batch.
    """
    for target in targets:
        if target.taken == check.input and len(check.output) == 1 and check.output[0] != target.given:
            return f"`output: [{target.given}]`, since `target` of `{target.id}` has {_entries(target.given)}"
    return ""


def _wanted_for_classes(check: LayerShapes | OutputShape, checks: Sequence[Check]) -> str:
    """Return which output labelled examples ask for where it is another one; empty where none do."""
    for other in checks:
        if not isinstance(other, Accuracy) or len(check.output) > 1:
            continue
        examples = Labelled(other.held_out)
        classes = int(examples.labels.max()) + 1
        enough = check.output[0] >= classes or (check.output[0] == 1 and classes <= _YES_OR_NO)
        if examples.draw().shape[1:] == check.input and not enough:
            return f"`output: [{classes}]`, since `held_out` of `{other.id}` has {classes} classes"
    return ""


def _entries(count: int) -> str:
    return f"{count} entries" if count > 1 else "1 entry"
