"""IPython's own syntax becomes Python, line by line."""

import pytest

from grader.submission.magics import without_magics


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("!pip install torch\nx = 1", "pass\nx = 1\n"),
        ("if x:\n    !ls \\\n  -l \\\n -h\n    y = 2", "if x:\n    pass\n\n\n    y = 2\n"),
        ("files = !ls\nt = %timeit -o f()\nx = 1", "files = []\nt = None\nx = 1\n"),
        ("%matplotlib inline\n%cd /content\n%%shell", "pass\npass\npass\n"),
        ("net?\n?net\nnet??", "pass\npass\npass\n"),
        ("%time net = train(net)\n%time -q x = 1", "net = train(net)\nx = 1\n"),
        ("%timeit f()", "pass\n"),
        ("%%time\nx = 1\n!ls", "# %%time\nx = 1\npass\n"),
        ("\n%%capture out\nx = 1", "\n# %%capture out\nx = 1\n"),
        ("%%bash\nls\n\necho x", "# %%bash\n# ls\n# \n# echo x"),
        ("%%javascript\nalert(1)", "# %%javascript\n# alert(1)"),
        ('"""\n!ls\n%time x\n"""\n!ls', '"""\n!ls\n%time x\n"""\npass\n'),
        ("  x = 1\n  !ls", "x = 1\npass\n"),
        (">>> x = 1\n>>> !ls", "x = 1\npass\n"),
        ("x = 7 % 3\nprint(x != 1)\n!ls", "x = 7 % 3\nprint(x != 1)\npass\n"),
        ("def f(:\n    x", "def f(:\n    x\n"),
        ("for i in x:\n    %time i\n  !ls", "for i in x:\n    %time i\n  !ls"),
    ],
)
def test_magics_do_nothing_and_every_line_keeps_its_place(cell: str, python: str) -> None:
    """What only watches a cell or a line runs it; what stands for another language is left out."""
    assert without_magics(cell) == python
    assert python.rstrip("\n").count("\n") == cell.count("\n")
