"""Files that a notebook writes for its own cells."""

from pathlib import Path

import pytest
from notebooks import colab
from observing import NETWORK, graded

from grader.sandbox.observe import Place
from grader.submission.written import written

TRAIN = """
def train(network):
    sgd = torch.optim.SGD(network.parameters(), lr=STEP)
    for _ in range(30):
        (network(torch.ones(3)) ** 2).sum().backward()
        sgd.step()
        sgd.zero_grad()
"""


@pytest.mark.parametrize(
    ("cells", "files"),
    [
        (["%%writefile a.py\nx = 1\ny = 2"], {"a.py": "x = 1\ny = 2\n"}),
        (["\n%%file tools/a.py\nx = 1"], {"tools/a.py": "x = 1\n"}),
        (["%%writefile /content/a.py\nx = 1"], {"a.py": "x = 1\n"}),
        (["%%writefile a.py\nx = 1", "%%writefile -a a.py\ny = 2"], {"a.py": "x = 1\ny = 2\n"}),
        (["%%writefile a.py\nx = 1", "%%writefile a.py\ny = 2"], {"a.py": "y = 2\n"}),
        (["# %%writefile a.py\n# x = 1", "%%writefile a.txt\nx", "%%bash\nls a.py\n", "x = 1"], {}),
        (["%%writefile ../a.py\nx = 1", "%%writefile /etc/a.py\nx = 1"], {}),
    ],
)
def test_python_files_in_the_notebooks_folder_are_written(cells: list[str], files: dict[str, str]) -> None:
    """As they are in the end; nothing is written elsewhere."""
    assert {file.path: file.content.decode() for file in written(cells)} == files


def test_a_notebook_imports_what_it_wrote(place: Place, tmp_path: Path) -> None:
    """Wherever its cells stand: the class, the training or a number."""
    model, rate = f"%%writefile model.py\n{NETWORK}", "%%writefile parts/rate.py\nSTEP = 1e-3"
    imports = "import torch\nfrom model import MyNetwork\nfrom parts.rate import STEP"
    (tmp_path / "lab.ipynb").write_bytes(colab(model, rate, imports, TRAIN))
    report = graded(place, tmp_path / "lab.ipynb")
    assert [phase.outcome for phase in report.phases] == ["ok"] * 4, report.phases
    assert next(check.evidence.get("steps") for check in report.checks if check.id == "zero_grad") == 30
