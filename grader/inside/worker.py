"""One child's task, from the first byte of student code to the last answer.

The training child loads the file, looks at the network, trains it and hands its values over.
The evaluating child never trains: it builds the network anew, takes those values, and answers
held-out inputs, so what is judged is what was learned into the parameters.
"""

import contextlib
import gc
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from grader.inside import source, stand_ins
from grader.inside.channel import Channel
from grader.inside.device import Device, UnusableError
from grader.inside.faults import failure, outcome
from grader.inside.modes import set_mode
from grader.inside.notebook import Notebook
from grader.inside.probes import layers, methods, outputs, outside, state, variables
from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.inside.probes.recalculation import recalculate
from grader.inside.probes.touched import Integrity
from grader.inside.training_call import expect_class, takes_network, trained_network, unwrapped
from grader.wire.lifecycle import Ready
from grader.wire.machine import Machine, SandboxLayer
from grader.wire.messages import Ask, Began, DeviceFault, Final, State
from grader.wire.observation import Phase, PhaseName, Replaced
from grader.wire.plan import Plan, SourceFile
from grader.wire.training import TrainingChunk

if TYPE_CHECKING:
    from grader.inside.testing import Student


class _Stop(Exception):  # noqa: N818  not an error: a phase failed and was reported
    """End the task early."""


def work(confinement: tuple[SandboxLayer, ...], commands: int, results: int, *, device: Device) -> None:
    """Carry out one plan that arrives on `commands`, and report on `results`. Runs confined."""
    channel = Channel(commands, results)
    try:
        gpu = device.start()
    except UnusableError as error:
        channel.send(DeviceFault(str(error)))
        return
    channel.send(Ready(confinement, Machine(platform.python_version(), torch.__version__, device.name, gpu)))
    plan, files = channel.task()
    folder = str(Path.cwd())
    _write(files, folder)
    sys.argv = [plan.main]
    _print_at_once()
    stand_ins.offer()
    gc.enable()
    task = Task(plan, folder, channel, device)
    with contextlib.suppress(_Stop):
        {"train": task.train, "evaluate": task.evaluate, "test": task.test}[plan.role]()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    channel.send(Final(device.peak_memory()))


def _print_at_once() -> None:
    """Send each line off as it ends: what was printed before a limit strikes must have left the process."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115  lives as long as the process
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _write(files: list[SourceFile], folder: str) -> None:
    for file in files:
        path = Path(folder, file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        # With these modes from the start: to change them is answered with success and not done.
        mode = 0o444 if file.provided else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(file.content)


def seed_everything(seed: int) -> None:
    """Seed the generators that students use, so that the same file gets the same grade."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002  students use the global generator
    torch.manual_seed(seed)


