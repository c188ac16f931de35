"""Which statements of a script its network needs."""

import ast

from grader.inside.definitions import definitions


def kept(source: str) -> list[str]:
    """The first line of every statement that is kept."""
    [tree] = definitions([(source, "script.py")])
    return [ast.unparse(s).splitlines()[0] for s in tree.body]


def test_training_at_top_level_is_left_out() -> None:
    """The loop, the optimizer and the prints do not run when only the network is built."""
    assert kept(
        "import torch\n"
        "class MyNetwork(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        for loss in range(3):\n"
        "            y = x\n"
        "        return y\n"
        "my_network = MyNetwork()\n"
        "for x in range(10):\n"
        "    loss = 3\n"
        "print(x, loss)\n",
    ) == ["import torch", "class MyNetwork(torch.nn.Module):"]


def test_names_are_followed_to_the_statements_that_bind_them() -> None:
    """A constant that a constant of the class needs is kept, also through a helper function."""
    source = "A = 2\nB = A + 1\nUNUSED = 5\ndef width():\n    return B\nclass N:\n    w = width()\n"
    assert kept(source) == ["A = 2", "B = A + 1", "def width():", "class N:"]


def test_what_a_class_needs_may_stand_below_the_guard() -> None:
    """A script runs as the main program. What trains there is left out."""
    source = (
        "class N:\n    def f(self): return WIDTH\n"
        "if __name__ == '__main__':\n    import os\n    WIDTH = 3\n    n = N()\n    n.f()\n"
    )
    assert kept(source) == ["class N:", "import os", "WIDTH = 3"]


def test_a_call_below_the_guard_sets_up_nothing() -> None:
    """It comes after the training, as where a script's own tests run."""
    source = "import unittest, torch\nclass N: pass\nif __name__ == '__main__':\n    torch.set_grad_enabled(False)\n"
    assert kept(source + "    unittest.main()\n") == ["import unittest, torch", "class N:"]


def test_another_condition_is_one_statement() -> None:
    """It is kept whole where something in it is needed."""
    source = "class N:\n    def f(self): return WIDTH\nif N:\n    WIDTH = 3\nelse:\n    WIDTH = 4\n"
    assert kept(source) == ["class N:", "if N:"]


def test_what_is_attached_to_a_class_or_changed_in_a_needed_object_is_kept() -> None:
    """Setting attributes and items counts as binding."""
    source = "C = {}\nC['w'] = 3\nclass N:\n    def f(self): return C\ndef g(self): pass\nN.g = g\n"
    assert kept(source) == ["C = {}", "C['w'] = 3", "class N:", "def g(self):", "N.g = g"]


def test_calls_that_configure_a_library_are_kept() -> None:
    """torch.set_default_dtype changes how the network is built."""
    source = "import torch\ntorch.set_default_dtype(torch.float64)\nx = 1\ntorch.save(x, 'f')\n"
    assert kept(source) == ["import torch", "torch.set_default_dtype(torch.float64)"]


def test_calls_of_a_notebooks_program_are_left_out() -> None:
    """The code behind a magic may be what trains."""
    imports = ["from IPython import get_ipython", "import IPython"]
    calls = [
        "get_ipython().run_cell_magic('time', '', 'train()')",
        "IPython.get_ipython().run_line_magic('time', 'f()')",
    ]
    assert kept("\n".join([*imports, *calls])) == imports


def test_the_cells_of_a_notebook_need_one_another() -> None:
    """A name that a class in one cell needs is found in another; lines are counted in each cell."""
    cells = [
        "import torch\n\nWIDTH = 5\nprint(WIDTH)",
        "def width():\n    return WIDTH",
        "x = 1\n\nclass N:\n    w = width()",
    ]
    trees = definitions([(cell, f"cell {number}") for number, cell in enumerate(cells, 1)])
    assert [[s.lineno for s in tree.body] for tree in trees] == [[1, 3], [1], [3]]
