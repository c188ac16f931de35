"""Hand-built reports, one for each story a page has to tell."""

from itertools import pairwise
from typing import Any

from grader.report import (
    Attempt,
    CheckResult,
    Environment,
    GpuUsed,
    IntegrityNote,
    Layer,
    LossSeen,
    Optimizer,
    Output,
    PhaseResult,
    Report,
    RubricId,
    SubmissionId,
    Training,
)

RUBRIC = RubricId(name="challenge", title="Challenge: [a, b, c] to [a, b, c, c+1, c+2]", sha256="5f3a" * 16)
SUBMISSION = SubmissionId(name="my_solution", files=("my_solution.py",), sha256="c0de" * 16)
SANDBOX = (
    *(Layer(layer=name, active=False, detail="not permitted here") for name in ("namespaces", "root_filesystem")),
    *(Layer(layer=name, active=True) for name in ("identity", "capabilities", "no_new_privs", "seccomp", "rlimits")),
    Layer(layer="landlock", active=True, detail="ABI 7"),
    *(Layer(layer=name, active=True) for name in ("watchdog", "lifeline", "kill_tree")),
)
ENVIRONMENT = Environment(grader="0.1.0", python="3.11.7", torch="2.6.0", device="cpu", sandbox=SANDBOX)
ON_A_GPU = ENVIRONMENT.model_copy(
    update={
        "device": "cuda:0",
        "gpu": GpuUsed(name="NVIDIA L4", memory=24 * 10**9, used=35 * 10**6, driver="570.86.15", cuda="12.8"),
    }
)
RAN = (
    PhaseResult(name="load", outcome="ok", seconds=0.031),
    PhaseResult(name="build", outcome="ok", seconds=0.002),
    PhaseResult(name="train", outcome="ok", seconds=1.84),
    PhaseResult(name="evaluate", outcome="ok", seconds=0.046),
)
TITLES = {
    "layer_shapes": "The layers have the right shapes",
    "parameter_count": "The network has a sensible number of parameters",
    "zero_grad": "Gradients are reset in every step",
    "learned": "The answer was learned into the parameters",
    "held_out_loss": "The trained network is right about new inputs",
    "every_integer": "It works for every integer",
}


def layers(*widths: int) -> dict[str, Any]:
    """Return the evidence of a stack of linear layers of these widths."""
    stack = [
        {"name": f"m{place}", "kind": "Linear", "in": [before], "out": [after]}
        for place, (before, after) in enumerate(pairwise(widths), start=1)
    ]
    expected = {"input": [widths[0]], "output": [5], "narrowest": 3}
    return {"layers": stack, "expected": expected, "output_shape": [widths[-1]], "rank": min(widths)}


def turns(*beads: str, steps: int = 10_000, stale: bool = False) -> dict[str, Any]:
    """Return the evidence of a loop that did these again and again; `-reset` is missing, `!reset` out of place."""
    marks = {"-": "missing", "!": "wrong"}
    made = [{"act": bead.lstrip("-!"), "mark": marks.get(bead[0], "right"), "times": 1} for bead in beads]
    kept = [{"step": n, "beads": made, "fresh": 1, "stale": (n - 1) * stale} for n in range(1, 7)]
    return {"steps": steps, "timeline": kept}


def outputs(*off: float) -> list[dict[str, Any]]:
    """Return the evidence of five outputs, each off by as much on every input."""
    rules = zip(("a", "b", "c", "c + 1", "c + 2"), off, strict=True)
    return [
        {
            "right": rule,
            "learned": f"{rule} + {error:g}",
            "mean_error": error,
            "errors": [500 * (place == round(10 + error * 4)) for place in range(21)],
        }
        for rule, error in rules
    ]


def passed(kind: str, points: float, message: str, **evidence: Any) -> CheckResult:
    """Return a check that earned all its points."""
    return CheckResult(
        id=kind, kind=kind, title=TITLES[kind], status="passed", score=points, max_score=points,
        diagnosis="correct", message=message, evidence=evidence,
    )  # fmt: skip


def waiting(kind: str, points: float, **evidence: Any) -> CheckResult:
    """Return a check that was not judged."""
    return CheckResult(
        id=kind, kind=kind, title=TITLES[kind], status="not_judged", score=0, max_score=points,
        diagnosis="no_evaluate", message="Not judged.", hint="First fix what stopped it.", evidence=evidence,
    )  # fmt: skip