class Task:
    """The phases of one child, in order."""

    def __init__(self, plan: Plan, folder: str, channel: Channel, device: Device) -> None:
        self._plan = plan
        self._kind = plan.network
        """The name that the network's class was given where it was made: a second name may have been given to it."""

        self._folder = folder
        self._channel = channel
        self._device = device

    def train(self) -> None:
        """Load, build and look, train, and hand over the trained values."""
        plan = self._plan
        integrity = Integrity(self._channel.send)
        module = self._load()
        if not plan.network:
            self._run_script(integrity)
            return
        with self._phase("build"):
            network = self._new(module)
            self._kind = type(network).__name__
            built = methods.methods(network)
            self._channel.send(state.describe(network, source.other_networks(module, network)))
            if plan.probe_input is not None:
                self._channel.send(layers.look(network, plan.probe_input, self._folder))
        with self._phase("train"):
            observer = self._observer(integrity)
            trained = unwrapped(self._trained(module, observer, integrity), self._kind)
            expect_class(self._kind, trained, network)
            self._channel.send(Replaced(methods.replaced(trained, built), outside.kept_outside(trained, network)))
            self._send_values(state.values(trained))
            for look, values in observer.looks.snapshots.taken():
                self._channel.send(look)
                self._send_values(values)

    def _run_script(self, integrity: Integrity) -> None:
        """Run a file that has no network; what it holds afterwards is all there is."""
        with self._phase("build"):
            pass
        with self._phase("train"):
            with self._observer(integrity) as observer, integrity.of(observer):
                script = self._run_observed(observer)
            self._send_variables(script)

    def _run_observed(self, observer: Observer) -> ModuleType:
        """Run the whole script. Raises what stopped a cell of a notebook in which no training was seen."""
        observer.listen()
        module = source.load_script(self._folder, self._plan.main, self._plan.cells, observer.seen)
        if isinstance(module, Notebook) and module.first_failure is not None and not observer.seen():
            raise module.first_failure
        return module

    def _send_variables(self, module: ModuleType) -> None:
        for name in self._plan.variables:
            self._channel.send(*variables.look(module, name))

    def evaluate(self) -> None:
        """Build the network anew; take values again and again, and answer held-out inputs with them.

        Which values are the trained ones is not known here, so the student's code can't find it out.
        """
        module = self._load()
        with self._phase("build"):
            network = self._new(module)
            self._send_values(state.values(network))
        sittings = self._channel.sittings()
        with self._phase("evaluate"):
            set_mode(network, training=False)
            for values, asked in sittings:
                state.restore(network, values)
                for ask, blob in asked:
                    if isinstance(ask, Ask):
                        self._channel.send(*outputs.answer(network, ask, blob, self._folder))
                    else:
                        self._channel.send(*recalculate(network, ask, blob))

    def test(self) -> None:
        """Run an instructor's tests beside the student's code, which is loaded once they have been read."""
        # Few rubrics have any: those who have none don't pay for pytest's import.
        from grader.inside.testing import Stage, run_suite  # noqa: PLC0415

        evaluate, seed = partial(self._phase, "evaluate"), partial(seed_everything, self._plan.seed)
        run_suite(self._plan.suites[0], Stage(self._folder, self._channel.send, self._student, evaluate, seed))

    def _student(self) -> "Student":
        """Load the student's code, and find its network with new and with trained values."""
        from grader.inside.testing import Student  # noqa: PLC0415

        module = self._load()
        with self._phase("build"):
            if self._plan.network:
                self._new(module)
        ((values, _),) = self._channel.sittings()
        if not self._plan.network:
            return Student(module)

        def trained() -> nn.Module:
            network = self._new(module)
            state.restore(network, values)
            set_mode(network, training=False)
            return network

        return Student(module, partial(self._new, module), trained)

    def _new(self, module: ModuleType) -> nn.Module:
        network = self._build(module)
        layers.settle(network, self._plan.probe_input)
        return network

    def _send_values(self, values: Iterable[tuple[State, bytes]]) -> None:
        for header, blob in values:
            self._channel.send(header, blob)

    def _load(self) -> ModuleType:
        # A script without a network has nothing but its variables to test.
        script = self._plan.role == "test" and not self._plan.network
        plan = self._plan
        with self._phase("load"):
            if not (plan.train or script):
                return source.load_definitions(self._folder, plan.main, plan.cells)
            needed = (plan.network, plan.train) if plan.train else ()
            return source.load(self._folder, plan.main, plan.cells, needed=needed)

    def _build(self, module: ModuleType) -> nn.Module:
        return source.network_class(module, self._plan.network, self._plan.main)()

    def _sending(self, integrity: Integrity) -> Callable[[TrainingChunk], None]:
        """Return what sends a chunk, and looks at times whether all is as it was."""

        def send(chunk: TrainingChunk) -> None:
            self._channel.send(chunk)
            integrity.look_at_times()

        return send

    def _observer(self, integrity: Integrity) -> Observer:
        plan = self._plan
        looks = Looks(self._kind, self._channel.send, self._folder, plan.seed)
        return Observer(self._sending(integrity), plan.seed, looks)

    def _trained(self, module: ModuleType, observer: Observer, integrity: Integrity) -> nn.Module:
        """Run the training as the plan names it, observed, and return the trained network."""
        plan = self._plan
        with observer, integrity.of(observer):
            if plan.train is None:
                assert plan.trained is not None
                module = self._run_observed(observer)
                trained = source.trained_variable(module, plan.trained, plan.main, self._kind, _seen(observer))
                self._send_variables(module)
            else:
                train = source.train_function(module, plan.train, plan.main)
                trained = self._returned(train, plan.train, module, observer)
            observer.returned(unwrapped(trained, self._kind))
            return trained

    def _returned(self, train: Callable[..., Any], name: str, module: ModuleType, observer: Observer) -> nn.Module:
        """Call the student's function, with a new network where it takes one, and return what it trained."""
        if not takes_network(train, name):
            observer.listen()
            returned = train()
            return trained_network(returned, _seen(observer), name)
        network = self._build(module)
        observer.watch(network)
        return trained_network(train(network), network, name)

    @contextlib.contextmanager
    def _phase(self, name: PhaseName) -> Iterator[None]:
        """Report how the phase ended, whatever the student's code raised, or that the device failed in it."""
        seed_everything(self._plan.seed)
        self._channel.send(Began(name))
        start = time.monotonic()
        try:
            yield
        except BaseException as error:  # noqa: BLE001  whatever the student's code raises
            if found := self._device.fault(error):
                self._channel.send(DeviceFault(found))
                raise _Stop from None
            why = failure(error, self._folder)
            self._channel.send(Phase(name, outcome(error), time.monotonic() - start, why))
            raise _Stop from None
        self._channel.send(Phase(name, "ok", time.monotonic() - start))


def _seen(observer: Observer) -> nn.Module | None:
    """Return the network that was seen to train, if any was."""
    return observer.looks.snapshots.network if observer.seen() else None
