"""Reading what was handed in."""

import os
import zipfile
from pathlib import Path

import pytest
from notebooks import colab

from grader.errors import UsageError
from grader.submission import MAX_FILE, read
from grader.submission.folder import MAX_FILES

NETWORK = "class MyNetwork: pass\n"
TRAIN = "def train(network): pass\n"


def write(folder: Path, **files: str | bytes) -> None:
    """Write files whose names use `__` for a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_a_missing_path_names_what_lies_beside_it(tmp_path: Path) -> None:
    """A wrong path is a usage error that lists the Python files there."""
    write(tmp_path, my_solution__py=NETWORK)
    with pytest.raises(UsageError, match=r"found nothing at .*my_solutoin\.py") as caught:
        read(tmp_path / "my_solutoin.py", "MyNetwork")
    assert "my_solution.py" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.py", b"", "empty"),
        ("a.py", b"  \n\n", "empty"),
        ("a.py", b"\x7fELF\x00\x00", "binary"),
        ("a.py", "x = 'ä'".encode("latin-1"), "not_utf8"),
        ("a.py", "x = 1".encode("utf-16"), "not_utf8"),
        ("a.py", b"# -*- coding: klingon -*-\nx = 1", "not_utf8"),
        ("a.txt", b"x = 1", "not_python"),
        ("a.ipynb", b"{}", "broken_notebook"),
        ("a.py", b"#" * (MAX_FILE + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_python_text_says_what_it_is(
    tmp_path: Path,
    name: str,
    content: bytes,
    kind: str,
) -> None:
    """Each kind of unusable file has its own problem, and none is an exception."""
    (tmp_path / name).write_bytes(content)
    problem = read(tmp_path / name, "MyNetwork").problem
    assert problem is not None
    assert problem.kind == kind
    assert problem.message.startswith("expected ")


def test_another_declared_encoding_is_python_too(tmp_path: Path) -> None:
    """A file that declares its encoding may use it."""
    write(tmp_path, a__py="# -*- coding: latin-1 -*-\nx = 'ä'".encode("latin-1"))
    assert read(tmp_path / "a.py", "MyNetwork").problem is None


def test_a_package_comes_along_as_far_as_it_can(tmp_path: Path) -> None:
    """What is too large, or has a name that no report can hold, stays where it is."""
    deep = tmp_path / "parts" / "old"
    deep.mkdir(parents=True)
    (deep / "data.py").write_bytes(b"#" * (MAX_FILE + 1))
    Path(os.fsdecode(os.fsencode(deep) + b"/caf\xe9.py")).touch()
    (tmp_path / "parts/steps.py").touch()
    (tmp_path / "main.py").write_text("from parts.steps import *\n")
    submission = read(tmp_path / "main.py", "MyNetwork")
    assert submission.problem is None
    assert [file.path for file in submission.files] == ["main.py", "parts/steps.py"]


def test_the_files_it_imports_travel_with_it(tmp_path: Path) -> None:
    """Only files that are imported, directly or through one another, are taken from beside it."""
    write(
        tmp_path,
        main__py="import torch, one\nfrom .two import x\nfrom . import three\n",
        one__py="def f():\n    import four\n",
        two__py="x = 1\n",
        three__py="import main\n",
        four__py="",
        private__py="secret = 1\n",
    )
    assert [f.path for f in read(tmp_path / "main.py", "N").files] == [
        "four.py",
        "main.py",
        "one.py",
        "three.py",
        "two.py",
    ]


def test_a_folder_is_graded_by_the_file_that_defines_the_network(tmp_path: Path) -> None:
    """Hidden and system files are left out, and the class tells the main file."""
    write(tmp_path, data__csv="1,2", model__py=NETWORK, helper__py="x = 1\n", __DS_Store="")
    submission = read(tmp_path, "MyNetwork")
    assert submission.main == "model.py"
    assert [f.path for f in submission.files] == ["data.csv", "helper.py", "model.py"]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"a__py": NETWORK, "b__py": NETWORK}, "ambiguous"),
        ({"a__py": "x = 1\n", "b__py": "y = 1\n"}, "ambiguous"),
        ({"notes__txt": "hello"}, "no_python"),
        ({}, "no_python"),
    ],
)
def test_a_folder_without_one_clear_file_says_so(tmp_path: Path, files: dict[str, str], kind: str) -> None:
    """Two candidates, or none, are told with their names."""
    write(tmp_path, **files)
    problem = read(tmp_path, "MyNetwork").problem
    assert problem is not None
    assert problem.kind == kind


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"net.py": NETWORK, "main.py": f"from net import MyNetwork\n{TRAIN}"}, "main.py"),
        ({"net.py": NETWORK, "main.py": "from net import *\nMyNetwork().loss.backward()"}, "main.py"),
        ({"src/net.py": NETWORK, "main.py": f"from src.net import MyNetwork\n{TRAIN}"}, "main.py"),
        ({"net.py": NETWORK, "hw.ipynb": colab("from net import MyNetwork", TRAIN).decode()}, "hw.ipynb"),
        ({"net.py": f"{NETWORK}\n{TRAIN}", "play.py": "from net import MyNetwork"}, "net.py"),
        (
            {"net.py": f"from loop import train\n{NETWORK}", "loop.py": TRAIN, "play.py": "from net import MyNetwork"},
            "net.py",
        ),
        ({"net.py": f"{NETWORK}loss.backward()", "play.py": "from net import MyNetwork"}, "net.py"),
        ({"net.py": NETWORK, "one.py": "from net import MyNetwork", "two.py": "from net import MyNetwork"}, "net.py"),
        ({"net.py": NETWORK, "notes.py": "import net"}, "net.py"),
        ({"net.py": f"{NETWORK}MyNetwork().backward()", "one.py": f"from net import *\n{TRAIN}"}, "net.py"),
        (
            {
                "net.py": f"{NETWORK}def init(n): pass",
                "one.py": "from net import *\nMyNetwork().loss.backward()",
                "test.py": "from net import MyNetwork",
            },
            "one.py",
        ),
        ({"net.py": NETWORK, "one.py": f"from net import *\n{TRAIN}", "test.py": "from net import *"}, "one.py"),
        ({"net.py": f"{NETWORK}def count(n): pass", "one.py": f"from net import MyNetwork\n{TRAIN}"}, "one.py"),
        ({"net.py": f"import sizes\n{NETWORK}", "sizes.py": "", "one.py": f"from net import *\n{TRAIN}"}, "one.py"),
        (
            {
                "net.py": NETWORK,
                "one.py": f"from net import MyNetwork\n{TRAIN}",
                "two.py": "from net import MyNetwork\nfrom one import train",
            },
            "one.py",
        ),
        (
            {"net.py": NETWORK, "one.py": f"from net import *\n{TRAIN}", "two.py": f"from net import *\n{TRAIN}"},
            "net.py",
        ),
    ],
)
def test_a_class_that_others_train_is_graded_where_it_is_trained(
    files: dict[str, str], main: str, tmp_path: Path
) -> None:
    """The file that imports it, unless the class's own file can train it too."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert read(tmp_path, "MyNetwork", "train").main == main


