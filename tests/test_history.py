"""Which of the cells that ran are still what the notebook holds."""

import pytest

from grader.submission import of_history
from grader.submission.history import current

IMPORT = "import torch"
CLASS, CLASS_2 = "class N:\n    width = 3", "class N:\n    width = 5"
LOOP, LOOP_2 = "n = N()\nfor i in range(3):\n    loss = n", "n = N()\nfor i in range(3):\n    loss = n.zero()"


@pytest.mark.parametrize(
    ("ran", "counts"),
    [
        ([IMPORT, CLASS, LOOP], [1, 2, 3]),
        ([IMPORT, CLASS, CLASS_2, LOOP], [1, 3, 4]),
        ([IMPORT, CLASS, LOOP, LOOP_2], [1, 2, 4]),
        ([IMPORT, CLASS, LOOP, CLASS_2, LOOP], [1, 4, 5]),
        ([IMPORT, CLASS, LOOP, CLASS_2, LOOP_2], [1, 4, 5]),
        (["x = 1", "y = x", "x = 2"], [1, 2, 3]),
        (["x = 1", "y = [x for _ in 'ab']", "x = 2"], [1, 2, 3]),
        (["x = 1", "class M:\n    y = x", "x = 2"], [1, 2, 3]),
        (["x = 1", "def f():\n    return x", "x = 2"], [2, 3]),
        (["x = 1", "x = x + 1"], [1, 2]),
        (["x = 1\ny = 1", "x = 2"], [1, 2]),
        (["train(n)", "print(n)", "train(n)"], [2, 3]),
        (["x = (", "x = 1"], [2]),
        (["print(1)", "print(2)"], [1, 2]),
    ],
)
def test_a_cell_that_was_edited_and_run_again_counts_once(ran: list[str], counts: list[int]) -> None:
    """An older version goes, unless what it bound was used before it was bound anew."""
    assert list(current(dict(enumerate(ran, 1)))) == counts


def test_a_cell_is_named_by_the_number_in_its_brackets() -> None:
    """So that the student finds it, though others are left out."""
    submission = of_history("notebook", {1: "!pip install grade", 2: CLASS, 3: " ", 4: CLASS_2, 7: "%time x = 1"})
    assert submission.cells == ("cell 1", "cell 4", "cell 7")
    assert submission.files[-1].content == b"x = 1\n"
    assert submission.main == "notebook.ipynb"


@pytest.mark.parametrize("ran", [{}, {1: " "}, {1: "x = ("}])
def test_a_notebook_in_which_nothing_ran_says_so(ran: dict[int, str]) -> None:
    """It has no code."""
    problem = of_history("notebook", ran).problem
    assert problem is not None
    assert problem.kind == "empty"
