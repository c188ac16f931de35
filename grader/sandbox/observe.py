"""Two children make one Observation: one trains, a fresh one answers what did not exist before."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Self

from grader.inputs import Inputs
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation, Heard
from grader.sandbox.zygote import Zygote
from grader.wire.messages import Ask, File, Go, State
from grader.wire.observation import Answer, Observation, Phase, Printed
from grader.wire.plan import Plan, SourceFile
from grader.wire.training import merge


@dataclass(frozen=True, slots=True)
class Place:
    """Where children live: which zygote forks them, in which slot, confined or not."""

    zygote: Zygote
    slot: int = 0
    confine: bool = True


def observe(place: Place, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Inputs]) -> Observation:
    """Run one submission as `plan` says, and return all that was seen.

    `questions` are drawn and sent only after training was declared finished, to a child that never
    ran it. Raises `InfrastructureError` when the grader or its sandbox could not work.
    """
    with ExitStack() as stack:
        child = stack.enter_context(Child(place.zygote, plan.limits, slot=2 * place.slot, confine=place.confine))
        talk = Conversation(child, plan.limits, ("load", "build", "train"))
        talk.wait_ready()
        _hand_over(child, files, plan)
        examiner: _Examiner | None = None
        if talk.listen(until="build"):
            if questions:
                # It gets ready while the other trains.
                examiner = stack.enter_context(_Examiner(place, files, plan))
            talk.listen()
        seen = _seen(plan, talk.heard, child.printed)
        if examiner is None or not talk.heard.ok("train"):
            return seen
        evaluated, answers = examiner.examine(talk.heard.state, questions, batched=_batched(seen, plan))
    return replace(seen, phases=(*seen.phases, evaluated), answers=tuple(answers))


class _Examiner:
    """A fresh child that builds the network anew, takes the trained values, and is asked."""

    def __init__(self, place: Place, files: Sequence[SourceFile], plan: Plan) -> None:
        self._child = Child(place.zygote, plan.limits, slot=2 * place.slot + 1, confine=place.confine)
        self._talk = Conversation(self._child, plan.limits, ("load", "build", "evaluate"))
        _hand_over(self._child, files, replace(plan, role="evaluate"))
        self._child.push()

    def examine(
        self,
        state: Sequence[tuple[State, bytes]],
        questions: Sequence[Inputs],
        *,
        batched: bool,
    ) -> tuple[Phase, list[Answer]]:
        """Return how the evaluation ended, and the answers."""
        self._talk.wait_ready()
        if self._talk.listen(until="build"):
            for header, blob in state:
                self._child.send(header, blob)
            for inputs in questions:
                examples = inputs.draw()
                self._child.send(Ask(inputs.key, examples.shape, batched), examples.astype("<f8").tobytes())
            self._child.send(Go())
            self._talk.listen()
        phases = self._talk.heard.phases
        last = next((p for p in phases if p.outcome != "ok"), phases[-1])
        return Phase("evaluate", last.outcome, sum(p.seconds for p in phases), last.failure), self._talk.heard.answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._child.__exit__(*error)


def _seen(plan: Plan, heard: Heard, printed: Printed) -> Observation:
    return Observation(
        seed=plan.seed,
        phases=tuple(heard.phases),
        forward=heard.forward,
        network=heard.network,
        training=merge(heard.chunks) if heard.chunks else None,
        printed=printed,
        sandbox=heard.layers,
        machine=heard.machine,
    )


def _batched(seen: Observation, plan: Plan) -> bool:
    """Whether the network was called with batches while it trained: inputs had one dimension more."""
    dims = seen.training.input_dims if seen.training else None
    return dims is not None and dims > len(plan.probe_input or (0,))


def _hand_over(child: Child, files: Sequence[SourceFile], plan: Plan) -> None:
    child.send(plan)
    for file in files:
        child.send(File(file.path), file.content)
    child.send(Go())