SHAPES = passed("layer_shapes", 20, "3 → Linear 8 → Linear 5.", **layers(3, 8, 5))
COUNT = passed("parameter_count", 10, "MyNetwork has 77 trainable parameters.", trainable=77, total=77)
RESET = passed("zero_grad", 30, "In all 10,000 steps the gradients were reset before backward().",
    **turns("backprop", "optimize", "reset"),
)  # fmt: skip
LEARNED = passed("learned", 0, "The parameters alone give the answers.")
LOSS = passed(
    "held_out_loss", 30, "On 500 new inputs the loss is 0.0123: learned.",
    loss=0.01234, kind_of_loss="sum_of_squares", examples=500,
    outputs=outputs(0.0012, -0.0003, 0.0101, 0.0, -0.0213), reach=2.2, close=0.22,
)  # fmt: skip
REACH = passed(
    "every_integer", 10, "Right for integers up to ±1000, far beyond what it can have seen.",
    right_up_to=1000, share_asked=0.9, share_exact={"±10": 1.0, "±30": 1.0, "±100": 1.0, "±300": 1.0, "±1000": 0.985},
)  # fmt: skip
NEVER_ZEROED = CheckResult(
    id="zero_grad",
    kind="zero_grad",
    title=TITLES["zero_grad"],
    status="failed",
    score=0,
    max_score=30,
    diagnosis="never_zeroed",
    message="In 10,000 steps the gradients were never reset: each `step()` also repeats all earlier ones.",
    hint="Add `my_sgd.zero_grad()` as the last line of your training loop, after `my_sgd.step()`. "
    "Without it the gradients of all examples pile up, and the steps overshoot.",
    lab="Reset!",
    evidence={
        "line": "my_solution.py, line 24: my_sgd.step()",
        **turns("backprop", "optimize", "-reset", stale=True),
    },
)
NOT_LEARNED = CheckResult(
    id="held_out_loss",
    kind="held_out_loss",
    title=TITLES["held_out_loss"],
    status="partial",
    score=12.4,
    max_score=30,
    diagnosis="partly_learned",
    message="On 500 new inputs the loss is 0.69 (full marks below 0.25, none above 1).",
    hint="It is on its way: take more steps, or make the learning rate 3 times larger as long as the loss falls.",
    lab="Challenge",
    evidence={
        "loss": 0.69,
        "kind_of_loss": "sum_of_squares",
        "examples": 500,
        "outputs": outputs(0.1, 0, 0, -0.5, -1),
        "reach": 2.2,
        "close": 0.22,
    },
)
BOTTLENECK = CheckResult(
    id="layer_shapes",
    kind="layer_shapes",
    title=TITLES["layer_shapes"],
    status="failed",
    score=0,
    max_score=20,
    diagnosis="bottleneck",
    message="Layer `m1` (Linear 3 → 2) lets only 2 numbers through; 3 must get through.",
    hint="No later layer brings back what was dropped: make every layer at least 3 wide.",
    lab="`nn.Linear`",
    evidence=layers(3, 2, 5),
)

FELL = Training(
    steps=10_000,
    optimizers=(Optimizer(kind="SGD", learning_rate=0.001),),
    losses=tuple(LossSeen(step=250 * n, loss=300 * 0.75**n) for n in range(40)),
)
EXPLODED = FELL.model_copy(
    update={
        "losses": tuple(LossSeen(step=250 * n, loss=300 * 10.0**n if n < 12 else None) for n in range(40)),
        "first_nan": 2_951,
    }
)


def report(*checks: CheckResult, **parts: Any) -> Report:
    """Return the report of `checks`, with whatever else it is told."""
    outcome = parts.get("outcome", "graded")
    score = None if outcome == "infrastructure" else round(sum(check.score for check in checks), 2)
    given = {"phases": RAN, "environment": ENVIRONMENT, "submission": SUBMISSION, **parts}
    maximum = sum(check.max_score for check in checks)
    return Report(
        **{"rubric": RUBRIC, "outcome": outcome, "score": score, "max_score": maximum, "checks": checks, **given}
    )


def stopped(name: str, outcome: str, seconds: float, detail: str, hint: str = "") -> tuple[PhaseResult, ...]:
    """Return the phases of a run that ended in phase `name`."""
    names = [phase.name for phase in RAN]
    at = names.index(name)
    end = PhaseResult(name=name, outcome=outcome, seconds=seconds, detail=detail, hint=hint)
    after = (PhaseResult(name=later, outcome="not_reached", seconds=0) for later in names[at + 1 :])
    return (*RAN[:at], end, *after)


_HOSTILE = (
    "</pre></style><script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)> "
    "{{ 7 * 7 }} [bold red]markup[/] \x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202egnp.exe\u2066 \r\x00 `code`"
)
_LONG_LINE = "x" * 3_000

