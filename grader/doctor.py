"""What this machine has: versions, and the layers of the sandbox, each tried in a real child."""

from dataclasses import dataclass

from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation
from grader.sandbox.zygote import Zygote
from grader.wire.environments import missing
from grader.wire.observation import Machine, SandboxLayer
from grader.wire.plan import Limits


@dataclass(frozen=True, slots=True)
class Findings:
    """What a child that ran no student code said of itself. `lacking` is what strict mode would miss."""

    machine: Machine
    layers: tuple[SandboxLayer, ...]
    lacking: tuple[str, ...]


def examine(zygote: Zygote) -> Findings:
    """Start one confined child and end it again. Raises `InfrastructureError` when that fails."""
    with Child(zygote, Limits(), slot=0, confine=True) as child:
        talk = Conversation(child, Limits(), ())
        layers = talk.wait_ready()
        assert talk.heard.machine is not None
        return Findings(talk.heard.machine, layers, missing(layers))
