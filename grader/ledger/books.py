"""The observed events, entered into one account for each parameter."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from grader.ledger.account import Account, Use
from grader.ledger.by_hand import steps_by_hand
from grader.wire.training import Event, Training

_WORST: tuple[Use, ...] = ("mixed", "readded", "lost", "twice", "other", "fresh", "functional", "empty")


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step: its number in the run, the student's line, and what was used of each parameter.

    `backwards` counts those whose gradients it used. A step by hand has no optimizer. `unused` says that it reset what
    it found, and changed nothing.
    """

    number: int
    place: str
    optimizer: int | None
    used: dict[int, Use]
    backwards: int
    unused: bool = False

    @property
    def worst(self) -> Use:
        """The worst that happened to any parameter."""
        found = set(self.used.values())
        return next((use for use in _WORST if use in found), "unknown")


@dataclass(slots=True)
class Books:
    """All accounts, and what was noted on the way.

    `resets` says after which steps used gradients of a parameter were found reset while training went on,
    `reset_at_end` holds the parameters whose gradients were reset after the last step.
    `backward_ways` has the line of each observed backward and its caller's, by its number: a function may go back for
    more than the steps. `arrived` says how many of `steps` there
    were when a gradient last came to a parameter, `moved` holds the parameters that were changed by hand.
    """

    accounts: dict[int, Account] = field(default_factory=lambda: defaultdict(Account))
    steps: list[Stepped] = field(default_factory=list)
    resets: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    reset_at_end: set[int] = field(default_factory=set)
    backward_ways: dict[int, tuple[str, str]] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    reused: int = 0
    first: str = ""

    def wholly_lost(self) -> list[int]:
        """Return the backwards of which no step used anything, nor a change by hand, and that were reset away."""
        accounts = [account for parameter, account in self.accounts.items() if parameter not in self.moved]
        lost = {number for account in accounts for number in account.lost}
        consumed = {number for account in self.accounts.values() for number in account.consumed}
        return sorted(lost - consumed)


def enter(training: Training) -> Books:
    """Enter all events in the order of time."""
    clerk = _Clerk(training)
    for place, event in enumerate(training.timeline):
        clerk.enter(place, event)
    return clerk.books


class _Clerk:
    def __init__(self, training: Training) -> None:
        self.books = Books()
        self._number = 0
        self._stepped = False
        self._evaluations: list[dict[int, Use]] = []
        self._evaluated_backwards = 0
        self._holds = {n: set(made.parameters) for n, made in enumerate(training.summary.optimizers)}
        self._by_hand_at = steps_by_hand(training.timeline)

    def enter(self, place: int, event: Event) -> None:  # noqa: C901  one line for each kind of event
        match event.kind:
            case "backward":
                self._backward(event)
            case "functional":
                for parameter, _ in event.entries():
                    self.books.accounts[parameter].offered = True
            case "step":
                self._step(event)
            case "evaluated":
                self._evaluations.append(self._use(event))
            case "unused":
                self._unused()
            case "hand":
                self.books.moved.update(parameter for parameter, _ in event.entries())
                self._by_hand(self._by_hand_at[place])
            case "window":
                self._window(event)
            case "reused":
                self.books.reused += 1
            case "end":
                self._end(event)
        if event.kind not in ("window", "end"):
            self.books.first = self.books.first or event.kind

    def _backward(self, event: Event) -> None:
        self._stepped = False
        number = len(self.books.backward_ways) + 1
        self.books.backward_ways[number] = event.place, event.caller
        for parameter, found in event.entries():
            self.books.arrived[parameter] = len(self.books.steps)
            if self.books.accounts[parameter].arrive(found, number):
                self.books.resets[parameter].append(self._number)

    def _use(self, event: Event) -> dict[int, Use]:
        entries = list(event.entries())
        pending = {number for parameter, _ in entries for number in self.books.accounts[parameter].pending}
        self._evaluated_backwards = max(self._evaluated_backwards, len(pending))
        return {parameter: self.books.accounts[parameter].use(found) for parameter, found in entries}

    def _step(self, event: Event) -> None:
        self._number += 1
        self._stepped = True
        rounds = [*self._evaluations, self._use(event)]
        used: dict[int, Use] = {}
        for parameter in {parameter for one in rounds for parameter in one}:
            found = {one[parameter] for one in rounds if parameter in one}
            used[parameter] = next((use for use in _WORST if use in found), "unknown")
        step = Stepped(self._number, event.place, event.optimizer, used, self._evaluated_backwards)
        self.books.steps.append(step)
        self._evaluations, self._evaluated_backwards = [], 0

    def _unused(self) -> None:
        if self.books.steps:
            step = self.books.steps[-1]
            self.books.steps[-1] = replace(step, unused=True)

    def _by_hand(self, parameters: set[int]) -> None:
        used: dict[int, Use] = {}
        backwards: set[int] = set()
        for parameter in sorted(parameters):
            account = self.books.accounts[parameter]
            if account.pending or account.offered or account.state == "unknown":
                backwards.update(account.pending)
                used[parameter] = account.use("same" if account.pending or not account.offered else "assigned")
        if used:
            # Beside an optimizer's step it belongs to that one's turn of the loop.
            self._number += not self._stepped
            self.books.steps.append(Stepped(self._number, "", None, used, len(backwards)))

    def _window(self, event: Event) -> None:
        if event.step is not None:
            self._number = max(self._number, event.step)
        stepped = self._holds.get(event.optimizer, set()) if event.optimizer is not None else set()
        for parameter, found in event.entries():
            if self.books.accounts[parameter].begin(found, stepped=parameter in stepped):
                self.books.resets[parameter].append(self._number)

    def _end(self, event: Event) -> None:
        for parameter, found in event.entries():
            if found in ("none", "zero") and self.books.accounts[parameter].state in ("used", "mixed"):
                self.books.reset_at_end.add(parameter)
