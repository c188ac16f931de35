"""What this machine has: versions, layers of the sandbox, each tried in a real child, and devices, each in training."""

from dataclasses import dataclass

from grader.device import CPU
from grader.errors import InfrastructureError
from grader.explain import traceback
from grader.sandbox import devices
from grader.sandbox.conversation import Conversation
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.wire.environments import missing
from grader.wire.machine import Gpu, Machine, SandboxLayer
from grader.wire.observation import Phase
from grader.wire.plan import Limits, Plan, SourceFile

STEP = b"""import torch
network = torch.nn.Linear(3, 5)
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
loss = torch.sum((network(torch.ones(2, 3)) - 1) ** 2)
loss.backward()
optimizer.step()
"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a child that ran no student code said of itself. `lacking` is what strict mode would miss."""

    machine: Machine
    layers: tuple[SandboxLayer, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """How one device did a training step: the seconds it took, or why it could not."""

    device: str
    gpu: Gpu | None = None
    seconds: float = 0.0
    failure: str = ""

    def __str__(self) -> str:
        how = f"does not work: {self.failure}" if self.failure else f"a step took {self.seconds:.3f} s"
        gpu = self.gpu
        what = f"; {gpu.name}, {gpu.memory / 2**30:.1f} GiB, driver {gpu.driver}, CUDA {gpu.cuda}" if gpu else ""
        return f"{self.device:7} {how}{what}"


def examine(zygote: Zygote, device: str = CPU) -> Findings:
    """Start one confined child on `device` and end it again. Raises `InfrastructureError` when that fails."""
    with Place(zygote).child(_plan(device)) as child:
        talk = Conversation(child, Limits(), ())
        layers = talk.wait_ready()
        assert talk.heard.machine is not None
        return Findings(talk.heard.machine, layers, missing(layers))


def try_devices(zygote: Zygote) -> tuple[Tried, ...]:
    """Train for a step on the CPU and on every GPU, as a submission would."""
    return tuple(_tried(zygote, name) for name in (CPU, *(f"cuda:{n}" for n in range(len(devices.gpus())))))


def _tried(zygote: Zygote, device: str) -> Tried:
    try:
        seen = Place(zygote).observe([SourceFile("step.py", STEP)], _plan(device), ())
    except InfrastructureError as error:
        return Tried(device, failure=error.message)
    gpu = seen.machine.gpu if seen.machine else None
    trained = seen.phase("train")
    return Tried(device, gpu, trained.seconds, _why(trained))


def _why(trained: Phase) -> str:
    if trained.outcome == "ok":
        return ""
    return " ".join(traceback(trained.failure)) if trained.failure else trained.outcome


def _plan(device: str) -> Plan:
    return Plan("train", "step.py", "", None, None, 0, device, Limits(), None)
