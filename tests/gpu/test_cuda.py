"""What only a GPU shows: the same verdicts as on the CPU, bounded memory, and that it works on after a kill.

`make gpu` runs these, and then the timings.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from grading import programs, rubric
from observing import NETWORK
from repository import REPOSITORY
from test_examples import EXAMPLES
from watching import CORPUS, expected, judged

from grader.device import CUDA
from grader.doctor import try_devices
from grader.report import Report
from grader.rubric import Rubric, find, load
from grader.sandbox import devices
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import read
from grader.wire.observation import Observation
from grader.wire.plan import Limits, Plan, SourceFile

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not devices.gpus(), reason=f"needs a GPU: {devices.why_none()}"),
    pytest.mark.timeout(600),
]
MEBI = 1024**2
LIMITS = Limits(train=20.0, gpu_memory=256 * MEBI)


@pytest.fixture(scope="module")
def own() -> Iterator[Place]:
    """Children in processes of their own, with every layer of the sandbox."""
    with Zygote(fresh=True) as zygote:
        yield Place(zygote, sandbox="strict")


def verdicts(report: Report) -> dict[str, tuple[str, str]]:
    """Status and diagnosis of each check."""
    return {check.id: (check.status, check.diagnosis) for check in report.checks}


def grade(path: Path, rules: Rubric, place: Place, device: str) -> Report:
    """The report on one submission."""
    return open_session(rules, place, None, device).grade(read(path, rules.submission.network))


def train(body: str, place: Place, *, device: str = CUDA, limits: Limits = LIMITS) -> Observation:
    """What is seen of a `train` with this body."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    source = f"{NETWORK}\ndef train(network):\n{lines}\n"
    plan = Plan("train", "student.py", "MyNetwork", "train", None, 0, device, limits, (3,))
    return place.observe([SourceFile("student.py", source.encode())], plan, ())


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_gets_the_same_verdict(place: Place, own: Place, folder: Path) -> None:
    """Each check of every example."""
    import yaml  # noqa: PLC0415  only where there is a GPU

    wanted = yaml.safe_load((folder / "expected.yaml").read_text())
    rules = load(find(wanted.get("rubric", "challenge")))
    path = folder / wanted.get("submission", "my_solution.py")
    assert verdicts(grade(path, rules, own, CUDA)) == verdicts(grade(path, rules, place, "cpu"))


