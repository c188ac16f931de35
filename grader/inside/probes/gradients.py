"""When does a gradient arrive, what lay there before, and what does each optimizer step use?

Seen with torch's own hooks on parameters, modules and optimizers; the student's objects stay as they
are, no value and no random state is touched. Between windows of steps nothing is hooked but the step.
"""

from collections.abc import Callable
from typing import Any, Self

import torch
from torch import nn

from grader.inside.probes.arrivals import Arrivals
from grader.inside.probes.call_sites import Backward, Calls
from grader.inside.probes.curve import Curve
from grader.inside.probes.event_log import EventLog
from grader.inside.probes.forwards import Forwards
from grader.inside.probes.given import Given
from grader.inside.probes.habit import Habit
from grader.inside.probes.hand_updates import HandUpdates
from grader.inside.probes.looks import Looks
from grader.inside.probes.optimizers import Optimizers
from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.inside.probes.parameters import Parameters
from grader.inside.probes.steps import Steps
from grader.inside.probes.windows import FEW, PLAIN, Windows
from grader.wire.training import Kind, Summary, TrainingChunk


class Observer:
    """A context in which training is watched. Sends what it saw in chunks, so that a killed run is known too.

    `seed` draws the windows; with `every_step` there is one without an end. No hook ever raises: what can't be looked
    at is counted in `Summary.faults`.
    """

    def __init__(
        self, send: Callable[[TrainingChunk], None], seed: int, looks: Looks, *, every_step: bool = False
    ) -> None:
        self._log = EventLog(send)
        self._places = looks.places
        self._parameters = Parameters(self._log.name, self._on_gradient)
        self._calls = Calls(self._places, self._parameters.numbers, self._parameters.reach)
        self._unheard = self._calls.deaf(lambda look, *arguments: look(*arguments))
        self.looks = looks
        looks.jumps.beside = self._beside_copies
        self._habit = Habit(self._hurry)
        self._stepping = Steps(self._quietly, self._about_to_step, self._evaluated, self._stepped, looks.jumps.after)
        self._forwards = Forwards(self._calls.deaf, self._met, self._reused, lambda: self._steps)
        self._by_hand = HandUpdates(self._parameters, self._log)
        self._curve = Curve(self._log, self._places, self._look)
        self._optimizers = Optimizers()
        self._windows = Windows(seed, every_step=every_step)
        self._given: Given | None = None
        self._graded: tuple[int, ...] = ()
        self._backwards = self._functional = self._faults = 0
        self._arrivals = Arrivals(self._places)
        self._held: list[ParameterGradient] = []

    def watch(self, network: nn.Module) -> None:
        """Watch the network that is handed to the student's function from the first call on."""
        self._parameters.meet(network)
        self.looks.snapshots.of(network)
        self._given = Given(network)
        self.listen()

    def listen(self) -> None:
        """Listen to calls too, for the first steps. The student's code should begin right after this."""
        self._calls.start()

    def returned(self, network: nn.Module) -> None:
        """Take note of the trained network; where it is not the given one, look no more whether that one changed."""
        self._graded = self._parameters.known(network)
        if self._given is not None and self._given.is_apart_from(network):
            self._given = None

    def seen(self) -> int:
        """Count what was seen of training: gradients and steps."""
        return self._backwards + self._functional + self._steps + bool(self._arrivals)

    def __enter__(self) -> Self:
        self._stepping.__enter__()
        self._open_window(None)
        return self

    def __exit__(self, *_: object) -> None:
        self._calls.stop()
        self._stepping.__exit__()
        self._quietly(self._finish)
        self._parameters.detach()
        self._parameters.leave()
        self._forwards.detach()
        self._quietly(self.looks.close)
        self._quietly(self._flush)

    def _quietly(self, look: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return self._unheard(look, *arguments) if self._calls.listening else look(*arguments)
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._faults += 1
            return None

    def _on_gradient(self, entry: ParameterGradient, gradient: torch.Tensor) -> None:
        if self._stepping.threads.takes():
            self._quietly(self._arrive if self._stepping.telling else self._beat, entry, gradient)

    def _arrive(self, entry: ParameterGradient, gradient: torch.Tensor) -> None:
        backward = self._arrivals.other(entry)
        if backward is not None:
            self._close_backward()
            if not self._open:
                return
            self._begin_backward(backward)
        self._arrivals.add(entry, gradient)

    def _begin_backward(self, backward: Backward) -> None:
        another = self._arrivals.begin(backward)
        if self._by_hand.look():
            self._windows.stepped(None)
        if another:
            self._backwards += 1
            self._windows.backwards += 1
            self._functional += backward.functional
            self._curve.begin(self._progress(), backward.loss)

    def _look(self, step: int) -> None:
        if self._steps <= FEW or self._stepping.closure_ran or not self.looks.jumps.complete:
            self._quietly(self.looks.snapshots.take, step, (entry.parameter for entry in self._parameters))

    def _close_backward(self) -> None:
        if not self._arrivals:
            return
        kind, place, caller, arrived = self._arrivals.close()
        self._forwards.next()
        self._curve.close(arrived)
        self._habit.of(next(iter(arrived)))
        self._log.note(kind, place, arrived.items(), caller=caller)
        if self._steps == 0:
            self._turn(None)

    def _beat(self, entry: ParameterGradient, gradient: torch.Tensor) -> None:
        """Between windows: one parameter's hook takes the loss, and counts where no optimizer steps."""
        now = self._progress()
        if self._steps or now >= self._curve.due:
            self._look(now)
            self._curve.beat(now)
        if self._steps:
            entry.detach()
            self._stepping.rouse()
        else:
            self._backwards += 1
            self._by_hand.count += 1
            self._habit.look(self._backwards)
            self._turn(None)
            if self._open:
                self._backwards -= 1  # it is the first that is looked at
                self._arrive(entry, gradient)

    @property
    def _steps(self) -> int:
        return self._stepping.count

    @property
    def _open(self) -> bool:
        return self._stepping.telling

    def _about_to_step(self, optimizer: torch.optim.Optimizer) -> None:
        self.looks.jumps.after(self._steps, optimizer)
        if not self._open:
            self._open_window(None)
        self._close_backward()
        self._held = self._parameters.held(optimizer)
        if not self._stepping.with_closure:
            self._use("step", optimizer)

    def _evaluated(self, optimizer: torch.optim.Optimizer) -> None:
        self._close_backward()
        if self._open:
            self._held = self._parameters.held(optimizer)
            self._use("evaluated", optimizer)
            for entry in self._held:
                entry.used()

    def _use(self, kind: Kind, optimizer: torch.optim.Optimizer) -> None:
        number = self._optimizers.number(optimizer, self._held)
        self._windows.stepped(number)
        place, found = self._places.here(self._stepping.running), [(entry, entry.at_use()) for entry in self._held]
        self._optimizers.begins(optimizer, found)
        self._log.note(kind, place, found, optimizer=number)

    def _beside_copies(self, steps: int, optimizer: torch.optim.Optimizer) -> None:
        self._habit.after(steps, optimizer, watched=self._open)
        if steps > self._curve.due and not self._open:
            self._look(steps)
            if not self._quietly(self._curve.read, steps):
                self._stepping.rouse()

    def _stepped(self, optimizer: torch.optim.Optimizer) -> None:
        self._forwards.next()
        if self._optimizers.used_nothing():
            self._log.note("unused", "")
        if self._steps == 1 and self._by_hand.count:
            self._by_hand.count = 0
            self._log.restart()
            self._windows.restart()
        if self._open:
            if self._stepping.closure_ran or self._steps <= FEW:
                self._look(self._progress())
            if self._stepping.closure_ran:
                self._log.note("step", self._places.here(self._stepping.running))
            for entry in self._held:
                entry.used()
            self._by_hand.step(self._held)
        if self._steps >= self.looks.traces.due:
            self.looks.traces.after(self._steps, optimizer, watched=self._open and self._windows.is_later)
        self._turn(optimizer)
        if not self._open:
            self._parameters.leave()

    def _progress(self) -> int:
        """Count steps; updates by hand in a loop that has no optimizer."""
        return self._steps or self._by_hand.count

    def _turn(self, optimizer: torch.optim.Optimizer | None) -> None:
        """Open or close a window where it is time, send what is new, and see when to wake next."""
        now = self._steps or self._backwards
        self._calls.stop_after(self._steps, self._backwards)
        if self._open:
            if self._steps == PLAIN and self._log.is_plain() and not self._forwards.alike:
                self._windows.be_content(PLAIN)
            if self._windows.is_over(now, by_hand=not self._steps, surprised=self._log.surprised()):
                self._close_window(now)
        elif now >= self._windows.next or (optimizer is not None and self._steps < self._windows.first):
            self._open_window(optimizer)
        if not self._open and self._steps and self._steps >= self._curve.wake:
            self._curve.turn(self._steps)
        self._stepping.wake = min(self._windows.next, self._curve.wake, self.looks.traces.due)
        if self._log.is_due(self._steps or self._backwards - 1):  # the first backward is told with its step
            self._flush()

    def _open_window(self, optimizer: torch.optim.Optimizer | None) -> None:
        self._stepping.tell()
        found = [(entry, entry.begin()) for entry in self._parameters]
        self._parameters.attach()
        self._forwards.attach()
        self._curve.open()
        held = [] if optimizer is None else self._parameters.held(optimizer)
        self._by_hand.step(held)
        number = None if optimizer is None else self._optimizers.number(optimizer, held)
        self._windows.begin(self._steps or self._backwards, number)
        self._log.note("window", "", found, optimizer=number, step=self._steps)

    def _close_window(self, now: int) -> None:
        self._close_backward()
        self._stepping.hush()
        self._parameters.detach()
        self._forwards.detach()
        self._windows.close(now)
        self._curve.leave(self._progress(), self._stepping.running)
        if not self._steps:
            self._curve.listen()

    def _hurry(self, step: int, size: int) -> None:
        if not self._open:
            self._windows.hurry(step, size)
            self._stepping.rouse()

    def _met(self, network: nn.Module) -> None:
        self._quietly(self._parameters.meet, network)
        self._quietly(self.looks.snapshots.of, network)
        if not self._steps and not self._backwards:
            self._calls.start()

    def _reused(self) -> None:
        if self._open and not self._stepping.threads.several:
            self._log.note("reused", "")

    def _finish(self) -> None:
        self._close_backward()
        if self._open and not self._stepping.threads.several:
            self._by_hand.look()
        self._log.note("end", "", ((entry, entry.at_use()) for entry in self._parameters))

    def _flush(self) -> None:
        self._log.flush(
            Summary(
                steps=self._steps,
                backwards=self._backwards,
                functional=self._functional + self._calls.count("functional"),
                moved=None if self._given is None else self._given.changed(),
                first_nan=self.looks.jumps.earlier(self._log.first_nan),
                inputs=self._forwards.inputs,
                optimizers=self._optimizers.seen(),
                calls=self._calls.seen(),
                faults=self._faults,
                several=self._stepping.threads.several,
                graded=self._graded,
            ),
        )
