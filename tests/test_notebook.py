"""Reading notebooks: whoever wrote them, and whatever is wrong with them."""

import json
from pathlib import Path

import pytest
from notebooks import colab, dump, old, saved, vs_code

from grader.submission import of_cells, read
from grader.submission.notebook import MAX_CELLS, MAX_NOTEBOOK

NETWORK = "class MyNetwork:\n    pass"


def cells(path: Path) -> list[str]:
    """Return the text of each cell of a notebook that can be read."""
    submission = read(path, "MyNetwork")
    assert submission.problem is None
    contents = {file.path: file.content.decode() for file in submission.files}
    return [contents[name] for name in submission.cells]


@pytest.mark.parametrize(
    "content",
    [colab("x = 1", NETWORK), old("x = 1", NETWORK), vs_code("x = 1", NETWORK, shell="ls -l")],
    ids=["colab", "format 3", "vs code"],
)
def test_code_cells_come_in_order_whoever_wrote_them(tmp_path: Path, content: bytes) -> None:
    """Headings, text, outputs and cells in another language are left out."""
    path = saved(tmp_path, content)
    assert cells(path) == ["x = 1", NETWORK]
    assert read(path, "MyNetwork").main == "hw.ipynb"
    assert read(path, "MyNetwork").cells == ("cell 1", "cell 2")


def test_blank_cells_have_no_number(tmp_path: Path) -> None:
    """Jupyter gives them none either, so the number is the one in the brackets."""
    assert cells(saved(tmp_path, colab("", "x = 1", "  \n", "y = 2"))) == ["x = 1", "y = 2"]


def test_outputs_are_not_looked_at(tmp_path: Path) -> None:
    """A notebook that ran anew is the same submission, and one with broken outputs can be graded."""
    document = json.loads(colab("x = 1"))
    before = read(saved(tmp_path, dump(document)), "MyNetwork").sha256
    document["cells"][0]["outputs"] = [{"output_type": "no such type"}, 3]
    path = saved(tmp_path, dump(document))
    assert read(path, "MyNetwork").sha256 == before


def test_the_report_names_the_notebook_and_not_its_cells(tmp_path: Path) -> None:
    """Students know their files, not the ones that cells are kept in."""
    (tmp_path / "helper.py").write_text("x = 1\n")
    submission = read(saved(tmp_path, colab("!pip install torch\nimport helper", NETWORK)), "MyNetwork")
    assert submission.handed_in == ("helper.py", "hw.ipynb")
    assert [file.path for file in submission.files] == ["helper.py", "cell 1", "cell 2"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (colab(), "empty"),
        (colab("", " "), "empty"),
        (dump({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}), "empty"),
        (colab("x = 1")[:-20], "broken_notebook"),
        (b"import torch\n", "broken_notebook"),
        (b"[" * 100_000, "broken_notebook"),
        (b"[]", "broken_notebook"),
        (b'"4"', "broken_notebook"),
        (dump({"cells": []}), "broken_notebook"),
        (dump({"nbformat": "4", "cells": []}), "broken_notebook"),
        (dump({"nbformat": 4}), "broken_notebook"),
        (dump({"nbformat": 4, "nbformat_minor": [], "cells": []}), "broken_notebook"),
        (dump({"nbformat": 4, "metadata": {}, "cells": 5}), "broken_notebook"),
        (dump({"nbformat": 4, "metadata": {}, "cells": [7]}), "broken_notebook"),
        (dump({"nbformat": 4, "metadata": [], "cells": []}), "broken_notebook"),
        (dump({"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}), "broken_notebook"),
        (dump({"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": 5}]}), "broken_notebook"),
        (dump({"nbformat": 3, "metadata": {}, "worksheets": 5}), "broken_notebook"),
        (dump({"nbformat": 5, "metadata": {}, "cells": []}), "unknown_format"),
        (dump({"nbformat": 2, "worksheets": []}), "unknown_format"),
        (colab("x = 1").decode().encode("utf-16"), "not_utf8"),
        (colab("x <- 1", language_info={"name": "R"}), "not_python"),
        (colab("x = 1", kernelspec={"language": "julia"}), "not_python"),
        (colab(*["x = 1"] * (MAX_CELLS + 1)), "too_many_cells"),
        (colab("#" * 9_000_000), "too_large"),
        (colab("!ls\n" * 10_000), "too_large"),
        (b" " * (MAX_NOTEBOOK + 1), "too_large"),
    ],
)
def test_what_is_no_notebook_says_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    """Each kind of unusable notebook has its own problem, said to the student, and none is an exception."""
    problem = read(saved(tmp_path, content), "MyNetwork").problem
    assert problem is not None
    assert problem.kind == kind
    assert problem.message.startswith("expected ")


def test_a_mark_at_the_beginning_of_the_file_does_no_harm(tmp_path: Path) -> None:
    """Some programs for Windows write one."""
    assert cells(saved(tmp_path, b"\xef\xbb\xbf" + colab("x = 1"))) == ["x = 1"]


def test_cells_that_were_never_a_file_are_a_submission_too() -> None:
    """They are read like a notebook's."""
    submission = of_cells("notebook", ["%matplotlib inline", "", "x = 1"])
    assert submission.cells == ("cell 1", "cell 2")
    assert submission.main == "notebook.ipynb"
    problem = of_cells("notebook", [""]).problem
    assert problem is not None
    assert problem.kind == "empty"


def test_a_folder_with_one_notebook_is_graded_by_it(tmp_path: Path) -> None:
    """Jupyter's own copies do not count."""
    saved(tmp_path, colab(NETWORK))
    (tmp_path / ".ipynb_checkpoints").mkdir()
    saved(tmp_path / ".ipynb_checkpoints", colab(NETWORK), "hw-checkpoint.ipynb")
    (tmp_path / "data.csv").write_text("1,2")
    submission = read(tmp_path, "MyNetwork")
    assert submission.main == "hw.ipynb"
    assert submission.handed_in == ("data.csv", "hw.ipynb")


def test_of_a_notebook_and_its_python_file_the_file_is_graded(tmp_path: Path) -> None:
    """A notebook beside a file of the same name is what the file was made from, if both define the network."""
    saved(tmp_path, colab(NETWORK))
    (tmp_path / "hw.py").write_text(NETWORK)
    submission = read(tmp_path, "MyNetwork")
    assert submission.main == "hw.py"
    assert [file.path for file in submission.files] == ["hw.py"]
    (tmp_path / "hw.py").write_text("!pip install torch\n" + NETWORK)
    assert read(tmp_path, "MyNetwork").main == "hw.ipynb"


def test_a_notebook_and_a_python_file_of_another_name_are_ambiguous(tmp_path: Path) -> None:
    """Both define the network, and nobody knows which one is meant."""
    saved(tmp_path, colab(NETWORK))
    (tmp_path / "other.py").write_text(NETWORK)
    problem = read(tmp_path, "MyNetwork").problem
    assert problem is not None
    assert problem.kind == "ambiguous"
    assert "hw.ipynb, other.py" in problem.message


def test_a_notebook_that_imports_the_file_beside_it_takes_it_along(tmp_path: Path) -> None:
    """The class tells the main file, and a broken notebook beside it is only another file."""
    saved(tmp_path, colab("import model", NETWORK))
    saved(tmp_path, b"{", "broken.ipynb")
    (tmp_path / "model.py").write_text("x = 1\n")
    assert read(tmp_path, "MyNetwork").handed_in == ("hw.ipynb", "model.py")
