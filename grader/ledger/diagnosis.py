"""From the books to one diagnosis, with the counts and lines that a message needs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from grader.ledger.account import Use
from grader.ledger.books import Books, Stepped, enter
from grader.wire.training import Training

UNFINISHED = {"no_backward", "no_step", "no_gradient", "step_outside_loop", "not_observed"}
"""What is missing may have been about to come, where watching ended early."""
NEARLY_ALL = 0.9
MANY = 0.4
"""Less than this share of a line's gradients may be thrown away on purpose, as those of outliers are."""
_NOTHING = {"empty", "unknown"}
SETTLED = 5
"""So many right steps at a line say that one wrong step before them was a left-over from elsewhere."""
FEW_BACKWARDS = 2
"""More backwards than this with one step are a loop with the step outside."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosis with its counts.

    `steps` were looked at, of `run_steps` in all; `at_fault` of them are wrong, `first` is the number of the
    first of those in the run. `empty` of those of a right loop had no gradients to use. `parameters` names what the
    fault was seen in, where that is not all.
    `lines` has the student's line of each kind of call, as `file:line`, `source` what stands there if it is known.
    `by_hand` says that all steps were updates by hand: of those that were not looked at none is counted, so neither
    `run_steps` nor `first` is about the run. `closure` says that a step calls backward itself.
    """

    code: str
    steps: int = 0
    run_steps: int = 0
    empty: int = 0
    backwards: int = 0
    at_fault: int = 0
    first: int = 0
    parameters: tuple[str, ...] = ()
    lines: dict[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    by_hand: bool = False
    closure: bool = False


def judge(training: Training | None) -> Finding:
    """Return what the events say about the order backprop, optimize, reset."""
    if training is None:
        return Finding("not_observed")
    found = _Case(training).finding()
    unknown = found.code in UNFINISHED or found.code.startswith("correct")
    return Finding("needs_review") if training.summary.several and unknown else found


class _Case:
    def __init__(self, training: Training) -> None:
        self._training = training
        self._books: Books = enter(training)
        self._steps = _without_masks(_with_unused(_without_left_overs(_with_readded(self._books.steps))))
        self._kinds = Counter(step.worst for step in self._steps)

    def finding(self) -> Finding:  # noqa: C901, PLR0911  one line for each family of diagnoses
        """Return the first fault that explains the rest, or what kind of right it is."""
        if not self._steps:
            return self._found(self._without_steps())
        if self._books.reused > 1:
            return self._found("graph_reused", at_fault=self._books.reused)
        if not self._books.arrived and not any(step.worst in ("functional", "other") for step in self._steps):
            called = self._called("backward")
            return self._fault("no_gradient" if called else "no_backward", "empty")
        if self._kinds["mixed"] and self._kinds["mixed"] >= self._kinds["lost"]:
            return self._fault(self._missing_reset(), "mixed")
        if self._is_single_step():
            return self._fault("step_outside_loop", "fresh", "lost", "mixed")
        if self._kinds["lost"]:
            if self._books.first == "step":
                return self._fault("step_before_backward", "lost", "empty")
            return self._fault("zeroed_before_step", "lost")
        if self._kinds["twice"]:
            return self._fault("stepped_twice", "twice")
        if self._always_others():
            return self._fault("wrong_parameters", "empty", "fresh")
        if self._nothing_arrives() or self._left_behind():
            return self._fault("wrong_parameters", "empty")
        if self._reset_too_early():
            return self._found("zeroed_before_step", at_fault=len(self._books.wholly_lost()))
        if self._kinds["other"]:
            return self._fault("needs_review", "other")
        return self._right(self._correct())

    def _without_steps(self) -> str:
        summary = self._training.summary
        if self._books.arrived:
            # New tensors in every round, which went into the network in the end.
            return "correct_manual" if summary.moved and self._always_new() else "no_step"
        if summary.functional:
            return "no_step" if summary.moved is False else "correct_functional"
        if self._called("backward"):
            return "no_gradient"
        return "no_backward" if summary.inputs else "not_observed"

    def _missing_reset(self) -> str:
        """Tell how often resets came, and where they went instead."""
        mixed = {number for number, account in self._books.accounts.items() if account.ever_mixed}
        stepped = {number for step in self._steps for number, use in step.used.items() if use != "empty"}
        resets = max((self._books.resets[number] for number in mixed), default=[], key=len)
        unseen = len(self._steps) < self._training.summary.steps and any(after > 1 for after in resets)
        calls = [call for call in self._training.summary.calls if call.name == "zero_grad"]
        # One that is called again and again, and resets nothing, has no effect.
        on_them = [call.times for call in calls if mixed & set(call.parameters)]
        others_reset = any(self._books.resets[number] for number in stepped - mixed)
        if mixed and all(self._books.accounts[number].added_back for number in mixed):
            return "never_zeroed"
        if len(resets) > 1 or others_reset or unseen:
            return "zeroed_sometimes"
        if resets or 1 in on_them or mixed & self._books.reset_at_end:
            return "zeroed_once"
        elsewhere = any(call.parameters for call in calls) and not on_them
        return "zeroed_elsewhere" if elsewhere else "never_zeroed"

    def _is_single_step(self) -> bool:
        return len(self._steps) == 1 and len(self._books.backward_ways) > FEW_BACKWARDS

    def _always_new(self) -> bool:
        return len(self._books.backward_ways) > SETTLED and all(
            account.pending and len(account.pending) == 1
            for number, account in self._books.accounts.items()
            if number in self._books.arrived
        )

    def _always_others(self) -> bool:
        """Whether most steps are about parameters that none before them was about."""
        stepped: set[int] = set()
        steps = [step for step in self._steps if step.used]
        new = 0
        for step in steps:
            new += stepped.isdisjoint(step.used)
            stepped.update(step.used)
        return len(steps) > SETTLED and new > len(steps) / 2

    def _nothing_arrives(self) -> bool:
        """Whether steps are about other parameters than gradients are, and these are not moved by hand."""
        came = self._books.arrived.keys()
        stepped = {number for step in self._steps for number in step.used}
        elsewhere = bool(came - stepped) and not self._books.moved & came
        return self._kinds["empty"] >= NEARLY_ALL * len(self._steps) and elsewhere

    def _left_behind(self) -> bool:
        """Whether the last steps all found nothing, while gradients came to parameters that nothing ever moved."""
        steps = self._books.steps
        last = len(list(takewhile(lambda step: step.worst == "empty", reversed(steps))))
        moved = {number for step in steps for number in step.used} | self._books.moved
        came = {number for number, after in self._books.arrived.items() if after > len(steps) - last}
        return last > 1 and bool(came - moved)

    def _reset_too_early(self) -> bool:
        """Whether one line's gradients, called for by one other, were now used, now reset before a step could."""
        if 2 * self._kinds["other"] > len(self._steps):
            return False  # what they used may have been made of the gradients that were reset
        ways = self._books.backward_ways
        lost = Counter(ways[number] for number in self._books.wholly_lost())
        every = Counter(ways.values())
        both = {
            way
            for account in self._books.accounts.values()
            for way in {ways[number] for number in account.lost} & {ways[number] for number in account.consumed}
        }
        return any(
            count > FEW_BACKWARDS and MANY * every[way] <= count < every[way] and way in both
            for way, count in lost.items()
        )

    def _correct(self) -> str:
        if self._kinds["functional"] > len(self._steps) / 2:
            return "correct_functional"
        if all(step.optimizer is None and not step.place for step in self._steps):
            return "correct_manual"
        accumulating = sum(step.backwards > 1 for step in self._steps)
        return "correct_accumulation" if accumulating > len(self._steps) / 2 else "correct"

    def _right(self, code: str) -> Finding:
        """Return that the steps that had gradients used them as they should."""
        found = replace(self._found(code), empty=self._kinds["empty"])
        used = sum(step.backwards for step in self._steps)  # some backwards no step has used
        return replace(found, backwards=used) if code == "correct_accumulation" else found

    def _fault(self, code: str, *uses: Use) -> Finding:
        bad = [step for step in self._steps if step.worst in uses]
        at_fault = {number for step in bad for number, use in step.used.items() if use in uses}
        touched = {number for step in self._steps for number in step.used}
        names = self._training.parameters
        partly = at_fault != touched
        named = tuple(names[n] for n in sorted(at_fault) if 0 <= n < len(names)) if partly else ()
        return self._found(code, bad, at_fault=len(bad), parameters=named)

    def _found(
        self, code: str, bad: Sequence[Stepped] = (), *, at_fault: int = 0, parameters: tuple[str, ...] = ()
    ) -> Finding:
        return Finding(
            code,
            steps=len(self._steps),
            run_steps=max(self._training.summary.steps, len(self._steps)),
            backwards=len(self._books.backward_ways),
            at_fault=at_fault,
            first=bad[0].number if bad else 0,
            parameters=parameters,
            lines=self._lines(bad or self._steps),
            by_hand=bool(self._steps) and not self._training.summary.steps,
            closure=any(event.kind == "evaluated" for event in self._training.timeline),
        )

    def _lines(self, steps: Sequence[Stepped]) -> dict[str, str]:
        """Return the line of each kind of call that was seen most often; of `step`, that of these steps."""
        places = {
            "backward": [place for place, _ in self._books.backward_ways.values()],
            "step": [step.place for step in steps],
        }
        for call in self._training.summary.calls:
            places.setdefault(call.name, []).extend([call.place] * min(call.times, len(self._steps) + 1))
        common = {name: Counter(filter(None, found)).most_common(1) for name, found in places.items()}
        return {name: found[0][0] for name, found in common.items() if found}

    def _called(self, name: str) -> bool:
        return any(call.name == name for call in self._training.summary.calls)


def _with_readded(steps: Sequence[Stepped]) -> list[Stepped]:
    """Call old gradients that were put back mixed, where that is what most changed ones are.

    Else chance made one that was changed in another way look so: a share of the parameters, say, hardly differs from
    that of the step before.
    """
    kinds = Counter(step.worst for step in steps)
    meant: Use = "mixed" if kinds["readded"] >= kinds["other"] else "other"
    return [
        replace(step, used={p: meant if use == "readded" else use for p, use in step.used.items()})
        if "readded" in step.used.values()
        else step
        for step in steps
    ]


def _with_unused(steps: Sequence[Stepped]) -> list[Stepped]:
    """Call lost what steps reset before they used it; leave such steps out where they are few, as outliers are."""
    few = sum(step.unused for step in steps) < NEARLY_ALL * len(steps)
    return [
        replace(step, used=dict.fromkeys(step.used, "lost")) if step.unused else step
        for step in steps
        if not (few and step.unused)
    ]


def _without_masks(steps: Sequence[Stepped]) -> list[Stepped]:
    """Call it another gradient where now and then one tensor's is all 0 in a step that used those of others.

    A mask, or a mean that is subtracted, may do so to a small tensor.
    """
    took = Counter(parameter for step in steps for parameter, use in step.used.items() if use not in _NOTHING)
    lost = Counter(parameter for step in steps for parameter, use in step.used.items() if use == "lost")
    seldom = {parameter for parameter, times in lost.items() if times < MANY * took[parameter]}
    return [
        step
        if set(step.used.values()) <= {"lost", "empty"}
        else replace(step, used={p: "other" if p in seldom and use == "lost" else use for p, use in step.used.items()})
        for step in steps
    ]


def _without_left_overs(steps: Sequence[Stepped]) -> list[Stepped]:
    """Leave out a wrong first step at a line where the next ones are right.

    A single step tried out before the loop leaves its gradient to the first step of the loop.
    """
    by_place: dict[tuple[str, int | None], list[Stepped]] = {}
    for step in steps:
        by_place.setdefault((step.place, step.optimizer), []).append(step)
    left_over = {
        id(found[0])
        for found in by_place.values()
        if found[0].worst in ("mixed", "lost", "twice")
        and len(found) > SETTLED
        and all(step.worst not in ("mixed", "lost", "twice") for step in found[1 : SETTLED + 1])
    }
    return [step for step in steps if id(step) not in left_over]
