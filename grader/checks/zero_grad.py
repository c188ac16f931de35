"""`zero_grad`: whether every gradient is used by exactly one optimizer step."""

from typing import ClassVar, Literal

from grader.check import Check, Judgement, Seen, not_judged
from grader.ledger import Finding, judge

UNFINISHED = {"no_backward", "no_step", "no_gradient", "step_outside_loop"}
"""What is missing may have been about to come, where training was cut off."""
CORRECT = {"correct", "correct_accumulation", "correct_manual", "correct_functional", "needs_review"}


class ZeroGrad(Check):
    """Says whether the training loop does backprop, optimize and reset so that no gradient is used twice or lost.

    **What it does.** While the network trains, it watches what arrives in each parameter's `.grad`, what
    lay there before, and what each optimizer step finds. Names and text of the code play no part.

    **Why.** Gradients add up until they are reset. A step with old gradients in it goes to the wrong place.

    ```yaml
    - check: zero_grad
      points: 30
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | every step used the gradients of its own examples, once |
    | `correct_accumulation` | several backward calls for each step, on purpose |
    | `correct_manual`, `correct_functional` | the same without an optimizer, or with `autograd.grad` |
    | `never_zeroed`, `zeroed_once`, `zeroed_sometimes` | steps used gradients that an earlier step had used |
    | `zeroed_before_step`, `step_before_backward` | the gradient was gone, or not there yet, when the step came |
    | `stepped_twice` | a step used the same gradient again |
    | `no_backward`, `no_step`, `step_outside_loop`, `no_gradient`, `wrong_parameters` | a part never happened |
    | `needs_review` | a gradient was changed in a way of its own: full points, for the instructor to look at |
    | `not_observed` | training never happened |
    | `no_train` | not judged: training was never reached |
    """

    heading: ClassVar[str] = "Backprop, optimize, reset: in this order, every step"

    check: Literal["zero_grad"]

    def judge(self, seen: Seen) -> Judgement:
        """Judge the events of the training that were seen, also of one that was cut off."""
        found = judge(seen.submission.training)
        cut_off = seen.submission.phase("train").outcome != "ok"
        if found.code == "not_observed" or (cut_off and found.code in UNFINISHED):
            return not_judged("train", seen.submission)
        message, hint, lab = _words(found)
        evidence = {"steps": found.steps, "at_fault": found.at_fault, "lines": found.lines}
        return Judgement(float(found.code in CORRECT), found.code, message, hint, lab, evidence)


def _words(found: Finding) -> tuple[str, str, str]:  # noqa: C901, PLR0911  one sentence for each diagnosis
    step = f" (line {found.lines['step']})" if "step" in found.lines else ""
    back = f" (line {found.lines['backward']})" if "backward" in found.lines else ""
    n, bad = f"{found.steps:,}", f"{found.at_fault:,}"
    again = "so each step repeats the ones before it and overshoots"
    match found.code:
        case "never_zeroed":
            return (
                f"The gradients were never reset: {bad} of {n} steps{step} used gradients of earlier steps again.",
                f"backward() adds to what is there, {again}. Call zero_grad() after each step().",
                "Reset!",
            )
        case "zeroed_once" | "zeroed_sometimes":
            return (
                f"The gradients were not reset every time: {bad} of {n} steps{step} used old gradients again, "
                f"first step {found.first:,}.",
                f"backward() adds to what is there, {again}. Call zero_grad() inside the loop, after each step().",
                "Reset!",
            )
        case "zeroed_before_step":
            return (
                f"The gradients were reset between backward(){back} and step(){step}: {bad} of {n} steps found none.",
                "The step has nothing to use, so the network does not learn. Reset after step(), not before.",
                "Reset!",
            )
        case "step_before_backward":
            return (
                f"step(){step} came before backward(){back}: {bad} of {n} steps found no gradient.",
                "backward() makes the gradients that step() uses. Call backward(), then step(), then zero_grad().",
                "Backprop!",
            )
        case "stepped_twice":
            return (
                f"{bad} of {n} steps{step} used a gradient that a step had used already.",
                "Call step() once for each backward().",
                "Optimize!",
            )
        case "no_backward":
            return (
                f"backward() was never called; {n} steps{step} had no gradients.",
                "loss.backward() marks what has to change. Call it before each step().",
                "Backprop!",
            )
        case "no_step":
            return (
                f"backward(){back} was called {bad} times, and no optimizer ever stepped.",
                "Call step() after backward(): it changes the parameters.",
                "Optimize!",
            )
        case "step_outside_loop":
            return (
                f"Only one step{step} was taken for many backward() calls{back}.",
                "Move step() and zero_grad() into the loop: once for each backward().",
                "Now do that a lot of times.",
            )
        case "no_gradient" | "wrong_parameters":
            return (
                f"{bad} of {n} steps{step} found no gradient in the parameters that the optimizer holds.",
                "Give the optimizer the parameters of the network that calculates the loss: "
                "SGD(network.parameters(), lr=1e-3).",
                "`nn.Module`",
            )
        case "needs_review":
            return (f"{bad} of {n} steps used gradients that were changed on the way.", "", "")
        case _:
            return (f"Every one of {n} steps used the gradients of its own examples, once.", "", "")
