"""`pytest`: an instructor's own tests, run beside the student's code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PrivateAttr, model_validator

from grader import syntax
from grader.beside import PATH, existing
from grader.causes import cause
from grader.check import Asks, Check, Judgement, Seen, not_judged
from grader.fault import Fault, faulty
from grader.measures import Seconds
from grader.report import IntegrityNote
from grader.student_words import told
from grader.wire.observation import Failure, Phase, SuiteRun
from grader.wire.plan import Suite

_LARGEST = 256 * 1024
_SHOWN = 3
_LONGEST = 160
"""Characters of what one test says; the page's table has more."""
_ROW = 400
_HINT = "The name of a test says what it looks at. Try the same with your own network."
_NOT_BELIEVED = "Beside this code a test that must fail has passed, so what the other tests say can't be used."
_LEAVE_ALONE = "Hand in code that leaves pytest, and how Python runs functions, as they are."
_KNOWN = {
    "timeout": "it took too long",
    "out_of_memory": "it asked for too much memory",
    "disk_limit": "it wrote too much to disk",
    "exited": "it ended the program",
}
_BROKE_OFF = {
    "exception": "pytest was stopped",
    "timeout": "the time for all tests was up",
    "out_of_memory": "there was no memory left",
    "output_limit": "too much was printed",
    "disk_limit": "too much was written to disk",
    "exited": "your code ended the program",
    "killed": "the program crashed",
}
_AT = ("file",)
_PHASES = {"load": "your file could not be loaded", "build": "your network could not be built"}


def _text(path: Path) -> str:
    if path.suffix != ".py" or not path.is_file() or path.stat().st_size > _LARGEST:
        raise faulty(Fault(f"expected a .py file of at most {_LARGEST // 1024} KiB, found {path.name}", at=_AT))
    try:
        text = path.read_text(encoding="utf-8-sig")
        tree = syntax.module(text)
    except (SyntaxError, ValueError) as error:
        where = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else str(error)
        raise faulty(Fault(f"expected Python in {path.name}, found {where}", "run pytest on it first", _AT)) from None
    functions = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    if not any(name.startswith("test") for name in functions):
        hint = "the name of a test's function begins with `test`"
        raise faulty(Fault(f"expected tests in {path.name}, found none", hint, _AT))
    return text


