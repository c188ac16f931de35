"""What a peer is: a tool that grades the same submissions in the way that its documentation describes."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from peers.environment import Environment

TIMEOUT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Lane:
    """One of several desks that work side by side: a folder, and the peer's own environment."""

    folder: Path
    environment: Environment

    def run(self, *command: str | Path, cwd: Path) -> None:
        """Run a program of the environment to its end; its exit code often is the grade's, so it says nothing."""
        done = subprocess.run(  # noqa: S603  our own words
            [str(self.environment.folder / "bin" / command[0]), *map(str, command[1:])],
            cwd=cwd,
            env=self.environment.variables(self.folder),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        (self.folder / "last.log").write_bytes(done.stdout + done.stderr)


class Peer(Protocol):
    """A tool, set up as its documentation says."""

    @property
    def name(self) -> str:
        """The package's name."""

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip installs, with the versions that are compared."""

    @property
    def how(self) -> str:
        """What its documentation tells an instructor to do, in one line."""

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:
        """Lay out tests and submissions. Not timed."""

    def grade(self, lane: Lane) -> None:
        """Grade all that lies on the lane's desk, one after the other."""

    def full_marks(self, lane: Lane) -> int:
        """Return how many submissions passed all four questions, as the tool itself reports it."""
