"""What the observed loop says about why too little was learned, and what to do: two sentences, or nothing.

No sentence tells the range of the held-out inputs: what was trained on is told, and whether it had
negative numbers.
"""

import math
from collections.abc import Sequence
from statistics import fmean

from grader.ledger.attempts import STEPS
from grader.wire.training import InputsSeen, Training

_MANY_EXAMPLES = (
    "A network learns the rule only from many different examples: draw new random numbers in every step, large and "
    "small, below and above 0."
)
_UNTOUCHED = (
    "The network that your training function was given is just as it was before. Train that one, or return the one "
    "you trained; and leave .detach(), .item(), .int() and torch.round() out of the way from its output to the loss."
)
_NO_NUMBER = "Look for a division by 0, and for a logarithm or a root of a number below 0."
_FLAT = (
    "Every gradient that was measured was 0, so the steps had nothing to follow. Compare the output with the wanted "
    "answer, leave torch.round and torch.floor out of both, and have no ReLU after the last layer."
)
_BELOW_ZERO = (
    "The loss that backward() was called on went below 0, which a squared difference can't. Unless you took a "
    "logarithm of it, look for a minus sign too many, for a difference that is not squared, or for a loss that is made "
    "for classes, such as nn.CrossEntropyLoss."
)
_BY_HEART = (
    "On new inputs it is far from that. Either there were few examples, learned by heart: draw new ones in every step, "
    "each number for itself. Or the loss asks for something else: square each difference before adding them up, and "
    "look at the line that makes the wanted answers."
)
_ANOTHER_NETWORK = (
    "and the network that is graded is another than the one that the steps changed. Return the one that was trained, "
    "and make no new MyNetwork() after the loop."
)
_LONGER = "Take more steps, or make the learning rate 3 times larger as long as the loss falls."
_INNER = (
    "Where only the last loss goes back, the other examples teach nothing: then backward(), step() and zero_grad() "
    "belong into the inner loop, right after the loss."
)
_FEW = 300
"""Steps that are too few: the lab's loop needs thousands, Adam with large batches several hundred."""
_MANY = 5
"""Calls for each backward that are more than a look at an answer or two."""
_STABLE = 0.1
"""SGD on one linear layer explodes where the rate times the squared length of an input nears 1; this much of
it, with the largest entry for the length, was stable in all trials with up to five entries."""
_FEW_CALLS = 10
_CALM = 10
"""A loss that explodes is more than so many times the first before it is no number any more."""
_POINTS = 3
"""Losses in a quarter of the run, of which a mean can be made."""
_NEGATIVE = -1e-3
_SMALL = 1e-3
"""SGD on one linear layer needs thousands of steps where this is all that the rate makes of the squared length."""
_FALLING = 0.7
"""A quarter of the run whose loss is less than this much of the quarter before is still learning."""
_SLOWLY = 0.9
"""The same, of a loss that jumps about, where many losses are at hand."""
_SURE = 2.33
"""Standard deviations by which more losses are below those before than chance explains once in a hundred runs."""
_ROUNDING = 1e-9
"""A loss that is less than this much of the first is one of rounding: that it falls on says nothing."""
_FAR_BELOW = 1e-3
"""A loss in training that is less than this much of the one on new inputs is not one of a network that is on its way;
a mean in place of a sum, or a half, explains far less."""


def on_explosion(training: Training | None) -> str:
    """Say when the loss stopped being a number, and which learning rate to try; empty where it did not."""
    if training is None or training.summary.first_nan is None:
        return ""
    step = training.summary.first_nan
    if step == 0:
        return f"The very first loss was no number. {_NO_NUMBER}"
    when = f"The loss was no longer a number after {step:,} step{'' if step == 1 else 's'}"
    if _was_calm(training):
        return f"{when}, though it had not grown and the steps were small. {_NO_NUMBER}"
    known = [made for made in training.summary.optimizers if made.lr]
    if len(known) != 1 or not known[0].lr or known[0].varied:
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


def _was_calm(training: Training) -> bool:
    """Return whether all losses that were numbers were about the first, and every step that was measured was short."""
    losses = [point.loss for point in training.points if point.loss is not None]
    rates = [made.lr for made in training.summary.optimizers]
    if not losses or None in rates or not rates:
        return False
    # SGD goes so far down the gradient; others go about as far as their rate, whatever it is.
    plain = all(made.kind == "SGD" for made in training.summary.optimizers)
    norms = [point.norm for point in training.points if point.norm is not None]
    longest = max(rate for rate in rates if rate is not None) * (max(norms, default=math.inf) if plain else 1.0)
    return max(losses) <= _CALM * abs(losses[0]) and longest < 1


def on_standstill(training: Training | None) -> str:
    """Say what kept the steps from bringing the network nearer at all; empty where nothing did."""
    if training is None:
        return ""
    norms = [point.norm for point in training.points if point.norm is not None]
    if len(norms) >= _POINTS and not any(norms):
        return _FLAT
    if training.summary.moved is False:
        return _UNTOUCHED
    last, _ = _ends(training)
    return _BELOW_ZERO if sum(loss < _NEGATIVE for loss in last) >= _POINTS else ""


def on_generalising(training: Training | None, low: float, high: float, loss: float | None = None) -> str:
    """Say what the training lacked most, for a network that should be right from `low` to `high`; may be empty.

    `loss` is the one on new inputs.
    """
    return on_standstill(training) or on_range(training, low, high) or on_losses(training, loss)


