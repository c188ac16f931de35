"""Whatever student code does, its phase gets the right outcome, on time, and nothing is left running."""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from observing import NETWORK, see

from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.wire.observation import Observation, PhaseName, PhaseOutcome
from grader.wire.plan import Limits

SECONDS = 2.0
LIMITS = Limits(load=SECONDS, train=SECONDS, evaluate=SECONDS, memory=256 * 1024**2, disk=4 * 1024**2)
GRACE = 2.0


def run(place: Place, body: str, *, limits: Limits = LIMITS, at: str = "train") -> Observation:
    """Observe a network whose `train` (or top level) runs `body`."""
    lines = body.strip().splitlines()
    code = "def train(network):\n" + "\n".join(f"    {line}" for line in lines) if at == "train" else "\n".join(lines)
    if at != "train":
        code += "\ndef train(network): pass"
    return see(place, f"{NETWORK}\n{code}\n", limits=limits)


@dataclass(frozen=True)
class Case:
    """One way to misbehave."""

    name: str
    body: str
    outcome: PhaseOutcome


CASES = [
    Case("an endless loop", "while True: pass", "timeout"),
    Case("a sleep", "time.sleep(1000)", "timeout"),
    Case(
        "a loop that swallows every exception",
        "while True:\n    try:\n        time.sleep(0.01)\n    except BaseException:\n        pass",
        "timeout",
    ),
    Case(
        "a loop that ignores every signal",
        "for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "while True: pass",
        "timeout",
    ),
    Case("an allocation of 20 GB at once", "torch.ones(5 * 1024**3)", "out_of_memory"),
    Case("a list that grows", "x = []\nwhile True: x.append(bytearray(1024**2))", "out_of_memory"),
    Case("a huge file", "open('big', 'wb').write(bytes(64 * 1024**2))", "disk_limit"),
    Case("quit()", "raise SystemExit('bye')", "exited"),
    Case("an abort", "os.abort()", "killed"),
    Case("killing itself", "os.kill(os.getpid(), signal.SIGKILL)", "killed"),
    Case("closing every descriptor", "os.closerange(0, 1000)\nwhile True: pass", "protocol"),
    Case("deep recursion", "def f(): f()\nf()", "exception"),
    Case("an exception that can't be printed",
         "class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "exception"),
    Case("stopping itself", "os.kill(os.getpid(), signal.SIGSTOP)", "timeout"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_phase_that_misbehaves_has_its_own_outcome_on_time(place: Place, case: Case) -> None:
    """The outcome is right, the limit is kept within two seconds, and what was seen before is kept."""
    start = time.monotonic()
    seen = run(place, case.body)
    took = time.monotonic() - start
    assert seen.phase("train").outcome == case.outcome, seen.phase("train")
    assert took < SECONDS + GRACE
    assert seen.forward is not None
    assert seen.forward.output_shape == (5,)


@pytest.mark.parametrize(
    ("at", "body", "phase", "outcome"),
    [
        ("load", "while True: pass", "load", "timeout"),
        ("load", "os._exit(0)", "load", "exited"),
        ("load", "sys.exit(0)", "load", "exited"),
        ("load", "def __getattr__(name): raise KeyError(name)\ndel MyNetwork", "build", "exception"),
        ("load", "MyNetwork.__init__ = lambda self: time.sleep(1000)", "build", "timeout"),
    ],
)
def test_trouble_before_training_is_told_apart(
    place: Place,
    at: str,
    body: str,
    phase: PhaseName,
    outcome: PhaseOutcome,
) -> None:
    """Loading and building have their own limits and outcomes."""
    seen = run(place, body, at=at)
    assert seen.phase(phase).outcome == outcome, seen.phases
    assert seen.phase("train").outcome == "not_reached"


def alive(marker: str) -> list[int]:
    """Processes of this machine with this name."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if marker.encode() in (entry / "comm").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


LEAVERS = {
    "a child of its own": "if os.fork() == 0: time.sleep(1000)",
    "a daemon": "if os.fork() == 0:\n    try: os.setsid()\n    except OSError: pass\n"
    "    if os.fork() == 0: time.sleep(1000)\n    os._exit(0)",
    "a thread": "threading.Thread(target=time.sleep, args=(1000,)).start()",
}


@pytest.mark.skipif(not Path("/proc/self/comm").exists(), reason="needs /proc to look for processes")
@pytest.mark.parametrize("body", LEAVERS.values(), ids=LEAVERS.keys())
def test_nothing_is_left_running(place: Place, body: str) -> None:
    """Children, daemons and threads are gone when the observation is there."""
    marker = f"left{os.getpid() % 100000}"
    # 15 sets the name of a process, which its children have too; 16 reads it.
    naming = f"import ctypes\nlibc = ctypes.CDLL(None)\nlibc.prctl(15, b'{marker}')"
    reading = "name = ctypes.create_string_buffer(16)\nlibc.prctl(16, name)\nprint(name.value.decode(), flush=True)"
    seen = run(place, f"{naming}\n{reading}\n{body}")
    assert seen.phase("train").outcome in ("ok", "timeout", "exception"), seen.phase("train")
    assert seen.printed.stdout == f"{marker}\n"
    assert alive(marker) == []


def test_what_is_left_running_would_be_found() -> None:
    """Else the test above could not fail."""
    marker = f"stay{os.getpid() % 100000}"
    naming = f"import ctypes; ctypes.CDLL(None).prctl(15, b'{marker}'); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", naming], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert alive(marker) == [process.pid]
        process.kill()


def test_what_the_child_prints_is_safe_to_show(place: Place) -> None:
    """Escapes, bad bytes and the grader's own folders do not come through."""
    seen = run(
        place,
        "print('\\x1b[31mred\\x1b[0m \\x07bell', os.getcwd())\nos.write(1, b'\\xff\\n')\nos.write(2, b'err\\n')\n"
        "print('50%\\r100%')",
    )
    assert seen.printed.stdout.startswith("red bell .\n")
    assert "\ufffd" in seen.printed.stdout
    assert seen.printed.stdout.endswith("100%\n")
    assert seen.printed.stderr == "err\n"


def test_what_the_child_prints_names_no_place_of_this_machine(place: Place) -> None:
    """Nor do Python's own words about an error that nobody caught, or a warning in a library."""
    seen = run(
        place,
        "class Dying:\n    def __del__(self):\n        torch.nn.functional.linear(torch.ones(3), None)\nDying()\n"
        "thread = threading.Thread(target=lambda: network(torch.ones(4)))\nthread.start(); thread.join()\n"
        "nn.MSELoss()(torch.ones(3, 5), torch.ones(5))\nprint(torch.__file__, os.__file__, os.getcwd() + '/a.py')",
    )
    told = seen.printed.stdout + seen.printed.stderr
    assert "Exception ignored in" in told
    assert '  File "student.py", line ' in told
    assert re.search(r'File "<python>/\S*/torch/nn/modules/linear.py", line ', told)
    assert re.search(
        r"^<python>/\S*/torch/nn/modules/loss.py:\d+: UserWarning: Using a target size", told, re.MULTILINE
    )
    assert seen.printed.stdout.endswith(" a.py\n")
    for root in (sys.prefix, sys.base_prefix, tempfile.gettempdir()):
        assert root not in told


def test_only_the_output_counts_as_printed(place: Place) -> None:
    """Warnings are Python's, and none is told apart from what else comes on standard error."""
    seen = run(place, "import warnings\nprint('mine')\nwarnings.warn('not mine')\nsys.stderr.write(200_000 * 'x')")
    assert seen.printed.stdout == "mine\n"
    assert "UserWarning: not mine" in seen.printed.stderr
    assert "bytes left out" in seen.printed.stderr


def test_a_child_starts_clean(place: Place) -> None:
    """No inherited descriptor, an almost empty environment, an own folder with the student's file only."""
    seen = run(
        place,
        "print(sorted(os.listdir('.')), os.environ.get('PATH'), 'HOME' in os.environ)\n"
        "open_ones = [fd for fd in range(3, 256) if os.path.exists(f'/proc/self/fd/{fd}')]\n"
        "print(len(open_ones) <= 2, sys.stdin.read())",
    )
    assert seen.phase("train").outcome == "ok", seen.phase("train")
    lines = seen.printed.stdout.splitlines()
    assert lines[0].startswith("['student.py']")
    assert lines[1] == "True "


def test_a_child_on_the_cpu_is_told_of_no_gpu(place: Place) -> None:
    """Whatever the sandbox hides, CUDA's own choice hides them all."""
    seen = run(place, "print(repr(os.environ['CUDA_VISIBLE_DEVICES']), torch.cuda.is_available())")
    assert seen.printed.stdout == "'' False\n"


def test_a_dead_zygote_is_replaced() -> None:
    """When the zygote is gone, the next child comes from a new one."""
    with Zygote() as zygote:
        zygote.wait_until_warm()
        zygote._warm._process.kill()
        zygote._warm._process.wait()
        assert run(Place(zygote), "pass").phase("train").outcome == "ok"


def test_a_fresh_process_sees_the_same_as_a_fork(place: Place) -> None:
    """The fallback for machines where a warmed torch can't be forked runs the same worker."""
    body = "print('here', torch.rand(1).item())\nraise ValueError('no')"
    with Zygote(fresh=True) as zygote:
        fresh = run(Place(zygote), body)
    forked = run(place, body)
    assert [(p.name, p.outcome, p.failure) for p in fresh.phases] == [
        (p.name, p.outcome, p.failure) for p in forked.phases
    ]
    assert (fresh.printed, fresh.forward, fresh.network) == (forked.printed, forked.forward, forked.network)
