"""The words that every format uses for the report's codes and numbers."""

from typing import NamedTuple

from grader.report import CheckResult, Report, Status, Visibility
from grader.wire.environments import missing
from grader.wire.machine import SandboxLayer
from grader.wire.observation import PhaseName, PhaseOutcome


class Sign(NamedTuple):
    """A status as a symbol and in words, so that colour is never needed to tell."""

    symbol: str
    word: str


SIGNS: dict[Status, Sign] = {
    "passed": Sign("✓", "passed"),
    "partial": Sign("◐", "partial"),
    "failed": Sign("✗", "failed"),
    "not_judged": Sign("–", "not judged"),
    "error": Sign("!", "our fault"),
}

_FORGIVEN = "forgiven"

PHASES: dict[PhaseName, str] = {
    "load": "Loading your file",
    "build": "Building your network",
    "train": "Training",
    "evaluate": "Trying the trained network",
}

OUTCOMES: dict[PhaseOutcome, str] = {
    "ok": "went well",
    "exception": "stopped with an error",
    "timeout": "took too long",
    "out_of_memory": "needed too much memory",
    "output_limit": "printed too much",
    "disk_limit": "wrote too much to disk",
    "exited": "ended before it was finished",
    "killed": "crashed",
    "protocol": "could not be followed by the grader",
    "not_reached": "was not reached",
}

VISIBILITIES: dict[Visibility, str] = {
    "visible": "",
    "hidden": "hidden from students",
    "after_due_date": "hidden until the due date",
    "after_published": "hidden until grades are published",
}

LATER = "The results come later"
"""What a student is told while every check that is worth points is hidden."""
EXPLAINED = "explained above"
EFFECT = "may come from what is explained above"
NOT_YOUR_FAULT = "This is not your fault"
BOUNDS = frozenset({"rlimits", "watchdog", "lifeline", "kill_tree"})
"""Layers that end what runs away, and keep nothing from what a child can reach."""
UNCONFINED = "No layer of the sandbox was active: nothing but time and memory limits held this code back."


def number(value: float) -> str:
    """Return a score without the zeros nobody needs: `70`, `6.67`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def sign(check: CheckResult) -> Sign:
    """Return how a check is marked; one that is forgiven is still something to fix."""
    found = SIGNS[check.status]
    return found._replace(word=_FORGIVEN) if check.forgiven else found


def points(check: CheckResult) -> str:
    """Return what a check earned of what it is worth; empty where it is worth nothing."""
    return f"{number(check.score)} / {number(check.max_score)}" if check.max_score else ""


def duration(seconds: float) -> str:
    """Return a time with as many digits as mean something."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def counted(count: int, thing: str) -> str:
    """Return `1 check`, `2 checks`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def device(report: Report) -> str:
    """Return where it was trained, and of a GPU what it is and how much of it was used."""
    where, gpu = report.environment.device, report.environment.gpu
    if gpu is None:
        return where
    used = "" if gpu.used is None else f", {gpu.used / 2**20:,.0f} MiB used at most"
    return f"{where} ({gpu.name}, {gpu.memory / 2**30:,.1f} GiB{used}, driver {gpu.driver}, CUDA {gpu.cuda})"


def confinement(report: Report) -> str:
    """Return how many layers of the sandbox held, and which did not; empty where no code ran."""
    layers = report.environment.sandbox
    if not any(layer.active and layer.layer not in BOUNDS for layer in layers):
        return UNCONFINED if layers or report.environment.python else ""
    said = f"{sum(layer.active for layer in layers)} of {counted(len(layers), 'sandbox layer')} active"
    if absent := [layer.layer for layer in layers if not layer.active]:
        said += f", without {', '.join(absent)}"
    lacking = missing(tuple(SandboxLayer(layer.layer, layer.active) for layer in layers))
    return f"{said}: strict mode would refuse to run here" if lacking else said