def on_range(training: Training | None, low: float, high: float) -> str:
    """Say what range the training inputs had, where it was too small; empty where it was not."""
    seen = training.summary.inputs if training is not None else None
    if seen is None or seen.low is None or seen.high is None or seen.calls < _FEW_CALLS:
        return ""
    if seen.alike:
        only = "The same example was" if (seen.batch or 1) == 1 else f"The same {seen.batch} examples were"
        return f"{only} given in every step that was looked at. {_MANY_EXAMPLES}"
    kind = "were whole numbers" if seen.integers else "went"
    trained_on = f"The training inputs that were looked at {kind} from {_short(seen.low)} to {_short(seen.high)}"
    if low < 0 <= seen.low:
        return f"{trained_on}: negative numbers were never among them. {_MANY_EXAMPLES}"
    return f"{trained_on} only. {_MANY_EXAMPLES}" if max(-seen.low, seen.high) <= max(-low, high) / 2 else ""


def on_losses(training: Training | None, loss: float | None = None) -> str:
    """Say what the losses in training tell, beside `loss` on new inputs; empty where they tell nothing."""
    if training is None:
        return ""
    if loss is not None and learned_its_examples(training, loss):
        down = f"In training the loss came down to {fmean(_ends(training)[0]):.2g}"
        return f"{down}, {_ANOTHER_NETWORK}" if _is_another(training) else f"{down}. {_BY_HEART}"
    if small := _small_rate(training):
        return small
    if _still_falling(training):
        after = f", after {training.summary.steps:,} steps" if training.summary.steps else ""
        return f"The loss was still falling when training ended{after}. {_LONGER}"
    return _few_backwards(training) or few_steps(training)


def few_steps(training: Training | None) -> str:
    """Say how many steps there were, where that is too few for any network; empty where it is not."""
    steps = training.summary.steps if training is not None else 0
    return f"Training ended after {steps} step{'' if steps == 1 else 's'}. Take thousands." if 0 < steps < _FEW else ""


def _few_backwards(training: Training) -> str:
    """Say that most answers were followed by no backward; the losses of some may have been added up before it."""
    calls = training.summary.inputs.calls if training.summary.inputs else 0
    times = calls // training.backwards if training.backwards else 0
    return (
        f"The network was called {times:,} times for each backward() that was looked at. {_INNER}"
        if times >= _MANY
        else ""
    )


def learned_its_examples(training: Training | None, loss: float) -> bool:
    """Return whether the losses at the end of training are nothing beside `loss` on new inputs."""
    last, _ = _ends(training) if training is not None else ([], [])
    if training is None or len(last) < _POINTS:
        return False
    # A loss may be a small share of the one on new inputs from its very beginning: a mean, say.
    begun = next(point.loss for point in training.points if point.loss is not None)
    return min(last) >= 0 and max(last) < _FAR_BELOW * min(loss, begun)


def _is_another(training: Training) -> bool:
    """Return whether no step that was looked at changed any parameter of the network that is graded."""
    moving = (event for event in training.timeline if event.kind in STEPS)
    moved = {parameter for event in moving for parameter, _ in event.entries()}
    return bool(moved) and moved.isdisjoint(training.summary.graded)


def _ends(training: Training) -> tuple[list[float], list[float]]:
    """Return the losses of the run's last quarter, and of the one before; none where one of the run was no number."""
    points = [(point.step, point.loss) for point in training.points if point.loss is not None]
    if not points or len(points) < len(training.points):
        return [], []
    end = points[-1][0]
    return (
        [loss for step, loss in points if step > end * 3 / 4],
        [loss for step, loss in points if end / 2 < step <= end * 3 / 4],
    )


def _still_falling(training: Training) -> bool:
    last, before = _ends(training)
    begun = next((point.loss for point in training.points if point.loss is not None), 0.0)
    if min(len(last), len(before)) < _POINTS or max(map(abs, last)) < _ROUNDING * abs(begun):
        return False
    # A few losses may be small by chance; that all are below a mean is seldom so, or that most are below most.
    by_much = max(last) < fmean(before) and fmean(last) < _FALLING * fmean(before)
    return by_much or (fmean(last) < _SLOWLY * fmean(before) and _mostly_below(last, before))


def _mostly_below(last: Sequence[float], before: Sequence[float]) -> bool:
    """Mann and Whitney's test."""
    pairs = len(last) * len(before)
    below = sum(a < b for a in last for b in before)
    return below - pairs / 2 > _SURE * math.sqrt(pairs * (len(last) + len(before) + 1) / 12)


def _short(number: float) -> str:
    return f"{number:g}" if number == round(number) else f"{number:.2g}"


def _small_rate(training: Training) -> str:
    """Say that SGD's rate is small, where it is so even for a loss that is added up over a batch."""
    inputs, size = training.summary.inputs, _size(training.summary.inputs)
    made = training.summary.optimizers[0] if len(training.summary.optimizers) == 1 else None
    if made is None or made.kind != "SGD" or not made.lr or made.varied or not size or inputs is None:
        return ""
    # Losses of several calls may be added up before they are gone back from.
    together = (inputs.batch or 1) * max(1.0, inputs.calls / (training.backwards or inputs.calls))
    # Momentum adds up the steps: in the long run it makes them so much longer.
    if made.momentum >= 1 or made.lr / (1 - made.momentum) * size**2 * together >= _SMALL:
        return ""
    small = f"The learning rate {made.lr:g} is small for inputs as large as {_short(size)}."
    return f"{small} Make it 10 times larger as long as the loss falls.".replace("e-0", "e-")


def _size(inputs: InputsSeen | None) -> float | None:
    if inputs is None or inputs.low is None or inputs.high is None:
        return None
    return max(abs(inputs.low), abs(inputs.high)) or None
