"""Each diagnosis in words: what was seen, why it matters and what to try, where the lab explains it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.ledger.diagnosis import Finding
from grader.wire.cells import is_cell


@dataclass(frozen=True, slots=True)
class Words:
    """A message, a hint and a heading of the lab."""

    message: str
    hint: str = ""
    lab: str = ""


_ADDS_UP = "backward() adds to the gradients that are there, so old ones push every later step too far."
_LONGEST = 50
_SELDOM = 3
"""So many backwards for each step that resets in between are not the step's place in the loop, but the loop's."""
_STEPS = re.compile(r"([A-Za-z_][\w.]*)\.step\(")


def words(found: Finding) -> Words:
    """Return the words for a finding."""
    return _WORDS[found.code](found)


def _at(found: Finding, name: str) -> str:
    """Return where the call is and what stands there, in brackets; the file only where there are several, or cells."""
    place = found.lines.get(name, "")
    if not place:
        return ""
    file, _, line = place.rpartition(":")
    several = len({other.rpartition(":")[0] for other in found.lines.values()}) > 1
    where = f"{file}, line {line}" if several or is_cell(file) else f"line {line}"
    code = found.source.get(name, "").partition("#")[0].strip().replace("`", "'")
    return f" ({where}: `{code}`)" if 0 < len(code) <= _LONGEST else f" ({where})"


def _optimizer(found: Finding) -> str:
    """Return what the student calls the optimizer."""
    name = _STEPS.search(found.source.get("step", ""))
    return name[1] if name else "optimizer"


def _reset(found: Finding) -> str:
    """Return what resets the gradients of such a loop, and where it belongs."""
    if found.by_hand:
        return "Reset them inside the loop, after each update: network.zero_grad(), or .grad = None for each parameter."
    name = _optimizer(found)
    if found.closure:
        return f"Call {name}.zero_grad() in the closure, before its backward(): step() may run it several times."
    return f"Call {name}.zero_grad(), with its brackets, inside the loop, after {name}.step()."


def _of(found: Finding) -> str:
    """Return how many of the steps that were looked at are wrong."""
    every = 1 < found.steps == found.at_fault
    counted = f"all {found.steps:,} steps" if every else f"{found.at_fault:,} of the {found.steps:,} steps"
    return f"{counted} that were looked at" if found.steps < found.run_steps or found.by_hand else counted


def _looked_at(found: Finding) -> str:
    """Return how many steps a sentence about each of them is about."""
    if found.by_hand:
        return f"{found.steps:,} updates that were looked at"
    return f"{found.steps:,} steps" + (" that were looked at" if found.steps < found.run_steps else "")


def _since(found: Finding) -> str:
    """Return the first of the steps at fault, where steps are counted."""
    return "" if found.by_hand else f", the first of them step {found.first:,}"


def _in(found: Finding) -> str:
    """Return in which parameters, where it is not all."""
    if not found.parameters:
        return ""
    shown = ", ".join(found.parameters[:4])
    return f", in {shown}" + (" and more" if len(found.parameters) > len(found.parameters[:4]) else "")


def _never_zeroed(found: Finding) -> Words:
    try_this = _reset(found)
    if "zero_grad" in found.lines:
        try_this = (
            f"zero_grad(){_at(found, 'zero_grad')} is called, but the old gradients are there again when the next ones "
            "arrive: let nothing keep them or put them back."
        )
    return Words(
        f"The gradients were never reset: {_of(found)}{_at(found, 'step')} used gradients that an earlier step "
        f"had used already{_since(found)}.",
        f"{_ADDS_UP} {try_this}",
        "Reset!",
    )


def _zeroed_once(found: Finding) -> Words:
    return Words(
        f"The gradients were reset only once{_at(found, 'zero_grad')}: {_of(found)}{_at(found, 'step')} used old "
        f"gradients again{_since(found)}.",
        f"{_ADDS_UP} Once is not enough. {_reset(found)}",
        "Reset!",
    )


def _zeroed_sometimes(found: Finding) -> Words:
    name = _optimizer(found)
    reset = (
        _reset(found)
        if found.by_hand or found.closure
        else f"Call {name}.zero_grad() in the same loop, right after this {name}.step(), where no if, continue or "
        "second optimizer gets around it."
    )
    return Words(
        f"The gradients were not always reset: {_of(found)}{_at(found, 'step')} used old gradients again"
        f"{_in(found)}{_since(found)}.",
        f"{_ADDS_UP} Every step needs its own reset. {reset}",
        "Reset!",
    )


def _zeroed_elsewhere(found: Finding) -> Words:
    return Words(
        f"zero_grad(){_at(found, 'zero_grad')} resets other parameters than those that step(){_at(found, 'step')} "
        f"changes: {_of(found)} used old gradients again.",
        f"{_ADDS_UP} Call {_optimizer(found)}.zero_grad(): the same optimizer that steps.",
        "Reset!",
    )


def _zeroed_before_step(found: Finding) -> Words:
    each = found.backwards / max(found.steps, 1)
    seldom = each >= _SELDOM and "step" in found.lines
    try_this = (
        f"There was one step() for about {each:,.0f} backward() calls: move it into their loop, right after backward()."
        if seldom
        else "Call backward(), then step(), and only then zero_grad()."
    )
    return Words(
        f"The gradients were reset after backward(){_at(found, 'backward')} and before step(){_at(found, 'step')}: "
        f"at least {found.at_fault:,} times they were gone before they were used{_in(found)}.",
        f"step() moves the parameters by their gradients; without them nothing is learned. {try_this}",
        "Reset!",
    )


def _step_before_backward(found: Finding) -> Words:
    return Words(
        f"step(){_at(found, 'step')} came before backward(){_at(found, 'backward')}: {_of(found)} found no gradient.",
        "backward() makes the gradients that step() uses. Call backward(), then step(), then zero_grad().",
        "Backprop!",
    )


def _stepped_twice(found: Finding) -> Words:
    return Words(
        f"{_of(found).capitalize()}{_at(found, 'step')} used a gradient that the step before had used already: nothing "
        f"new had come from backward(){_at(found, 'backward')}.",
        "The second step goes on in a direction that is out of date. Call step() once for each backward().",
        "Optimize!",
    )


def _graph_reused(found: Finding) -> Words:
    return Words(
        f"backward(){_at(found, 'backward')} went back through the same output again after a step, "
        f"at least {found.at_fault:,} times.",
        "Old outputs belong to old parameters, and their gradients count again and again. Calculate output and loss "
        "again inside the loop, from this step's example only, and leave retain_graph=True out.",
        "Now do that a lot of times.",
    )


def _no_backward(found: Finding) -> Words:
    return Words(
        f"backward() was never called: the {_looked_at(found)}{_at(found, 'step')} had no gradients to use.",
        "loss.backward() finds out how each parameter has to change. Call it, with its brackets, before step().",
        "Backprop!",
    )


def _no_step(found: Finding) -> Words:
    return Words(
        f"backward(){_at(found, 'backward')} was called at least {found.backwards:,} times, and no optimizer stepped.",
        "Only step() changes the parameters. Call optimizer.step(), with its brackets, after each backward().",
        "Optimize!",
    )


def _no_gradient(found: Finding) -> Words:
    return Words(
        f"backward(){_at(found, 'backward')} was called, and no parameter received a gradient: the loss is cut "
        "off from the network.",
        "Calculate the loss from the network's own output. Look for torch.tensor(…) around it, .detach(), .item() or "
        "torch.no_grad() on the way, and leave it out.",
        "Autograd",
    )


def _step_outside_loop(found: Finding) -> Words:
    return Words(
        f"Only one step{_at(found, 'step')} was taken for at least {found.backwards:,} backward() calls"
        f"{_at(found, 'backward')}.",
        "One step moves the parameters once, and learning takes many. Move step() and zero_grad() into the loop, "
        "after backward().",
        "Now do that a lot of times.",
    )


def _wrong_parameters(found: Finding) -> Words:
    return Words(
        f"The optimizer changes other parameters than those that backward(){_at(found, 'backward')} reaches. "
        f"So the network that is trained stayed as it was in {_of(found)}{_at(found, 'step')}.",
        "Make one network, and the optimizer from that very network: SGD(network.parameters(), lr=1e-3). "
        "Do both before the loop.",
        "How to Train Your Neural Network",
    )


def _needs_review(found: Finding) -> Words:
    if not found.at_fault:
        return Words(
            "Two threads trained at the same time, which can't be followed. Your instructor may look at it; it costs "
            "no points."
        )
    return Words(
        f"{_of(found).capitalize()}{_at(found, 'step')} used gradients that are not just what backward() had left. "
        "Your instructor may look at it; it costs no points.",
    )


def _not_observed(_found: Finding) -> Words:
    return Words(
        "Not judged: no training was seen.",
        "Check that your training function runs its loop: examples, loss, backward(), step(), zero_grad().",
        "Now do that a lot of times.",
    )


def _correct(found: Finding) -> Words:
    looked = f" that were looked at, of {found.run_steps:,}," if found.steps < found.run_steps else ""
    if found.empty:
        used = f"{found.steps - found.empty:,} used new gradients, once, and {found.empty:,} had none to use"
        return Words(f"Of the {found.steps:,} steps{looked or ','} {used}.")
    return Words(f"Each of the {found.steps:,} steps{looked} used new gradients, once.")


def _accumulation(found: Finding) -> Words:
    each = found.backwards / max(found.steps - found.empty, 1)
    return Words(f"Each step used the gradients of about {each:.3g} backward() calls, once, and then they were reset.")


def _manual(found: Finding) -> Words:
    return Words(f"Each of the {_looked_at(found)} changed the parameters by hand, by new gradients.")


def _functional(_found: Finding) -> Words:
    return Words("The gradients were calculated as values of their own, which add to nothing by themselves.")


_WORDS: dict[str, Callable[[Finding], Words]] = {
    "correct": _correct,
    "correct_accumulation": _accumulation,
    "correct_manual": _manual,
    "correct_functional": _functional,
    "never_zeroed": _never_zeroed,
    "zeroed_once": _zeroed_once,
    "zeroed_sometimes": _zeroed_sometimes,
    "zeroed_elsewhere": _zeroed_elsewhere,
    "zeroed_before_step": _zeroed_before_step,
    "step_before_backward": _step_before_backward,
    "stepped_twice": _stepped_twice,
    "graph_reused": _graph_reused,
    "no_backward": _no_backward,
    "no_step": _no_step,
    "no_gradient": _no_gradient,
    "step_outside_loop": _step_outside_loop,
    "wrong_parameters": _wrong_parameters,
    "needs_review": _needs_review,
    "not_observed": _not_observed,
}
