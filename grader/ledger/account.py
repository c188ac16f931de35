"""One parameter's account: gradients come in, steps use them, resets clear them."""

from dataclasses import dataclass, field
from typing import Literal

from grader.wire.training import Found

Use = Literal["fresh", "functional", "mixed", "readded", "lost", "twice", "other", "empty", "unknown"]
"""What a step used of one parameter.

`fresh`: all that arrived since the step before, and nothing else. `functional`: a gradient that
`autograd.grad` gave. `mixed`: older gradients too, which a step had used. `readded`: such as were put back after a
reset, as far as numbers tell. `lost`: something arrived and
was reset. `twice`: nothing arrived, and what an earlier step had used was used again. `other`: a gradient
that was changed on the way. `empty`: none arrived, none was there.
"""
_GONE = {"none", "zero", "blank"}


@dataclass(slots=True)
class Account:
    """`state` says what `.grad` holds: nothing, gradients that no step has used, used ones, or both.

    `pending` are the numbers of the backwards that no step has used, `lost` those that were reset away,
    `consumed` those that a step used. `added_back` says that old gradients were put back after a reset.
    """

    state: Literal["clean", "fresh", "used", "mixed", "modified", "unknown"] = "clean"
    pending: list[int] = field(default_factory=list)
    offered: bool = False
    lost: set[int] = field(default_factory=set)
    consumed: set[int] = field(default_factory=set)
    ever_mixed: bool = False
    added_back: bool = False

    def arrive(self, found: Found, backward: int) -> bool:
        """Enter a gradient that was added to `found`; return whether used gradients had been reset before."""
        reset = found in ("none", "zero") and self.state in ("used", "mixed")
        if found in _GONE:
            if found != "blank":
                self._lose()
            self.state = "fresh"
        elif self.state == "used":
            self.state = "mixed" if found == "same" else "modified"
        elif self.state == "clean":
            self.state = "unknown"
        elif found == "changed" and self.state != "unknown":
            self.state = "modified"
        self.pending.append(backward)
        return reset

    def use(self, found: Found) -> Use:
        """Enter a step that found `found`; return what it used."""
        used = self._used(found)
        if used == "lost":
            self._lose()
        self.consumed.update(self.pending)
        self.pending.clear()
        self.offered = False
        self.ever_mixed |= used in ("mixed", "readded")
        self.added_back |= found == "readded"
        self.state = "clean" if found in _GONE else "used"
        return used

    def begin(self, found: Found, *, stepped: bool) -> bool:
        """Take up the account where watching begins again; return whether `.grad` was made anew meanwhile.

        `stepped` says that a step has just used what is there.
        """
        self.pending.clear()
        self.offered = False
        was = self.state
        if found in _GONE:
            self.state = "clean"
        else:
            self.state = "used" if stepped else "unknown"
        return was in ("used", "mixed") and found not in ("same", "blank")

    def _used(self, found: Found) -> Use:  # noqa: PLR0911  the table of states and finds, row by row
        if found in _GONE and not (found == "blank" and self.pending):
            return "lost" if self.state in ("fresh", "mixed") and self.pending and found != "blank" else "empty"
        if found == "assigned":
            return "functional"
        if found == "readded":
            return "readded"
        match self.state:
            case "unknown":
                return "unknown"
            case "mixed":
                return "mixed"
            case "modified":
                return "other"
            case "fresh":
                return "fresh" if found in ("same", "shrunk", "blank") else "other"
            case "used":
                return "twice" if found in ("same", "shrunk") else "other"
            case "clean":
                # It was met as the step began, and what it had before was not seen.
                return "unknown" if found == "same" else "other"

    def _lose(self) -> None:
        self.lost.update(self.pending)
        self.pending.clear()
