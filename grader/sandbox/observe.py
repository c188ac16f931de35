"""Two children make one Observation: one trains, a fresh one answers what did not exist before."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from grader.errors import InfrastructureError, RefusedError
from grader.inputs import Question
from grader.sandbox import devices
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation
from grader.sandbox.examination import Examination
from grader.sandbox.heard import Heard
from grader.sandbox.listener import SILENT, Listener
from grader.sandbox.retracing import Retracing
from grader.sandbox.zygote import Zygote
from grader.wire.environments import missing
from grader.wire.machine import SandboxLayer
from grader.wire.messages import File, Go, Sit
from grader.wire.observation import Answer, Collected, Observation, Phase, SuiteRun, Traced
from grader.wire.plan import Limits, Plan, SourceFile, Suite
from grader.wire.training import merge

Sandbox = Literal["strict", "best", "none"]
CUDA_MEMORY = 2 * 1024**3
"""Bytes on top of a child's own that CUDA and its libraries may take of the machine's memory."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where children live: which zygote starts them, in which slot, and how much confinement is asked for.

    Where a plan leaves it open which GPU, the slots take all in turn. `strict` refuses to run student code unless
    every layer holds that this kind of machine needs; `best` runs with what holds; `none` sets limits only.
    `listener` hears how a run gets on.
    """

    zygote: Zygote
    slot: int = 0
    sandbox: Sandbox = "best"
    listener: Listener = SILENT

    @contextmanager
    def child(self, plan: Plan) -> Iterator[Child]:
        """Lend a child of this submission's own. Raises `DeviceError` where the plan's device is not here."""
        gpu = devices.for_slot(plan.device, self.slot)
        limits = replace(plan.limits, memory=plan.limits.memory + CUDA_MEMORY) if gpu else plan.limits
        child = self.take(limits, gpu)
        try:
            yield child
        finally:
            self.leave(child)

    def take(self, limits: Limits, gpu: str) -> Child:
        """Return a child that has seen nothing, with these limits, on `gpu` if that names one."""
        return Child(self.zygote, limits, confine=self.sandbox != "none", gpu=gpu)

    def leave(self, child: Child) -> None:
        """End a child that has done its work, and wait until nothing is left of it."""
        child.close()

    def expect_another(self, like: Child) -> None:
        """Use the time in which `like` trains for what comes after. Nothing comes after it here."""

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
    place.listener.started(plan)
    with ExitStack() as stack:
        child = stack.enter_context(place.child(plan))
        talk = Conversation(child, plan.limits, ("load", "build", "train"), place.listener)
        place.admit(talk.wait_ready())
        untested = replace(plan, suites=())
        _hand_over(child, files, untested)
        examiner: _Examiner | None = None
        if talk.listen_until_begun("train"):
            if questions:
                examiner = _Examiner(place, stack.enter_context(place.child(plan)), plan.limits)
                # It loads and builds while the other trains.
                examiner.prepare(files, untested)
            place.expect_another(child)
            talk.listen()
        seen, trained = _seen(plan, talk.heard), talk.heard.ok("train")
        if examiner is not None and trained:
            place.listener.began("evaluate")
            # While the child that trained ends; nothing is sent before it has ended.
            examiner.draw(talk.heard, questions, batched=_batched(seen, plan))
        child.end()
        seen = replace(seen, printed=child.printed)
        if examiner is not None and trained:
            evaluated, answers, traced = examiner.examine()
            seen = replace(seen, phases=(*seen.phases, evaluated), answers=answers, traced=traced)
        else:
            seen = replace(seen, traced=Retracing(talk.heard.traces, ()).found(()))
    if not trained:
        return seen
    return replace(seen, suites=tuple(_tested(place, files, plan, suite, talk.heard) for suite in plan.suites))


def _tested(place: Place, files: Sequence[SourceFile], plan: Plan, suite: Suite, trained: Heard) -> SuiteRun:
    """Run one of the instructor's pytest files, in a fresh child that never trained.

    Raises `InfrastructureError` where pytest found no tests in it: no submission is at fault.
    """
    # A script that has no network runs as a whole when it is loaded.
    limits = plan.limits if plan.network else replace(plan.limits, load=plan.limits.train)
    with place.child(plan) as child:
        talk = Conversation(child, limits, ("load", "build", "evaluate"))
        place.admit(talk.wait_ready())
        _hand_over(child, files, replace(plan, role="test", suites=(suite,)))
        child.send(Sit())
        for message, blob in trained.state:
            child.send(message, blob)
        child.send(Go())
        talk.listen()
    collected = talk.heard.collected or Collected((), talk.heard.phases[-1].failure)
    if not collected.names:
        why = collected.failure.message if collected.failure else ""
        raise InfrastructureError(
            f"expected pytest to find tests in {suite.name}; found none{f': {why}' if why else ''}",
            hint="run pytest on it yourself; what it imports must be installed where submissions run",
        )
    ended = next((p for p in talk.heard.phases if p.outcome != "ok"), talk.heard.phases[-1])
    count, results = len(collected.names), talk.heard.results
    control = results[count] if len(results) > count else None
    return SuiteRun(suite.key, collected.names, tuple(results[:count]), ended, control)


class _Examiner:
    """A fresh child that builds the network anew, takes the trained values, and is asked."""

    def __init__(self, place: Place, child: Child, limits: Limits) -> None:
        self._place, self._child = place, child
        self._talk = Conversation(child, limits, ("load", "build", "evaluate"))
        self._examination: Examination | None = None
        self._retracing: Retracing

    def prepare(self, files: Sequence[SourceFile], plan: Plan) -> None:
        """Hand the files over as soon as the child is confined, as far as its pipe takes them."""
        self._place.admit(self._talk.wait_ready())
        _hand_over(self._child, files, replace(plan, role="evaluate"))
        self._child.flush()

    def draw(self, trained: Heard, questions: Sequence[Question], *, batched: bool) -> None:
        """Draw what is asked, which waits here until the child is listened to again."""
        was_built = self._talk.listen_until_ended("build")
        built = tuple(self._talk.heard.state) if was_built else ()
        self._retracing = Retracing(trained.traces, built)
        if was_built:
            looks = [tuple(found) for _, found in trained.looks]
            self._examination = Examination(questions, built, tuple(trained.state), looks)
            # The answers first: what a network does in training mode can't disturb them.
            for message, blob in chain(self._examination.messages(batched=batched), self._retracing.messages()):
                self._child.send(message, blob)
            self._child.send(Go())

    def examine(self) -> tuple[Phase, tuple[Answer, ...], tuple[Traced, ...]]:
        """Ask what was drawn; return how the evaluation ended, the answers, and what became of the traces."""
        heard = self._talk.heard
        answers: tuple[Answer, ...] = ()
        if self._examination is not None:
            self._talk.listen()
            answers = self._examination.answers(heard.answers)
        last = next((p for p in heard.phases if p.outcome != "ok"), heard.phases[-1])
        evaluated = Phase("evaluate", last.outcome, sum(p.seconds for p in heard.phases), last.failure)
        return evaluated, answers, self._retracing.found(heard.recalculated)


def _seen(plan: Plan, heard: Heard) -> Observation:
    return Observation(
        seed=plan.seed,
        phases=tuple(heard.phases),
        forward=heard.forward,
        network=heard.network,
        training=merge(heard.chunks) if heard.chunks else None,
        replaced=heard.replaced,
        touched=tuple(name for touched in heard.touched for name in touched.names),
        variables=tuple(heard.variables),
        looks=tuple(look for look, _ in heard.looks),
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
