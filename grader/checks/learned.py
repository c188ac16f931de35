"""`learned`: whether the answers come from the parameters, and training put them there."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PrivateAttr

from grader.check import Asks, Check, Judgement, Seen
from grader.classified import classified
from grader.fault import Fault, faulty
from grader.held_out import Answered, answered
from grader.in_part import in_part
from grader.inputs import Inputs, Question
from grader.labelled import Labelled, LabelledFile
from grader.learning import CONDITIONS, FAR, Ask, Measured, measure, sign
from grader.report import IntegrityNote
from grader.target import Target
from grader.wire.observation import Condition, Replaced

ENOUGH = 100
"""Examples that tell right from wrong this coarsely; each is answered in every state of the network. With the trained
values those are judged that the other check judges, so that no answer counts there and goes unseen here."""
_ALL: tuple[Condition, ...] = ("trained", "gradients")


class Learned(Check):
    """Says whether what is judged was learned: the answers come from the parameters, put there by training.

    **What it does.** After training, a fresh process builds the network anew and answers held-out inputs
    with the trained parameters, while gradients are recorded and while they aren't, and with others: those it
    was built with, random ones, zeros, and those that it had at times while it trained. It fails only on a
    measured fact.

    **Why.** A network that is right whatever its parameters are has learned nothing. Let other checks
    require this one, so that such an answer earns nothing there.

    ```yaml
    - check: learned
      points: 0
    ```

    Inputs and target are those of the first check that has both, such as `held_out_loss`, unless it names its own.
    That the trained network has other methods than a newly built one is a note for the instructor, and so are outputs
    that are as asked for with random parameters too, where others are not and they are no inputs passed through.

    "Right" means a loss (sum of squares, averaged over the examples) below 0.6% of the target's variance. For
    classes it means 5% wrong answers of two equally frequent ones, 9% of ten.

    | diagnosis | when |
    | --- | --- |
    | `correct` | nothing measured speaks against it |
    | `right_with_random_parameters` | right also with random parameters, here or where another check asks |
    | `right_before_training` | right also with the parameters of a newly built network |
    | `right_by_one_number` | right also with random parameters, but for the only single number that training changed |
    | `right_without_parameters` | right also with zeros for parameters |
    | `other_answers_in_training` | right only while no gradients are recorded |
    | `no_training_seen` | right, though no parameter received a gradient that moved it |
    | `not_seen_while_it_trained` | right, though no values of this network were seen while gradients arrived |
    | `right_at_the_first_step` | right already when the first gradient arrived |
    | `right_only_after_training` | right at the end, and far from it whenever it was looked at before |
    | `right_by_one_jump` | one motion of its values, many times as long as those before it, made it right |
    | `faster_than_possible` | more training was reported than the time it took has room for |
    | `no_evaluate` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "Nothing is right without training"

    check: Literal["learned"]
    inputs: Annotated[Inputs | None, Field(description="what to draw; that of the first check that has it")] = None
    target: Annotated[Target | None, Field(description="the right answers; those of the first check that has them")] = (
        None
    )
    held_out: Annotated[
        LabelledFile | None,
        Field(description="labelled examples, instead of both; those of the first check that has such a file"),
    ] = None

    _elsewhere: tuple[tuple[Inputs, Target | None], ...] = PrivateAttr(())

    def completed(self, others: Sequence[Check]) -> Check:
        """Take inputs and target from the first check that has inputs."""
        if self.inputs is not None or self.held_out is not None:
            return self
        having = [c for c in others if c is not self and _held_out(c) is not None]
        if not having:
            hint = "write them here, or add a check that has both, such as `held_out_loss`"
            raise faulty(Fault("expected `learned` to find inputs and a target, found none in this rubric", hint))
        source, inputs = having[0], _held_out(having[0])
        if isinstance(inputs, Path):
            return self.model_copy(update={"held_out": inputs})
        completed = self.model_copy(update={"inputs": inputs, "target": source.target})  # type: ignore[attr-defined]
        completed._elsewhere = tuple(  # noqa: SLF001  a copy of this very check
            (question.inputs, check.target)
            for check in others
            if check is not source and hasattr(check, "target")
            for question in check.asks().questions
            if isinstance(question.inputs, Inputs)
        )
        return completed

    def asks(self) -> Asks:
        """Ask for answers under every condition."""
        conditions: tuple[Condition, ...] = (*CONDITIONS, "look")
        if self.held_out is not None:
            return Asks(questions=tuple(Question(Labelled(self.held_out), condition) for condition in conditions))
        if self.inputs is None:
            return Asks()
        questions = [Question(self._asked(condition), condition) for condition in conditions]
        questions += [Question(inputs, "random") for inputs, _ in self._elsewhere]
        return Asks(questions=tuple(questions), reference=self.target is None)

    def judge(self, seen: Seen) -> Judgement:
        """Judge by the losses in all states, and by the training that was seen."""
        ask = self._ask(seen)
        trained = ask("trained", None)
        if isinstance(trained, Judgement) and not trained.judged:
            return trained
        elsewhere = [answered(seen, inputs, target, "random") for inputs, target in self._elsewhere]
        measured = measure(seen.submission, ask, elsewhere, classes=self.held_out is not None)
        code = sign(measured)
        evidence = _evidence(measured)
        random = ask("random", None)
        notes = (*_notes(seen.submission.replaced), *(in_part(random) if isinstance(random, Answered) else ()))
        if code == "correct":
            return Judgement(1.0, code, "Nothing that was measured speaks against it.", evidence=evidence, notes=notes)
        message, hint = _WORDS[code]
        return Judgement(0.0, code, message, hint, "Challenge", evidence, notes=notes)

    def _ask(self, seen: Seen) -> Ask:
        if self.held_out is not None:
            examples = Labelled(self.held_out)
            return lambda condition, look: classified(seen, examples, condition, look)
        return lambda condition, look: answered(seen, self._asked(condition), self.target, condition, look)

    def _asked(self, condition: Condition) -> Inputs:
        """Return what is asked in this state; all of it where the reference has answered nothing less."""
        assert self.inputs is not None
        return self.inputs if condition in _ALL or self.target is None else _few(self.inputs)


