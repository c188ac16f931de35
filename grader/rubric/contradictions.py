"""What no single check can see: ids that clash, requirements that no order can meet, unknown diagnoses."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from grader.check import Check
from grader.fault import Fault, nearest
from grader.rubric.sizes import disagreements


def contradictions(checks: Sequence[Check], *, has_reference: bool, has_network: bool) -> Iterator[Fault]:
    """Yield every fault between `checks`, placed from the rubric's top."""
    yield from _repeated_ids(checks)
    yield from _unmet_requirements(checks)
    yield from _unknown_diagnoses(checks)
    yield from _different_examples(checks)
    yield from disagreements(checks)
    if not any(check.points for check in checks):
        yield Fault("expected a check with points above 0, found none", at=("checks",))
    for place, check in enumerate(checks):
        if check.needs_network and not has_network:
            message = f"expected checks of a script without a network, found `{check.check}`"
            yield Fault(message, "name the `network` under `submission`, or leave this check out", ("checks", place))
        if check.asks().reference and not has_reference:
            hint = "write `target:` here, or name a `reference:` at the top whose answers are the target"
            yield Fault("expected a target, found neither `target` nor `reference`", hint, ("checks", place))


def _repeated_ids(checks: Sequence[Check]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, check in enumerate(checks):
        if check.id in seen:
            message = f"expected an id of its own for each check, found `{check.id}` a second time"
            yield Fault(message, "give this check another `id:`", ("checks", place, "id"))
        seen.add(check.id)


def _unmet_requirements(checks: Sequence[Check]) -> Iterator[Fault]:
    ids = {check.id: place for place, check in enumerate(checks)}
    for place, check in enumerate(checks):
        for entry, required in enumerate(check.requires):
            at = ("checks", place, "requires", entry)
            if required == check.id:
                yield Fault(f"expected ids of other checks, found its own, `{required}`", at=at)
            elif required not in ids:
                message = f"expected the id of a check in this rubric, found `{required}`"
                yield Fault(message, nearest(required, ids.keys() - {check.id}), at)
    others = {check.id: set(check.requires) - {check.id} for check in checks}
    try:
        TopologicalSorter(others).prepare()
    except CycleError as error:
        around = list(reversed(error.args[1]))
        message = f"expected an order in which checks can be judged, found a cycle: {' requires '.join(around)}"
        yield Fault(message, "leave one of these requirements out", ("checks", ids[around[0]], "requires"))


def _unknown_diagnoses(checks: Sequence[Check]) -> Iterator[Fault]:
    for place, check in enumerate(checks):
        known = {code for other in checks if other is not check for code in other.diagnoses()}
        for entry, code in enumerate(check.forgive_when):
            if code not in known:
                message = f"expected a diagnosis of another check in this rubric, found `{code}`"
                yield Fault(message, nearest(code, known), ("checks", place, "forgive_when", entry))


def _different_examples(checks: Sequence[Check]) -> Iterator[Fault]:
    shapes = [(place, shape) for place, check in enumerate(checks) if (shape := check.asks().probe_input) is not None]
    for place, shape in shapes:
        if shape != shapes[0][1]:
            message = f"expected one `input` shape throughout, found {list(shape)} after {list(shapes[0][1])}"
            yield Fault(message, "a submission has one network, which takes one shape", ("checks", place, "input"))
