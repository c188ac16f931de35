"""A place where one submission follows another, and none waits for a child to begin or to end."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from grader.errors import InfrastructureError
from grader.sandbox.child import Child
from grader.sandbox.observe import Place
from grader.wire.plan import Limits


@dataclass(frozen=True)
class Lane(Place):
    """While one submission trains, the next one's child is confined and the last one's is cleared up.

    Use as a context manager: leaving it ends the child that nothing came for.
    """

    _ready: list[Child] = field(default_factory=list, init=False)
    _leaving: list[Child] = field(default_factory=list, init=False)

    def take(self, limits: Limits, gpu: str) -> Child:
        """Return the child that is ready, if it is one as is wanted, else a new one."""
        while self._ready:
            child = self._ready.pop()
            # One that died meanwhile must not look like the student's fault.
            if (child.limits, child.gpu) == (limits, gpu) and child.alive:
                return child
            _let_go(child)
        return super().take(limits, gpu)

    def leave(self, child: Child) -> None:
        """Have a child ended, and wait for that only when there is time. On a GPU, until its memory is free."""
        if child.ended is not None or child.gpu:
            child.close()
            return
        child.interrupt()
        self._leaving.append(child)

    def expect_another(self, like: Child) -> None:
        """Clear up, and have one more child confined. Not on a GPU: its memory is for the child that trains."""
        self._clear_up()
        if not self._ready and not like.gpu:
            # Whoever needs it will be told why there is none.
            with suppress(InfrastructureError, OSError):
                self._ready.append(super().take(like.limits, like.gpu))

    def _clear_up(self) -> None:
        while self._leaving:
            _let_go(self._leaving.pop())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.extend(self._ready)
        self._ready.clear()
        self._clear_up()


def _let_go(child: Child) -> None:
    """Close a child that no submission needs: what became of it is no submission's fault."""
    with suppress(InfrastructureError):
        child.close()