class Pytest(Check):
    """Says whether the instructor's own pytest file passes.

    **What it does.** After training has ended, a fresh process, which never trained, reads the file, then loads the
    student's code, and runs each test. Tests ask for what they need by fixtures: `submission` is the student's module,
    `network` a new network, `trained` a new one with the trained values, in evaluation mode; the last two are made
    anew for each test. Of a script that trains, `submission` has what its classes need, and not the rest. Files in
    `provides` lie in the working folder. pytest's own fixtures and marks work, other plugins and `conftest.py` don't.
    Each test counts the same; only one that passes counts. A test that takes longer than `timeout` fails; all together
    have the `evaluate` limit.

    **Why.** For what no other check looks at: a property, a helper function, what happens with odd inputs. Students
    read the first line of what a failed assertion says, so write it for them: `assert same, "another order gives
    another sum"`.

    **What it is worth.** The tests run beside the student's code, which can read them, and hostile code can change
    pytest and make them pass: what they say is the code's own word. So put nothing secret into the file, such as
    held-out answers, and grade what must not be forged with `held_out_loss`, `accuracy` or `every_integer`.

    ```yaml
    - check: pytest
      points: 20
      file: test_any_order.py
      timeout: 5 s
    ```

    ```python
    import torch


    def test_the_order_does_not_matter(trained):
        x = torch.tensor([[3.0, -1.0, 4.0, 2.0]])
        assert torch.allclose(trained(x), trained(x.flip(1)), atol=1e-4), "another order gives another sum"
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | every test passed |
    | `tests_failed` | a test did not pass |
    | `tests_broke_off` | the run ended before all tests did: time, memory, a crash |
    | `tests_not_believed` | a test of the grader's own, which must fail, passed: something changed pytest |
    | `no_train` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "Your code passes your instructor's tests"
    by_chance: ClassVar[bool] = True
    needs_network: ClassVar[bool] = False

    check: Literal["pytest"]
    file: Annotated[
        Path,
        existing("a pytest file"),
        PATH,
        Field(description="the pytest file; its path starts at the rubric's folder"),
    ]
    timeout: Annotated[Seconds, Field(description="time for each test")] = 5.0

    _suite: Suite = PrivateAttr()

    @model_validator(mode="after")
    def _read(self) -> "Pytest":
        # Once: what was checked is what is run.
        self._suite = Suite(self.file.name, _text(self.file), self.timeout)
        return self

    def asks(self) -> Asks:
        """Ask for a run of the tests."""
        return Asks(suites=(self._suite,))

    def judge(self, seen: Seen) -> Judgement:
        """Judge by how many tests passed."""
        run = next((run for run in seen.submission.suites if run.key == self._suite.key), None)
        if run is None:
            return not_judged("train", seen.submission)
        passed = sum(result.outcome == "passed" for result in run.results)
        count = len(run.names)
        if run.control is not None and run.control.outcome == "passed":
            note = IntegrityNote(code="tests_not_believed", message=_NOT_BELIEVED)
            return Judgement(0.0, "tests_not_believed", _NOT_BELIEVED, _LEAVE_ALONE, notes=(note,))
        evidence = {"tests": list(_rows(run))}
        if run.control is None and len(run.results) == count:
            message = f"The tests were run, but then the process did not end as it should: {_why(run.ended)}."
            return Judgement(0.0, "tests_broke_off", message, _LEAVE_ALONE, evidence=evidence)
        if passed == count:
            said = "The test passed." if count == 1 else f"All {count} tests passed."
            return Judgement(1.0, "correct", said, evidence=evidence)
        counted = "The test did not pass." if count == 1 else f"{passed} of {count} tests passed."
        message = "\n".join([counted, *_not_passed(run)])
        diagnosis = "tests_failed" if len(run.results) == count else "tests_broke_off"
        return Judgement(passed / count, diagnosis, message, _hint(run), evidence=evidence)


def _rows(run: SuiteRun) -> Iterator[dict[str, str]]:
    for number, name in enumerate(run.names):
        if number < len(run.results):
            result = run.results[number]
            yield {"test": name, "result": result.outcome, "says": _says(result.failure, _ROW)}
        else:
            yield {"test": name, "result": "not finished" if number == len(run.results) else "not run", "says": ""}


def _not_passed(run: SuiteRun) -> Iterator[str]:
    failed = [result for result in run.results if result.outcome != "passed"]
    for result in failed[:_SHOWN]:
        how = "was skipped" if result.outcome == "skipped" else "failed"
        yield f"`{run.names[result.number]}` {how}: {_says(result.failure, _LONGEST)}."
    if len(failed) > _SHOWN:
        yield f"And {len(failed) - _SHOWN} more did not pass."
    missing = run.names[len(run.results) :]
    if missing:
        yield f"`{missing[0]}` was not finished: {_why(run.ended)}."
    if len(missing) > 1:
        yield "The one after it was not run." if len(missing) == 2 else f"The {len(missing) - 1} after it were not run."  # noqa: PLR2004


def _says(failure: Failure | None, most: int) -> str:
    """Return the first line of what a test says, shortened."""
    if failure is None:
        return ""
    if failure.kind in _KNOWN:
        return _KNOWN[failure.kind]
    first = told(Failure(failure.kind, failure.type, failure.message.partition("\n")[0], failure.frames))
    plain = first.removeprefix("AssertionError: ").strip().removesuffix(".") or failure.type
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _why(ended: Phase) -> str:
    why = f": {told(ended.failure)}" if ended.outcome == "exception" and ended.failure else ""
    if ended.name in _PHASES:
        return f"{_PHASES[ended.name]}{why}"
    return f"{_BROKE_OFF.get(ended.outcome, 'it wrote into the channel of the grader')}{why}"


def _hint(run: SuiteRun) -> str:
    failures = [result.failure for result in run.results if result.failure is not None]
    known = next(filter(None, map(cause, failures)), None)
    return known.meaning if known else _HINT