def test_a_linked_file_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link in a folder can't bring in a file from outside it."""
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "submission"
    inside.mkdir()
    write(inside, a__py=NETWORK)
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert [f.path for f in read(inside, "MyNetwork").files] == ["a.py"]


def test_the_hash_follows_every_path_and_byte(tmp_path: Path) -> None:
    """Two submissions have the same hash only if all their files are the same."""
    hashes = set()
    for name, content in (("a.py", "x = 1"), ("a.py", "x = 2"), ("b.py", "x = 1")):
        folder = tmp_path / f"{name}{content[-1]}"
        folder.mkdir()
        (folder / name).write_text(content)
        hashes.add(read(folder / name, "N").sha256)
    assert len(hashes) == 3


def zipped(path: Path, files: dict[str, str]) -> Path:
    """Write a zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "files",
    [
        {"model.py": NETWORK, "data/x.csv": "1"},
        {"hw1/model.py": NETWORK, "hw1/data/x.csv": "1", "__MACOSX/hw1/._model.py": "", "hw1/.git/HEAD": ""},
    ],
    ids=["files", "a folder"],
)
def test_a_zip_is_read_like_the_folder_it_was_made_of(tmp_path: Path, files: dict[str, str]) -> None:
    """The one folder around all files is left out, and so is what systems add."""
    submission = read(zipped(tmp_path / "work.ZIP", files), "MyNetwork")
    assert submission.problem is None
    assert submission.name == "work"
    assert submission.main == "model.py"
    assert [f.path for f in submission.files] == ["data/x.csv", "model.py"]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"../model.py": NETWORK}, "unsafe_path"),
        ({"notes.txt": "hello"}, "no_python"),
        ({"a.py": NETWORK, "data.bin": "x" * (MAX_FILE + 1)}, "too_large"),
        ({f"{n}.txt": "" for n in range(MAX_FILES + 1)}, "too_many_files"),
    ],
)
def test_a_zip_that_cannot_be_graded_says_why(tmp_path: Path, files: dict[str, str], kind: str) -> None:
    """What is wrong with the archive or its files is the submission's problem, and no exception."""
    problem = read(zipped(tmp_path / "work.zip", files), "MyNetwork").problem
    assert problem is not None
    assert problem.kind == kind
    assert problem.message.startswith("expected ")