@pytest.mark.parametrize(
    "program", [*programs("honest")[::3], *programs("cheats")[::3]], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_program_gets_the_same_verdict(place: Place, own: Place, program: Path) -> None:
    """A third of the corpus: honest ones and cheats."""
    assert verdicts(grade(program, rubric(), own, CUDA)) == verdicts(grade(program, rubric(), place, "cpu"))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.py")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_loop_gets_its_diagnosis(default: Callable[[str], None], path: Path) -> None:
    """Every loop of the corpus; backward runs in a thread of its own here."""
    default(CUDA)
    judgement, training = judged(path)
    assert judgement.diagnosis == expected(path)
    assert training.summary.faults == 0


@pytest.mark.parametrize(
    "body",
    [
        "assert torch.cuda.is_available() and torch.cuda.device_count() == 1",
        "assert torch.tensor([1.0]).is_cuda and torch.randint(3, (2,)).is_cuda and network.m1.weight.is_cuda",
        "assert network(torch.Tensor([1, 2, 3])).is_cuda",
        "network.cuda()(torch.ones(3).cuda()).sum().backward()",
        "network.to('cuda')(torch.ones(3, device='cuda')); assert torch.ones(3).to('cpu').numpy().sum() == 3",
        "network.to('cpu')(torch.ones(3).to('cpu')).sum().backward()",
        "torch.manual_seed(1); a = torch.rand(2); torch.manual_seed(1); assert torch.equal(a, torch.rand(2))",
        "from torch.utils.data import DataLoader\n"
        "assert len([x for x in DataLoader(torch.arange(9), batch_size=2, shuffle=True)]) == 5",
        "layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten())\n"
        "layers(torch.rand(4, 3, 16, 16)).sum().backward()",
        "nn.LSTM(5, 7)(torch.rand(3, 2, 5))[0].sum().backward(); torch.linalg.svd(torch.rand(4, 4))",
    ],
)
def test_ordinary_code_works(own: Place, body: str) -> None:
    """Code that names no device, code that names one, and the libraries behind layers."""
    seen = train(body, own)
    assert seen.phase("train").outcome == "ok", seen.phase("train")


def test_the_cpu_hides_the_gpu(place: Place) -> None:
    """From code that asks for it, and from code that looks for its nodes."""
    seen = train("print(torch.cuda.is_available(), os.path.exists('/dev/nvidiactl'))", place, device="cpu")
    assert seen.printed.stdout == "False False\n"


def test_tensors_are_bounded(own: Place) -> None:
    """What asks for more than its share is told so; what stays below is not, and its peak is known."""
    over = train("torch.zeros(512 * 1024**2, dtype=torch.uint8)", own)
    assert over.phase("train").outcome == "out_of_memory"
    assert over.gpu_memory is not None
    below = train("torch.zeros(128 * 1024**2, dtype=torch.uint8)", own)
    assert below.phase("train").outcome == "ok"
    assert 128 * MEBI <= (below.gpu_memory or 0) < 256 * MEBI


def test_a_gpu_that_others_have_filled_costs_no_marks(own: Place) -> None:
    """The fault is the machine's."""
    free, _ = torch.cuda.mem_get_info()
    held = torch.empty(free - 96 * MEBI, dtype=torch.uint8, device="cuda")
    report = grade(EXAMPLES[0] / "my_solution.py", load(find("challenge")), own, CUDA)
    del held
    torch.cuda.empty_cache()
    assert (report.outcome, report.score) == ("infrastructure", None)


def test_it_works_after_a_kernel_was_killed(own: Place) -> None:
    """A process that is ended in the middle of an endless one leaves the GPU to the next."""
    stuck = train("torch.cuda._sleep(10**13); torch.cuda.synchronize()", own, limits=Limits(train=3.0))
    assert stuck.phase("train").outcome == "timeout"
    assert train("torch.ones(3).sum().item()", own).phase("train").outcome == "ok"


def test_an_index_out_of_range_is_the_students(own: Place) -> None:
    """It ends the process's use of the GPU, and no other's."""
    body = "nn.functional.cross_entropy(torch.rand(2, 3), torch.tensor([0, 7])); torch.cuda.synchronize()"
    assert train(body, own).phase("train").outcome == "exception"
    assert train("torch.ones(3).sum().item()", own).phase("train").outcome == "ok"


def test_the_same_seed_gives_the_same_grade(own: Place) -> None:
    """To the last digit of the loss."""
    path, rules = REPOSITORY / "submissions_example/honest_batched/my_solution.py", load(find("challenge"))
    one, other = (grade(path, rules, own, CUDA) for _ in range(2))
    assert [check.evidence for check in one.checks] == [check.evidence for check in other.checks]


def test_many_share_it(own: Place) -> None:
    """Four at a time, each with the grade it gets alone."""
    path, rules = REPOSITORY / "submissions_example/honest_lab_style/my_solution.py", load(find("challenge"))
    places = [Place(own.zygote, slot, own.sandbox) for slot in range(4)]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda place: grade(path, rules, place, CUDA), places))
    assert [report.score for report in reports] == [100.0] * 4


def test_the_doctor_finds_every_gpu_working(own: Place) -> None:
    """With its name, memory and versions."""
    for tried in try_devices(own.zygote)[1:]:
        assert tried.failure == ""
        assert tried.gpu is not None
        assert tried.gpu.memory > 0
        assert tried.gpu.driver != "unknown"
