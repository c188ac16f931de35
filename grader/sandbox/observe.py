"""Two children make one Observation: one trains, a fresh one answers what did not exist before."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Literal, Self

from grader.errors import RefusedError
from grader.inputs import Question
from grader.sandbox import devices
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation, Heard
from grader.sandbox.examination import Examination
from grader.sandbox.zygote import Zygote
from grader.wire.environments import missing
from grader.wire.messages import File, Go
from grader.wire.observation import Answer, Observation, Phase, Printed, SandboxLayer
from grader.wire.plan import Plan, SourceFile
from grader.wire.training import merge

Sandbox = Literal["strict", "best", "none"]
CUDA_MEMORY = 2 * 1024**3
"""Bytes on top of a child's own that CUDA and its libraries may take of the machine's memory."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where children live: which zygote starts them, in which slot, and how much confinement is asked for.

    Where a plan leaves it open which GPU, the slots take all in turn.

    `strict` refuses to run student code unless every layer holds that this kind of machine needs; `best`
    runs with what holds; `none` sets limits only.
    """

    zygote: Zygote
    slot: int = 0
    sandbox: Sandbox = "best"

    def child(self, plan: Plan, number: int) -> Child:
        """Return a new child; `number` (0 or 1) tells the two apart that a submission has at the same time.

        Raises `DeviceError` where the plan's device is not here.
        """
        gpu = devices.for_slot(plan.device, self.slot)
        limits = replace(plan.limits, memory=plan.limits.memory + CUDA_MEMORY) if gpu else plan.limits
        return Child(self.zygote, limits, slot=2 * self.slot + number, confine=self.sandbox != "none", gpu=gpu)

    def admit(self, layers: tuple[SandboxLayer, ...]) -> None:
        """Let a child with these layers receive student code. Raises `RefusedError` where it must not."""
        lacking = missing(layers) if self.sandbox == "strict" else ()
        if lacking:
            why = [f"{x.layer}: {x.detail}" for x in layers if x.layer in lacking and x.detail]
            raise RefusedError(
                f"expected a sandbox with every layer that this machine needs; found it without {', '.join(lacking)}"
                f"{' (' + '; '.join(why) + ')' if why else ''}",
                hint="`grade doctor` shows all layers; `--sandbox best` runs with those that hold",
            )

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question]) -> Observation:
        """Run one submission here; see `observe`."""
        return observe(self, files, plan, questions)


def observe(place: Place, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question]) -> Observation:
    """Run one submission as `plan` says, and return all that was seen.

    `questions` are drawn and sent only after training was declared finished, to a child that never
    ran it. Raises `InfrastructureError` when the grader or its sandbox could not work.
    """
    with ExitStack() as stack:
        child = stack.enter_context(place.child(plan, 0))
        talk = Conversation(child, plan.limits, ("load", "build", "train"))
        place.admit(talk.wait_ready())
        _hand_over(child, files, plan)
        examiner: _Examiner | None = None
        if talk.listen(until="build"):
            if questions:
                examiner = stack.enter_context(_Examiner(place, files, plan))
                # It loads and builds while the other trains.
                examiner.prepare()
            talk.listen()
        seen = _seen(plan, talk.heard, child.printed)
        if examiner is None or not talk.heard.ok("train"):
            return seen
        evaluated, answers = examiner.examine(talk.heard, questions, batched=_batched(seen, plan))
    return replace(seen, phases=(*seen.phases, evaluated), answers=answers)


class _Examiner:
    """A fresh child that builds the network anew, takes the trained values, and is asked."""

    def __init__(self, place: Place, files: Sequence[SourceFile], plan: Plan) -> None:
        self._child = place.child(plan, 1)
        self._talk = Conversation(self._child, plan.limits, ("load", "build", "evaluate"))
        self._place, self._task = place, (files, replace(plan, role="evaluate"))

    def prepare(self) -> None:
        """Hand the files over as soon as the child is confined, as far as its pipe takes them."""
        self._place.admit(self._talk.wait_ready())
        _hand_over(self._child, *self._task)
        self._child.flush()

    def examine(
        self,
        trained: Heard,
        questions: Sequence[Question],
        *,
        batched: bool,
    ) -> tuple[Phase, tuple[Answer, ...]]:
        """Return how the evaluation ended, and the answers."""
        heard = self._talk.heard
        answers: tuple[Answer, ...] = ()
        if self._talk.listen(until="build"):
            looks = [tuple(found) for _, found in trained.looks]
            examination = Examination(questions, tuple(heard.state), tuple(trained.state), looks)
            for message, blob in examination.messages(batched=batched):
                self._child.send(message, blob)
            self._child.send(Go())
            self._talk.listen()
            answers = examination.answers(heard.answers)
        last = next((p for p in heard.phases if p.outcome != "ok"), heard.phases[-1])
        return Phase("evaluate", last.outcome, sum(p.seconds for p in heard.phases), last.failure), answers

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
        replaced=heard.replaced,
        variables=tuple(heard.variables),
        looks=tuple(look for look, _ in heard.looks),
        printed=printed,
        sandbox=heard.layers,
        machine=heard.machine,
        gpu_memory=heard.gpu_memory,
    )


def _batched(seen: Observation, plan: Plan) -> bool:
    """Whether the network was called with batches while it trained: inputs had one dimension more."""
    dims = seen.training.input_dims if seen.training else None
    return dims is not None and dims > len(plan.probe_input or (0,))


def _hand_over(child: Child, files: Sequence[SourceFile], plan: Plan) -> None:
    child.send(plan)
    for file in files:
        child.send(File(file.path, file.provided), file.content)
    child.send(Go())
