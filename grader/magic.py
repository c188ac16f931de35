"""`%grade` in a notebook: grades what the notebook holds now, and shows the report below the cell."""

import atexit
import importlib
import json
import sys
from collections.abc import Sequence
from html import escape
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import display

from grader.errors import GradeError
from grader.render import html, terminal
from grader.report import Report
from grader.rubric import find, load
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import Submission, of_history, of_notebook

NAME = "notebook"
_COLAB_SECONDS = 20
_WIDTH = 100


def register(shell: Any) -> None:
    """Offer `%grade` in an IPython shell."""
    magics = GradeMagics(shell)
    shell.register_magics(magics)
    shell.events.register("pre_run_cell", magics.runs)
    shell.events.register("post_run_cell", magics.ran)


@magics_class
class GradeMagics(Magics):
    """`%grade`, and the warm process behind it."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._history = shell.history_manager
        self._failed: set[int] = set()
        self._unmended: dict[object, int] = {}
        """The cells that failed when they last ran, by id, or by number where the notebook tells no ids."""
        self._grading = False
        self._zygote: Zygote | None = None

    def runs(self, info: Any) -> None:
        """Forget that the cell failed in an older version."""
        self._grading = False
        self._unmended.pop(_id(info), None)

    def ran(self, result: Any) -> None:
        """Remember a cell that stopped with an error; one that grades has nothing in it to grade."""
        number = result.execution_count
        if not (result.success or self._grading or number is None):
            self._failed.add(number)
            self._unmended[_id(result.info) or number] = number

    @line_magic
    def grade(self, line: str) -> None:
        """Grade what this notebook holds now: `%grade`, or with a rubric's name or file, `%grade one_vector`.

        Colab is asked for the notebook itself. Elsewhere the cells count that have run, in their last versions.
        """
        self._grading = True
        if self._zygote is None:
            self._zygote = Zygote()
            atexit.register(self._zygote.close)
        try:
            session = open_session(load(find(line.strip() or "challenge")), Place(self._zygote))
            submission, left_out = self._held()
            report = session.grade(submission)
        except GradeError as error:
            raise UsageError(str(error)) from None
        display(bundle(report, left_out), raw=True)  # type: ignore[no-untyped-call]

    def _held(self) -> tuple[Submission, list[int]]:
        """Return what the notebook holds, and the numbers of its cells that are left out."""
        document = _from_colab()
        if document is not None:
            return of_notebook(NAME, document), []
        ran = enumerate(self._history.input_hist_raw)
        held = of_history(NAME, {number: source for number, source in ran if number not in self._failed})
        return held, sorted(self._unmended.values())


def _id(info: Any) -> object:
    """Return the cell's id, None from a notebook or an IPython (before 8) that tells none."""
    return getattr(info, "cell_id", None)


def bundle(report: Report, left_out: Sequence[int]) -> dict[str, str]:
    """Return the report for a notebook: the page in a frame that runs no script, and plain text.

    Both begin with the numbers of the cells that were left out.
    """
    note = _note(left_out)
    page = escape(html.render(report), quote=True)
    style = "width: 100%; height: 40rem; border: 0; resize: vertical"
    frame = f'<iframe sandbox title="The report of grade" style="{style}" srcdoc="{page}"></iframe>'
    # Around it, since IPython takes a frame by itself for a mistake.
    return {
        "text/html": f"<div>{f'<p>{note}</p>' if note else ''}{frame}</div>",
        "text/plain": (f"{note}\n\n" if note else "") + terminal.render(report, width=_WIDTH, colour=False),
    }


def _note(left_out: Sequence[int]) -> str:
    if not left_out:
        return ""
    *others, last = map(str, left_out)
    named = f"cells {', '.join(others)} and {last}" if others else f"cell {last}"
    return f"Left out: {named}, which stopped with an error. What is mended and run again is graded too."


def _from_colab() -> bytes | None:
    """Return the notebook as Colab's page holds it, None elsewhere or where Colab does not answer."""
    if "google.colab" not in sys.modules:
        return None
    try:
        message = importlib.import_module("google.colab._message")
        answer = message.blocking_request("get_ipynb", timeout_sec=_COLAB_SECONDS)
        return json.dumps(answer["ipynb"]).encode()
    except Exception:  # noqa: BLE001  the cells that ran are the next best
        return None
