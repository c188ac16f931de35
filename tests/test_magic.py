"""`%load_ext grader` and `%grade`, in a real IPython shell in a process of its own."""

import html
import json
import re
import subprocess
import sys

from notebooks import colab
from observing import NETWORK

IN_A_SHELL = """
import json, sys, types
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
given = json.load(sys.stdin)
if given["colab"]:
    names = ("google", "google.colab", "google.colab._message")
    sys.modules.update({name: types.ModuleType(name) for name in names})
    answers = {"get_ipynb": {"ipynb": given["colab"]}}
    sys.modules[names[-1]].blocking_request = lambda name, timeout_sec: answers[name]
shell = InteractiveShell.instance()
shown = []
for cell in given["cells"]:
    name, source = cell if isinstance(cell, list) else (None, cell)
    with capture_output() as captured:
        shell.run_cell(source, store_history=True, cell_id=name)
    shown.append({"said": captured.stdout + captured.stderr, "shown": [output.data for output in captured.outputs]})
json.dump({"shown": shown, "torch": "torch" in sys.modules}, sys.stdout)
"""
TRAIN = """def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for step in range(20):
        (network(torch.ones(3)) ** 2).sum().backward()
        optimizer.step()
"""


Cell = str | tuple[str, str]
"""A cell's source, behind its id where the notebook tells one."""


def run(*cells: Cell, held_by_colab: bytes | None = None) -> dict[str, object]:
    """Run cells in a new shell; return what the last one said and showed."""
    document = json.loads(held_by_colab) if held_by_colab else None
    done = subprocess.run(
        [sys.executable, "-c", IN_A_SHELL],
        input=json.dumps({"cells": cells, "colab": document}),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    # Student code runs behind the wall, as for a file: the notebook's own process loads no torch for it.
    assert not told["torch"] or "torch" in str(cells)
    result: dict[str, object] = told["shown"][-1]
    return result


def report(*cells: Cell, held_by_colab: bytes | None = None) -> tuple[str, str]:
    """Run cells of which the last grades; return the frame and the plain text that it showed."""
    last = run(*cells, held_by_colab=held_by_colab)
    shown = last["shown"]
    assert isinstance(shown, list), last
    [bundle] = shown
    return bundle["text/html"], bundle["text/plain"]


def test_what_the_notebook_holds_is_graded_and_shown_below_the_cell() -> None:
    """The last version of an edited cell counts, and the line is named by the number in the cell's brackets."""
    cells = ("%load_ext grader", "!true\nimport torch", NETWORK.replace("3, 5", "3, 2"), NETWORK, TRAIN, "%grade")
    frame, text = report(*cells)
    assert "20 / 20" in text
    assert "(cell 5, line 5: " in text
    page = re.fullmatch(
        r'<div><iframe sandbox title="[^"<>]*" style="[^"<>]*" srcdoc="([^"<>]*)"></iframe></div>', frame
    )
    assert page is not None
    assert html.unescape(page[1]).startswith("<!doctype html>")
    assert "(cell 5, line 5: " in html.unescape(page[1])


def test_a_cell_that_failed_is_left_out_and_named() -> None:
    """Above the page and in the plain text; a line that grades has nothing in it to grade."""
    frame, text = report("%load_ext grader", "%grade chalenge", NETWORK, "missing", TRAIN, "1 +", "%grade")
    assert "(cell 5, line 5: " in text
    assert "Loading your file" not in text
    note = "Left out: cells 4 and 6, which stopped with an error. What is mended and run again is graded too."
    assert text.startswith(f"{note}\n\n")
    assert frame.startswith(f"<div><p>{note}</p><iframe ")


def test_a_cell_that_was_mended_is_not_named() -> None:
    """Jupyter and VS Code tell which cell it is that runs again; the number is that of its last run."""
    mended = ("a", "import torch, missing"), ("b", "1 +"), ("a", "import torch")
    _, text = report("%load_ext grader", *mended, NETWORK, TRAIN, ("b", "1 -"), "%grade")
    assert text.startswith("Left out: cell 7, which")


def test_colab_is_asked_for_the_notebook_itself() -> None:
    """Cells that did not run are graded too there; the file is not needed."""
    _, text = report("%load_ext grader", "%grade", held_by_colab=colab("%load_ext grader", NETWORK, TRAIN, "%grade"))
    assert "(cell 3, line 5: " in text


def test_another_rubric_can_be_named_and_a_wrong_one_is_told() -> None:
    """A mistake in the line is one sentence, no traceback."""
    _, text = report("%load_ext grader", NETWORK, "my_network = MyNetwork()", "%grade challenge_script")
    assert "as a script" in text
    last = run("%load_ext grader", "%grade chalenge")
    assert "challenge" in str(last["said"])
    assert "Traceback" not in str(last["said"])