@lru_cache(maxsize=64)
def _few(inputs: Inputs) -> Inputs:
    return Inputs(**{**inputs.model_dump(), "count": min(ENOUGH, inputs.count)})


def _held_out(check: Check) -> Inputs | Path | None:
    """Return what another check holds out, None where it holds out nothing."""
    found: Inputs | Path | None = getattr(check, "inputs", None) or getattr(check, "held_out", None)
    return found


def _notes(replaced: Replaced | None) -> tuple[IntegrityNote, ...]:
    if replaced is None or not replaced.methods:
        return ()
    names = ", ".join(f"`{name}`" for name in replaced.methods[:5])
    message = f"After training, methods of the network were others than those of a newly built one: {names}."
    return (IntegrityNote(code="methods_replaced", message=message),)


def _evidence(measured: Measured) -> dict[str, Any]:
    shares = {c: None if share is None else round(share, 6) for c, share in measured.shares.items()}
    found: dict[str, Any] = {"loss_as_share_of_variance": shares, "counts_as_right_below": measured.right_below}
    if measured.elsewhere:
        found["least_share_elsewhere_with_random_parameters"] = round(min(measured.elsewhere), 6)
    if measured.looks:
        closest = min(measured.looks, key=lambda look: look.unexplained)
        found["looks_while_it_trained"] = len(measured.looks)
        found["loss_at_the_first_look"] = round(measured.looks[0].share, 6)
        found["closest_look"] = {"step": closest.step, "not_followed": round(closest.unexplained, 6)}
        found["far_from_the_answer_above"] = FAR
    if measured.jumps:
        found["jumps"] = [
            {"step": a.step, "not_followed_before": round(a.unexplained, 6), "and_after": round(b.unexplained, 6)}
            for a, b in measured.jumps
        ]
    return found


_AGAIN = "Let the layers calculate the answer, and let training find their weights, as in the lab."
_WORDS = {
    "right_with_random_parameters": (
        "With random numbers in place of its parameters the network still answers right, so the answer is not in "
        "its parameters.",
        _AGAIN,
    ),
    "right_before_training": (
        "A newly built network answers right before any training, so training is not what put the answer there.",
        _AGAIN,
    ),
    "other_answers_in_training": (
        "The network answers right under torch.no_grad(), and differently without it.",
        "forward should calculate the same in training and afterwards: look for an if in it.",
    ),
    "no_training_seen": (
        "The network answers right, and no gradient was seen that moved its parameters.",
        "Train it with backprop, optimize, reset; if you did, show this report to your instructor.",
    ),
    "right_by_one_number": (
        "All parameters but one single number were made random, and the network still answers right. So the answer is "
        "not in its parameters.",
        _AGAIN,
    ),
    "not_seen_while_it_trained": (
        "The network answers right, and while gradients arrived no values of a network like it were seen.",
        "Train the very network that is graded, or one of the same shape; if you did, show this report to your "
        "instructor.",
    ),
    "right_without_parameters": (
        "With zeros in place of its parameters the network still answers right, so the answer is not in its "
        "parameters.",
        _AGAIN,
    ),
    "right_at_the_first_step": (
        "When the first gradient arrived the network already answered right, so it was not training that put the "
        "answer there.",
        "Let training find the weights, from the random ones of a new network.",
    ),
    "right_only_after_training": (
        "Whenever the network was looked at while it trained, up to its last steps, its answers were far from "
        "right; afterwards they were right.",
        "Let training find the weights. If it did, show this report to your instructor.",
    ),
    "right_by_one_jump": (
        "A single change of the network's values took it from answers far from right to the right ones. It was more "
        "than 20 times as long as up to ten before it.",
        "Let the optimizer's steps find the weights. If they did, show this report to your instructor.",
    ),
    "faster_than_possible": (
        "More training steps were reported than fit into the time that training took.",
        "Train in the function's own process; if you did, show this report to your instructor.",
    ),
}