REPORTS: dict[str, Report] = {
    "full_marks": report(
        SHAPES, COUNT, RESET, LEARNED, LOSS, REACH, attempts=(Attempt(seed=0, score=100),), training=FELL,
    ),
    "never_zeroed": report(
        SHAPES, COUNT, NEVER_ZEROED, LEARNED, NOT_LEARNED, REACH,
        attempts=tuple(Attempt(seed=seed, score=52.4 - seed) for seed in range(3)),
        training=EXPLODED,
        output=Output(stdout="".join(f"step {1000 * n} loss {9.1 / (n + 1):.4f}\n" for n in range(10))),
    ),
    "forgiven": report(
        SHAPES, NEVER_ZEROED, LEARNED,
        NOT_LEARNED.model_copy(update={"score": 30, "forgiven": True, "message": NOT_LEARNED.message
            + f" No marks are lost for this: they were already lost for “{TITLES['zero_grad']}”."}),
        environment=ON_A_GPU,
    ),
    "syntax_error": report(
        *(waiting(kind, points, phase="load", outcome="exception") for kind, points in
          {"layer_shapes": 20, "parameter_count": 10, "zero_grad": 30, "held_out_loss": 40}.items()),
        outcome="not_graded",
        phases=stopped("load", "exception", 0.004,
            "my_solution.py, line 12\n    for i in range(10000)\nSyntaxError: expected ':'",
            "Python can't read this line, so nothing was run."),
        environment=Environment(grader="0.1.0", python="", torch="", device=""),
    ),
    "infrastructure": report(
        *(CheckResult(id=kind, kind=kind, title=TITLES[kind], status="error", score=0, max_score=50,
                      diagnosis="infrastructure", message="The grader itself could not work: torch is missing")
          for kind in ("layer_shapes", "zero_grad")),
        outcome="infrastructure",
        phases=(),
        environment=Environment(grader="0.1.0", python="", torch="", device=""),
    ),
    "endless_training": report(
        BOTTLENECK, COUNT, RESET,
        waiting("learned", 0, phase="train", outcome="timeout"),
        waiting("held_out_loss", 30, phase="train", outcome="timeout"),
        waiting("every_integer", 10, requires=["learned"]),
        phases=stopped("train", "timeout", 120.04,
            "It was still running after 120 seconds, which is the limit.", "Check that the loop ends."),
        output=Output(stdout="a\n[… 9 bytes left out …]\nz\n", stderr="UserWarning: slow\n", truncated=True),
        environment=ENVIRONMENT.model_copy(update={
            "sandbox": tuple(layer.model_copy(update={"active": False}) for layer in SANDBOX)}),
    ),
    "hostile": report(
        SHAPES.model_copy(update={"title": _HOSTILE, "evidence": {
            "layers": [{"name": _HOSTILE, "kind": "<b>Linear</b>", "in": [3], "out": [5]}], _HOSTILE: _HOSTILE}}),
        NEVER_ZEROED.model_copy(update={"message": _HOSTILE, "hint": _HOSTILE, "lab": _HOSTILE}),
        NOT_LEARNED.model_copy(update={"message": _LONG_LINE}),
        phases=stopped("evaluate", "exception", 0.2, f"my_solution.py, line 3\n    {_LONG_LINE}\nError: {_HOSTILE}"),
        submission=SubmissionId(name=_HOSTILE, files=(_HOSTILE,), sha256="bad" * 20, students=(_HOSTILE,)),
        training=FELL.model_copy(update={"optimizers": (Optimizer(kind=_HOSTILE, learning_rate=None),)}),
        output=Output(stdout=_LONG_LINE + _HOSTILE, stderr=f"{_HOSTILE}\nשלום עולם، مرحبا بالعالم\n"),
    ),
    "hidden_checks": report(
        SHAPES, COUNT,
        NEVER_ZEROED.model_copy(update={"title": "A secret title", "visibility": "hidden"}),
        waiting("held_out_loss", 30, requires=["zero_grad"]),
        REACH.model_copy(update={"visibility": "after_due_date"}),
        integrity=(IntegrityNote(code="attribute_outside_parameters",
            message="The answers depend on `self.table`, which is no parameter."),),
        attempts=(Attempt(seed=0, score=40), Attempt(seed=1, score=40)),
    ),
}  # fmt: skip
"""What is rendered in golden files, by the name of the file."""

_MILLION = "x" * 1_000_000
LONG_LINES = report(
    NOT_LEARNED.model_copy(update={"message": _MILLION, "evidence": {"value": _MILLION}}),
    phases=stopped("evaluate", "exception", 0.2, f"my_solution.py, line 3\n    {_MILLION}\nError: {_MILLION}"),
    output=Output(stdout=_MILLION, stderr=f"{_MILLION}\n" * 3),
)
"""Lines of a million characters everywhere, too long for a golden file."""