@pytest.mark.parametrize(
    ("source", "script"),
    [
        ("my_network = MyNetwork()\nmy_network.fit()", True),
        ("net: MyNetwork = MyNetwork().double()", True),
        ("def train(network): pass\nmy_network = MyNetwork()", False),
        ("from helper import train\nmy_network = MyNetwork()", False),
        ("from helper import *\nmy_network = MyNetwork()", False),
        ("from torch import *\nmy_network = MyNetwork()", True),
        ("train = lambda network: network\nmy_network = MyNetwork()", False),
        ("if True:\n    def train(network): pass\nmy_network = MyNetwork()", False),
        ("def other():\n    train = 3\n    return train\nmy_network = MyNetwork()", True),
        ("def trian(network):\n    return MyNetwork()\ntrian(MyNetwork())", True),
        ("def trian(network):\n    loss.backward()\nnet = MyNetwork()", False),
        ("def trian(network):\n    return network\nnet = MyNetwork()", True),
        ("def train_batch(n): n.backward()\ndef fit(n): n.backward()\nfit(MyNetwork())", True),
        ("def train(a, b): pass\ndef train(a): pass\nMyNetwork()", False),
        ("def train(a): pass\ndef train(a, b): pass\nMyNetwork()", True),
        ("def train(a, b): pass\ntrain = partial(train, 3)\nMyNetwork()", False),
        ("def other(network):\n    return network\nnet = MyNetwork()", True),
        ("def trian(network):\n    n.backward()\nnet = MyNetwork()\nif net:\n    loss.backward()", True),
        ("def train(data, net, sgd): pass\nnet = MyNetwork()\ntrain([], net, None)", True),
        ("def train(net, *, sgd): net.backward()\nnet = MyNetwork()", False),
        ("def train(net, *, sgd): pass\nnet = MyNetwork()\ntrain(net, sgd=3)", True),
        ("def train(net, steps=3, *, rate=1): pass\nnet = MyNetwork()", False),
        ("def train(net, *, sgd=None): pass\nnet = MyNetwork()", False),
        ("@timed\ndef train(a, b): pass\nnet = MyNetwork()", False),
        ("train, test = [1], [2]\nnet = MyNetwork()", True),
        ("train = fit(3)\nnet = MyNetwork()", False),
        ("import sys\ndef main(a):\n    MyNetwork()\nsys.exit(main(3))", True),
        ("class Trainer:\n    def fit(self): MyNetwork()\nTrainer().fit()", True),
        ("Trainer(MyNetwork()).fit()", True),
        ("my_network = MyNetwork(", False),
        ("if __name__ == '__main__':\n    for _ in [1]:\n        net = MyNetwork()", True),
        ("try:\n    pass\nexcept ValueError:\n    net = MyNetwork()", True),
        ("def main():\n    return MyNetwork()\nmy_network = main()", True),
        ("def main():\n    my_network = MyNetwork()\nmain()", True),
        ("def main():\n    my_network = MyNetwork()\nif __name__ == '__main__':\n    main()", True),
        ("def fit(n): pass\ndef main():\n    fit(MyNetwork())\nmain()", True),
        ("def main():\n    my_network = MyNetwork()", False),
        ("def main():\n    pass\nmain()", False),
    ],
)
def test_a_file_without_the_function_that_makes_a_network_is_a_script(
    tmp_path: Path, source: str, script: bool
) -> None:
    """A misspelt function is none, and what may come from elsewhere is looked for when it runs."""
    path = tmp_path / "s.py"
    path.write_text(f"{source}\n")
    (tmp_path / "helper.py").touch()
    assert read(path, "MyNetwork").is_script("MyNetwork", "train", "my_network") == script
