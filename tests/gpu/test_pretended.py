"""The whole way of a submission on another device: a fresh, confined child, the default device, the report.

A pretended device stands in for CUDA (see `pretending.py`), so this shows nothing of the driver.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import REPOSITORY

from grader.doctor import try_devices
from grader.report import Report
from grader.rubric import find, load
from grader.sandbox import devices, zygote
from grader.sandbox.observe import Place
from grader.session import open_session
from grader.submission import read

BROKEN = "busy or unavailable"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Children that may use a GPU find the pretended one; a second GPU is broken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zygote, "PROGRAM", (str(Path(__file__).with_name("pretending.py")),))
        patch.setattr(devices, "gpus", lambda: ("0", "broken"))
        with zygote.Zygote(fresh=True) as fresh:
            yield Place(fresh, sandbox="strict")


LOOP = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1, self.m2 = nn.Linear(3, 8), nn.Linear(8, 5)
    def forward(self, x):
        return self.m2(self.m1(x))

def train(network):
    x = torch.randint(-10, 11, (64, 3)).float()
    data = TensorDataset(x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001)
    for x, wanted in DataLoader(data, batch_size=4, shuffle=True):
        RESET
        torch.mean((network(x) - wanted) ** 2).backward()
        optimizer.step()
"""


def grade(file: Path, place: Place, device: str = "cuda:0") -> Report:
    """The report on one file, after one attempt."""
    rules = load(find("challenge"))
    rules = rules.model_copy(update={"run": rules.run.model_copy(update={"attempts": 1})})
    return open_session(rules, place, None, device).grade(read(file, "MyNetwork"))


@pytest.mark.parametrize(("reset", "diagnosis"), [("optimizer.zero_grad()", "correct"), ("pass", "never_zeroed")])
def test_a_loop_gets_its_diagnosis(place: Place, tmp_path: Path, reset: str, diagnosis: str) -> None:
    """Everything that is looked at on the device arrives: layers, gradients, values and answers."""
    file = tmp_path / "my_solution.py"
    file.write_text(LOOP.replace("RESET", reset))
    report = grade(file, place)
    found = {check.id: check for check in report.checks}
    assert [phase.outcome for phase in report.phases] == ["ok"] * 4, report.phases
    assert found["zero_grad"].diagnosis == diagnosis
    assert found["layer_shapes"].status == "passed"
    assert found["held_out_loss"].evidence["loss"] > 0


def test_full_marks_are_full_marks(place: Place) -> None:
    """Of a program that takes its numbers from NumPy; its report names the GPU, and the most that was used of it."""
    report = grade(REPOSITORY / "tests/corpus/programs/honest/own_seeds.py", place)
    assert report.full_marks, [check.message for check in report.checks]
    gpu = report.environment.gpu
    assert report.environment.device == "cuda:0"
    assert gpu is not None
    assert (gpu.name, gpu.memory, gpu.used) == ("Pretended", 8 * 1024**3, 1024)
    assert all(layer.active for layer in report.environment.sandbox)


def test_a_gpu_that_is_busy_costs_no_marks(place: Place) -> None:
    """It is a fault of the machine's: no score, and what to do."""
    report = grade(REPOSITORY / "submissions_example/honest_lab_style/my_solution.py", place, "cuda:1")
    assert (report.outcome, report.score) == ("infrastructure", None)
    assert BROKEN in report.checks[0].message


def test_the_doctor_tries_every_device(place: Place) -> None:
    """The CPU and each GPU, with a training step."""
    cpu, works, broken = try_devices(place.zygote)
    assert (cpu.device, cpu.failure, cpu.gpu) == ("cpu", "", None)
    assert (works.device, works.failure) == ("cuda:0", "")
    assert works.gpu is not None
    assert "Pretended, 8.0 GiB" in str(works)
    assert broken.device == "cuda:1"
    assert BROKEN in str(broken)
