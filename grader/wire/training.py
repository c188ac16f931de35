"""What was seen of the training loop: gradient contributions, optimizer steps, losses, inputs."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Training:
    """The observed training, as claimed by hooks in the student's interpreter."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
    steps: int
