"""Turns of a loop, read off its events: what each did, what it should have done, and which gradients it used."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grader.ledger.account import Account, Use
from grader.ledger.by_hand import steps_by_hand
from grader.ledger.turn import Act, Bead, Turn
from grader.wire.training import Event, Found

_WITHOUT_STEPS = {"no_step", "step_outside_loop"}
_GONE: set[Found] = {"none", "zero", "blank"}


class Follower:
    """Follows the accounts through one window, and writes down turns."""

    def __init__(self, events: Sequence[Event], code: str) -> None:
        self._code = code
        self._events = events
        self._accounts: dict[int, Account] = defaultdict(Account)
        self._old: dict[int, int] = defaultdict(int)
        self._by_hand_at = steps_by_hand(events)
        self._number = 0
        self._backwards = 0
        self._reused = False
        self._begin()

    def turns(self) -> Iterator[Turn]:
        """Yield the turns in the order of time; what ends with a new window is left out."""
        for place, event in enumerate(self._events):
            if event.kind == "window" and place:
                return
            yield from self._enter(place, event)
        yield self._turn()

    def _begin(self) -> None:
        self._beads: list[Bead] = []
        self._stepped: set[int | None] = set()
        self._fresh = self._stale = 0

    def _turn(self) -> Turn:
        done = Turn(self._number, tuple(_merged(self._beads)), self._fresh, self._stale)
        self._begin()
        return done

    def _enter(self, place: int, event: Event) -> Iterator[Turn]:  # noqa: C901  one line for each kind of event
        match event.kind:
            case "window":
                self._number = event.step or 0
                for parameter, found in event.entries():
                    self._accounts[parameter].begin(found, stepped=event.optimizer is not None)
                    self._old[parameter] = int(found not in _GONE)
            case "backward":
                yield from self._backward(event)
            case "functional":
                yield from self._functional(event)
            case "step":
                yield from self._step(event)
            case "evaluated":
                self._use(event)
            case "unused":
                self._beads.insert(-1, Bead("reset", "wrong"))
            case "hand":
                self._by_hand(self._by_hand_at[place])
            case "reused":
                self._reused = True
            case "end":
                self._end(event)

    # Backprop, and what it finds of the reset before it.

    def _backward(self, event: Event) -> Iterator[Turn]:
        done, kept, lost = self._arrived(event)
        if self._acted("optimize") and self._code != "step_before_backward":
            self._reset(done | lost, kept)
            yield self._turn()
        elif lost:
            self._beads.append(Bead("reset", "wrong"))
        elif kept and self._beads:
            # Within a closure that an optimizer calls several times for one step.
            self._beads.append(Bead("reset", "missing"))
        self._beads.append(Bead("backprop", "wrong" if self._reused else "right"))
        self._reused = False
        if self._code in _WITHOUT_STEPS:
            self._number += 1
            self._beads.append(Bead("optimize", "missing"))

    def _arrived(self, event: Event) -> tuple[set[int], set[int], set[int]]:
        """Enter new gradients; return where used ones had been reset, were still there, and unused ones were reset."""
        self._backwards += 1
        done, kept, lost = set(), set(), set()
        for parameter, found in event.entries():
            account = self._accounts[parameter]
            if account.state in ("used", "mixed"):
                if found in _GONE:
                    done.add(parameter)
                if found not in _GONE or account.added_back:
                    kept.add(parameter)
            elif account.pending and found in ("none", "zero"):
                lost.add(parameter)
            account.arrive(found, self._backwards)
            if found in _GONE:
                self._old[parameter] = 0
        return done, kept, lost

    def _reset(self, done: set[int], kept: set[int]) -> None:
        if done or kept:
            self._beads.append(Bead("reset", "right" if not kept else "wrong" if done else "missing"))

    def _functional(self, event: Event) -> Iterator[Turn]:
        if self._acted("optimize"):
            yield self._turn()
        for parameter, _ in event.entries():
            self._accounts[parameter].offered = True
        self._beads.append(Bead("backprop"))

    # Optimize, and what it finds of a reset before it.

    def _step(self, event: Event) -> Iterator[Turn]:
        if self._code in _WITHOUT_STEPS:
            self._use(event)
            return
        again = event.optimizer in self._stepped
        if self._beads and (again or (self._code == "step_before_backward" and self._acted("optimize"))):
            yield self._ended_by_step(event)
        if not self._stepped:
            self._number += 1
        self._stepped.add(event.optimizer)
        uses = self._use(event)
        if self._code == "step_before_backward":
            self._beads.append(Bead("optimize", "wrong"))
            return
        if "lost" in uses:
            self._beads.append(Bead("reset", "wrong"))
        elif not self._acted("backprop") and self._code in ("no_backward", "no_gradient"):
            self._beads.append(Bead("backprop", "missing" if self._code == "no_backward" else "wrong"))
        idle = self._code == "wrong_parameters" and uses <= {"empty"}
        self._beads.append(Bead("optimize", "wrong" if idle or ("twice" in uses and not self._fresh) else "right"))

    def _ended_by_step(self, event: Event) -> Turn:
        """Return the turn that a step ends, in a loop that steps without backprop in between."""
        if any(found in _GONE and self._accounts[parameter].pending for parameter, found in event.entries()):
            self._beads.append(Bead("reset"))
        return self._turn()

    def _use(self, event: Event) -> set[Use]:
        uses: set[Use] = set()
        for parameter, found in event.entries():
            account = self._accounts[parameter]
            fresh, old = len(account.pending), self._old[parameter]
            use = account.use(found)
            uses.add(use)
            if use in ("mixed", "twice", "fresh", "other", "functional"):
                self._fresh = max(self._fresh, fresh or int(use == "functional"))
                self._stale = max(self._stale, old if found != "readded" else len(account.consumed) - fresh)
            self._old[parameter] = 0 if found in _GONE else old + fresh
        return uses

    def _by_hand(self, parameters: set[int]) -> None:
        accounts = {p: self._accounts[p] for p in sorted(parameters)}
        moved = {p: a for p, a in accounts.items() if a.pending or a.offered or a.state == "unknown"}
        if not moved or self._code in _WITHOUT_STEPS:
            return
        self._number += not self._acted("optimize")
        self._fresh = max(1, *(len(account.pending) for account in moved.values()))
        for parameter, account in moved.items():
            self._stale = max(self._stale, self._old[parameter])
            self._old[parameter] += len(account.pending)
            account.use("same" if account.pending or not account.offered else "assigned")
        self._beads.append(Bead("optimize"))

    def _end(self, event: Event) -> None:
        reset = {
            p for p, f in event.entries() if f in ("none", "zero") and self._accounts[p].state in ("used", "mixed")
        }
        if reset and self._acted("optimize"):
            self._beads.append(Bead("reset"))

    def _acted(self, act: Act) -> bool:
        return any(bead.act == act for bead in self._beads)


def _merged(beads: Sequence[Bead]) -> Iterator[Bead]:
    """Yield the beads, those that are alike and follow each other as one."""
    times = 1
    for bead, after in pairwise([*beads, None]):
        assert bead is not None
        if after == bead:
            times += 1
        else:
            yield replace(bead, times=times)
            times = 1
