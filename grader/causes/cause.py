"""What a cause is told with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause: a stable code, what it means and what to do, the heading of the lab that explains it."""

    code: str
    meaning: str
    lab: str = ""
