"""What the observed loop says about why too little was learned, and what to do: two sentences, or nothing.

No sentence tells the range of the held-out inputs: what was trained on is told, and whether it had
negative numbers.
"""

import math
from statistics import fmean

from grader.wire.training import InputsSeen, Training

_MANY_EXAMPLES = (
    "A network learns the rule only from many different examples: draw new random numbers in every step, large and "
    "small, below and above 0."
)
_UNTOUCHED = (
    "The network that your training function was given is just as it was before. Train that one, or return the one "
    "you trained. In forward, torch.round, .int() and .detach() keep it from learning too."
)
_LONGER = "Take more steps, or make the learning rate 3 times larger as long as the loss falls."
_STABLE = 0.1
"""SGD on one linear layer explodes where the rate times the squared length of an input nears 1; this much of
it, with the largest entry for the length, was stable in all trials with up to five entries."""
_FEW_CALLS = 10
_POINTS = 3
"""Losses in a quarter of the run, of which a mean can be made."""
_FALLING = 0.7
"""A quarter of the run whose loss is less than this much of the quarter before is still learning."""


def on_explosion(training: Training | None) -> str:
    """Say when the loss stopped being a number, and which learning rate to try; empty where it did not."""
    if training is None or training.summary.first_nan is None:
        return ""
    step = training.summary.first_nan
    when = f"The loss was no longer a number after {step:,} step{'' if step == 1 else 's'}"
    known = [made for made in training.summary.optimizers if made.lr]
    if len(known) != 1 or not known[0].lr:
        return f"{when}: the steps were too large. Make the learning rate 10 times smaller."
    rate = known[0].lr
    size = _size(training.summary.inputs) if known[0].kind == "SGD" else None
    # A power of ten, at most a tenth of what failed.
    exponent = math.floor(math.log10(rate / 10) + 1e-9)
    inputs = ""
    if size:
        exponent = min(exponent, math.floor(math.log10(_STABLE / size**2) + 1e-9))
        inputs = f" with inputs as large as {size:g}"
    return f"{when}: the learning rate {rate:g} is too large{inputs}. Try {10.0**exponent:g}.".replace("e-0", "e-")


def on_generalising(training: Training | None, low: float, high: float) -> str:
    """Say what the training lacked most, for a network that should be right from `low` to `high`; may be empty."""
    if training is None:
        return ""
    if training.summary.moved is False:
        return _UNTOUCHED
    seen = training.summary.inputs
    if seen is not None and seen.low is not None and seen.high is not None and seen.calls >= _FEW_CALLS:
        trained_on = f"The training inputs that were looked at went from {seen.low:g} to {seen.high:g}"
        if low < 0 <= seen.low:
            return f"{trained_on}: negative numbers were never among them. {_MANY_EXAMPLES}"
        if max(-seen.low, seen.high) < max(-low, high) / 2:
            return f"{trained_on} only. {_MANY_EXAMPLES}"
    if _still_falling(training):
        after = f", after {training.summary.steps:,} steps" if training.summary.steps else ""
        return f"The loss was still falling when training ended{after}. {_LONGER}"
    return ""


def _still_falling(training: Training) -> bool:
    losses = [point.loss for point in training.points if point.loss is not None]
    ends = [point.step for point in training.points]
    if not ends or len(losses) < len(ends):
        return False
    last = [p.loss for p in training.points if p.loss is not None and p.step > ends[-1] * 3 / 4]
    before = [p.loss for p in training.points if p.loss is not None and ends[-1] / 2 < p.step <= ends[-1] * 3 / 4]
    if min(len(last), len(before)) < _POINTS:
        return False
    # A few losses may be small by chance; that all are below a mean is seldom so.
    return max(last) < fmean(before) and fmean(last) < _FALLING * fmean(before)


def _size(inputs: InputsSeen | None) -> float | None:
    if inputs is None or inputs.low is None or inputs.high is None:
        return None
    return max(abs(inputs.low), abs(inputs.high)) or None
